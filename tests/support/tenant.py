"""A server elsewhere, like that of a live tenant: its host name is not this machine's, but resolves to a sandbox here."""

import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from feedproof.fixtures.sandbox import make_app, running
from parts import send_little

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
HOST = "tenant.example.org"
TOKEN = "t0p-s3cret-of-a-tenant"  # noqa: S105 - made up
FEED = "course-dates"
PATIENCE = 120


class Tenant:
    """A sandbox under another host name. It records the requests that it gets; another app can answer in its place."""

    def __init__(self) -> None:
        self.app = make_app(seed=1, token=TOKEN)
        self.requests: list[tuple[str, str]] = []
        self.of_schemathesis = 0
        self.instead: App | None = None
        self.before = set(self.app.state.store.records[FEED])
        self.url = ""

    @property
    def unencrypted(self) -> str:
        """The warning about the token, which is printed once: the host is another machine, and the URL is not https."""
        return f"feedproof: {self.url}: the token is sent unencrypted, as this is not https\n"

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        self.requests.append((scope["method"], scope["path"]))
        self.of_schemathesis += dict(scope["headers"]).get(b"user-agent", b"").startswith(b"schemathesis/")
        await (self.instead or self.app)(scope, receive, send)

    @property
    def own(self) -> list[dict[str, Any]]:
        """The records that were created since the start."""
        records = self.app.state.store.records[FEED]
        return [stored.record for identity, stored in records.items() if identity not in self.before]


@pytest.fixture
def tenant(part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    """Serve a tenant; only a part of its contract is examined, with few requests."""
    part("/coursedates", "/coursedates/{CourseDateID}")
    former = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        return former("127.0.0.1" if host == HOST else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    monkeypatch.setenv("FEEDPROOF_CONFIRM", "")
    send_little(monkeypatch)
    served = Tenant()
    with running(served) as url:
        served.url = f"http://{HOST}:{urlsplit(url).port}"
        yield served


def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds that depends on another thread or process."""
    end = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < end, "it did not happen"
        sleep(0.05)
