"""What the sandbox logs: each request, its answer, the reason for a refusal, and nothing personal."""

import socket
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import requests
from console import COMMAND
from feedproof.ci import sandbox as command
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.access_log import Logged
from feedproof.fixtures.sandbox.answers import Service

from .conftest import Outcome

SIGNED = {"Authorization": f"Bearer {TOKEN}"}


def told(*asked: tuple[str, str], faults: Iterable[str] = (), **options: object) -> list[str]:
    """Return what is told of requests with this method and path, all alike otherwise."""
    lines: list[str] = []
    with running(Logged(make_app(faults=list(faults)), lines.append)) as url:
        for method, path in asked:
            requests.request(method, url + path, timeout=10, **({"headers": SIGNED} | options))  # type: ignore[arg-type]
    return lines


def test_a_request_is_told_with_its_answer() -> None:
    asked = [
        ("GET", "/venues"),
        ("HEAD", "/venues"),
        ("GET", "/docs"),
        ("GET", "/coursedates/none"),
        ("DELETE", "/venues"),
    ]
    assert told(*asked) == [
        "GET /venues  200",
        "HEAD /venues  200",
        "GET /docs  200",
        "GET /coursedates/none  404\n  url is incorrect or record does not exist",
        "DELETE /venues  405\n  this URL does not support that method",
    ]


def test_a_refused_body_is_told_with_each_finding() -> None:
    (line,) = told(("POST", "/coursedates"), json={"Status": "on hold", "StartDate": 1})
    assert line.splitlines()[0] == "POST /coursedates  400"
    assert "  missing-field  MaxPlaces is missing" in line.splitlines()
    assert '  unlisted-value  Status is "on hold", not one of' in line


def test_neither_values_of_a_query_nor_the_token_are_told() -> None:
    (line,) = told(
        ("GET", "/venues?$filter=jane%40example.org&a%0ab=&$top=2"), headers={"Authorization": "Bearer t0p-s3cret"}
    )
    assert line.splitlines()[0] == "GET /venues?$filter=…&a\\u000ab=…&$top=…  401"
    assert not any(secret in line for secret in ("jane", "t0p"))


def test_what_would_be_another_line_is_none() -> None:
    assert told(("GET", "/a%0aGET%20/venues%20%20200"))[0].startswith("GET /a\\u000aGET /venues  200  404\n")


@pytest.mark.parametrize("fault", ["error-without-errors", "wrong-content-type"])
def test_a_refusal_that_is_wrong_itself_is_told(fault: str) -> None:
    (line,) = told(("GET", "/coursedates/none"), faults=[fault])
    assert line.splitlines()[0] == "GET /coursedates/none  404"


def test_a_failure_of_the_sandbox_itself_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Service, "_list", broken)
    assert told(("GET", "/venues")) == ["GET /venues  500\n  the sandbox failed (ZeroDivisionError); please report it"]


def test_a_client_that_goes_away_is_no_failure_of_the_sandbox() -> None:
    lines: list[str] = []
    with running(Logged(make_app(), lines.append)) as url:
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=10) as connection:
            connection.sendall(b"POST /coursedates HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        requests.get(f"{url}/venues", headers=SIGNED, timeout=10)
    assert "POST /coursedates  400\n  the body was cut off" in lines


@pytest.mark.parametrize(
    ("arguments", "is_watched", "is_told"),
    [([], True, True), ([], False, False), (["--log"], False, True), (["--no-log"], True, False)],
)
def test_it_is_told_on_a_terminal_or_where_it_is_asked_for(
    arguments: list[str], is_watched: bool, is_told: bool, cli: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[object] = []
    monkeypatch.setattr("feedproof.fixtures.sandbox.serve.serve", lambda app, _listener: served.append(app))
    monkeypatch.setattr(command, "is_watched", lambda: is_watched)
    assert cli("sandbox", *arguments).code == 0
    assert isinstance(served[0], Logged) == is_told


def test_the_log_is_on_standard_error_and_the_greeting_is_not(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "sandbox", "--log"],
        cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        url = process.stdout.readline().split()[-1]
        requests.get(f"{url}/venues", headers=SIGNED, timeout=10)
        assert process.stderr.readline() == "GET /venues  200\n"
        process.terminate()
