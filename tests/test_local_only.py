"""A server that listens only on this machine is not read by a web page whose host name was redirected here."""

from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import requests
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.local_only import LocalOnly

from .conftest import Outcome

SIGNED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("LOCALHOST:8000", 200), ("127.0.0.1:1", 200), ("127.9.9.9", 200), ("[::1]:8000", 200),
        ("evil.example", 421), ("evil.example:8000", 421), ("127.0.0.1.evil.example", 421), ("localhost@evil.example", 421),
        ("192.168.0.1", 421), ("[", 421), (":8000", 421),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/venues", "/docs"])
def test_only_a_name_of_this_machine_is_answered(host: str, status: int, path: str) -> None:
    with running(LocalOnly(make_app())) as url:
        answer = requests.get(url + path, headers=SIGNED | {"Host": host}, timeout=10)
    assert answer.status_code == status
    if status != 200:
        says = "this server answers only on its own machine: use localhost or 127.0.0.1"
        assert answer.json() == {"errors": [{"message": says}]}


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/coursedates", "evil.example", 421), ("/nowhere", "localhost", 404), ("/venues", "localhost", 405)],
)
def test_a_large_body_is_read_before_it_is_refused(path: str, host: str, status: int) -> None:
    """A connection that is closed after the answer, as urllib has it, breaks while the client still sends."""
    with running(LocalOnly(make_app())) as url, pytest.raises(HTTPError) as refused:
        urlopen(Request(url + path, bytes(5_000_000), SIGNED | {"Host": host}), timeout=10)  # noqa: S310
    with refused.value as answer:
        assert answer.status == status


@pytest.mark.parametrize(
    ("arguments", "is_guarded"),
    [([], True), (["--host", "::1"], True), (["--host", "0.0.0.0"], False)],  # noqa: S104 - it is what is asked
)
def test_the_command_guards_what_listens_on_this_machine(
    arguments: list[str], is_guarded: bool, cli: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[object] = []
    monkeypatch.setattr("feedproof.fixtures.sandbox.serve.serve", lambda app, _listener: served.append(app))
    assert cli("sandbox", "--no-log", *arguments).code == 0
    assert isinstance(served[0], LocalOnly) == is_guarded
