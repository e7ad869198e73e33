"""A server elsewhere gets requests no faster than it allows, and none for as long as it asks to wait."""

from collections.abc import Callable
from typing import Any

import pytest
from feedproof.contract_tests.server.pace import Pace
from tenant import Scope, Tenant

Cli = Callable[..., Any]


class Clock:
    """A clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_no_more_requests_than_allowed_in_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(Pace, "rest", lambda _pace, seconds: clock.sleep(seconds))
    pace, told = Pace("50/m", clock), list[str]()
    pace.tell = told.append
    sent = []
    for number in range(200):
        pace.wait("/coursedates/7" if number % 2 else "/coursedates")
        sent.append(clock.now)
        clock.now += 0.5
    assert all(later - earlier >= 60 for earlier, later in zip(sent, sent[50:], strict=False))
    assert sent[-1] < 60 * 4 + 60
    assert told[0] == "waiting up to 35 seconds: more than 50 requests to /coursedates are too many"
    pace.wait("/venues")
    assert clock.now - sent[-1] == 0.5, "another end point has its own"


@pytest.mark.parametrize(
    ("passed", "said"), [(59.9, []), (59.0, ["1 second"]), (58.8, ["2 seconds"])], ids=["less", "a second", "more"]
)
def test_a_wait_of_a_second_is_said_and_a_shorter_one_is_not(
    monkeypatch: pytest.MonkeyPatch, passed: float, said: list[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(Pace, "rest", lambda _pace, seconds: clock.sleep(seconds))
    pace, told = Pace("2/m", clock), list[str]()
    pace.tell = told.append
    pace.wait("/venues")
    pace.wait("/venues")
    clock.now += passed
    pace.wait("/venues")
    assert told == [f"waiting up to {wait}: more than 2 requests to /venues are too many" for wait in said]


def test_a_live_tenant_is_asked_no_faster_than_the_vendor_allows() -> None:
    clock = Clock()
    pace = Pace("5000/h", clock)
    for _ in range(5000):
        pace.wait("/coursedates")
    pace.stop()
    with pytest.raises(KeyboardInterrupt):
        pace.wait("/coursedates")
    pace.wait("/venues")


@pytest.mark.parametrize("asked", [b"900", b"9" * 5000], ids=["minutes", "for ever"])
def test_the_seconds_that_a_busy_server_asks_for_are_waited(
    cli: Cli, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, asked: bytes
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(Pace, "rest", lambda _pace, seconds: waited.append(seconds))

    async def busy(scope: Scope, receive: Any, send: Any) -> None:
        if len(tenant.requests) % 2 and len(tenant.requests) < 20:
            await send({"type": "http.response.start", "status": 429, "headers": [(b"retry-after", asked)]})
            await send({"type": "http.response.body", "body": b""})
        else:
            await tenant.app(scope, receive, send)

    tenant.instead = busy
    assert cli("contract", tenant.url, "--", "--phases", "examples").code == 0
    assert waited == [60.0] * 10
