"""The sandbox as a program and a server: pages, start and end, what it prints and does not print, and bad clients."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import requests
from console import COMMAND
from feedproof.fixtures import record, sandbox
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.answers import Service
from feedproof.fixtures.sandbox.serve import server as sandbox_server
from feedproof.spec.contract import bundled, load
from starlette.applications import Starlette
from uvicorn.importer import import_from_string

from .conftest import Outcome

Cli = Callable[..., Outcome]
SIGNED = {"Authorization": f"Bearer {TOKEN}"}
SECRET = "t0p-s3cret"  # noqa: S105 - made up
VOID = {"meta", "link", "input"}


class Page(HTMLParser):
    """Reads a page: its elements must close in order; keeps what it would load and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [] if tag in VOID else [tag]
        values = {name: value or "" for name, value in attrs}
        self.loads += [values[name] for name in ("src", "action", "srcset") if name in values]
        self.loads += [values["href"]] if tag == "link" else []
        self.links += [values["href"]] if tag == "a" else []
        self.ids += [values["id"]] if "id" in values else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(make_app(seed=1)) as served:
        yield served


def page(url: str) -> tuple[requests.Response, Page]:
    answer = requests.get(url, timeout=10)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer, Page(answer.text)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_needs_no_token_and_nothing_from_elsewhere(path: str, url: str) -> None:
    answer, read = page(url + path)
    assert all(load.startswith("data:") for load in read.loads)
    assert all(link.startswith(("/", "#")) for link in read.links)
    assert "@import" not in answer.text
    assert "url(" not in answer.text.partition("</style>")[0]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "prefers-color-scheme: dark" in answer.text


def test_the_first_page_names_every_operation_and_leads_to_it(url: str) -> None:
    answer, read = page(url)
    _, documentation = page(f"{url}/docs")
    for operation in bundled().operations:
        assert operation.path in answer.text
        assert f"/docs#{operation.node['operationId']}" in read.links
        assert operation.node["operationId"] in documentation.ids
    assert f"Authorization: Bearer {TOKEN}" in answer.text
    assert "No fault is on" in answer.text


def test_links_within_the_documentation_lead_somewhere(url: str) -> None:
    _, read = page(f"{url}/docs")
    assert len(set(read.ids)) == len(read.ids)
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)


def test_the_documentation_shows_the_fields_and_the_evidence(url: str) -> None:
    answer, _ = page(f"{url}/docs")
    for feed in bundled().feeds.values():
        assert all(name in answer.text for name in feed.actions["read"]["properties"])
    assert "at most 255 characters" in answer.text
    assert "<b class='badge stated'>stated</b>" in answer.text


def test_each_paragraph_of_the_description_is_one_in_the_documentation(url: str) -> None:
    answer, _ = page(f"{url}/docs")
    described = bundled().openapi["info"]["description"].strip()
    assert described.count("\n\n") > 0
    assert answer.text.count("<p class='lead'>") == described.count("\n\n") + 1


def test_a_field_of_any_type_is_documented_without_evidence_of_it(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    action = {"target": "$.components.schemas.Venue.properties.Town.type", "remove": True}
    overlay.write_text(json.dumps({"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [action]}))
    with running(make_app(load(overlay))) as served:
        answer, _ = page(f"{served}/docs")
    assert "<td><code>Town</code></td><td>any</td>" in answer.text


def test_the_faults_that_are_on_are_shown() -> None:
    with running(make_app(faults=["put-wipes", "filter-ignored"])) as served:
        text = requests.get(served, timeout=10).text
    assert "No fault is on" not in text
    assert "put-wipes" in text
    assert "An update removes the fields that it does not name." in text


def test_a_token_of_ones_own_is_not_shown() -> None:
    with running(make_app(token=SECRET)) as served:
        for path in ("/", "/docs", "/openapi.json", "/trainers"):
            assert SECRET not in requests.get(served + path, timeout=10).text
        signed = {"Authorization": f"Bearer {SECRET}"}
        assert requests.get(f"{served}/trainers", headers=signed, timeout=10).status_code == 200


def test_a_contract_is_shown_as_text_and_never_as_markup() -> None:
    contract = bundled()
    info = contract.openapi["info"] | {"title": "<script>x</script>", "description": "<b>`&`"}
    contract = type(contract)(contract.version, contract.sha256, contract.openapi | {"info": info}, contract.feeds)
    with running(make_app(contract)) as served:
        for path in ("/", "/docs"):
            text = requests.get(served + path, timeout=10).text
            assert "<script>x" not in text
            assert "<b>`" not in text


def test_the_contract_is_served_with_this_server(url: str) -> None:
    answer = requests.get(f"{url}/openapi.json", timeout=10)
    assert answer.json() == bundled().openapi | {"servers": [{"url": url, "description": "This sandbox"}]}


def test_an_asgi_server_can_import_it() -> None:
    found = import_from_string("feedproof.fixtures.sandbox:app")
    assert isinstance(found, Starlette)
    assert found is sandbox.app, "it is one and the same world"
    with running(found) as served:
        assert requests.get(f"{served}/trainers", headers=SIGNED, timeout=10).status_code == 200


def test_it_has_nothing_else_of_its_own() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'other'"):
        _ = sandbox.other


def test_latency_delays_an_answer() -> None:
    with running(make_app(latency=0.2)) as served:
        begun = time.perf_counter()
        assert requests.get(f"{served}/trainers", headers=SIGNED, timeout=10).status_code == 200
        assert time.perf_counter() - begun >= 0.2


def test_a_failure_of_its_own_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(Service, "_list", broken)
    with running(make_app()) as served:
        answer = requests.get(f"{served}/trainers", headers=SIGNED, timeout=10)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/json")
    assert answer.json()["errors"][0]["message"] == "the sandbox failed (ZeroDivisionError); please report it"
    assert capfd.readouterr() == ("", "")


@contextmanager
def dangling(url: str, data: bytes) -> Iterator[socket.socket]:
    """Hold a connection on which only this has been sent."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        yield connection


@pytest.mark.parametrize(
    "begun", [b"", b"GET /trai", b"POST /coursedates HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"]
)
def test_a_slow_client_keeps_nobody_waiting(begun: bytes) -> None:
    before = set(threading.enumerate())
    with running(make_app()) as served, dangling(served, begun):
        assert requests.get(f"{served}/trainers", headers=SIGNED, timeout=10).status_code == 200
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize(
    "data", [b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"x" * 200_000]
)
def test_what_is_no_request_ends_in_400_and_is_quiet(data: bytes, url: str, capfd: pytest.CaptureFixture[str]) -> None:
    with dangling(url, data) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert requests.get(f"{url}/trainers", headers=SIGNED, timeout=10).status_code == 200
    assert capfd.readouterr() == ("", "")


ASKING = b"GET /trainers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox-token\r\n"


def is_whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    (length,) = (line.split()[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return head.startswith(b"HTTP/1.1 200") and len(body) == int(length)


class Wire(asyncio.Transport):
    """A transport that keeps what is written, each piece by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        assert not self.closed
        self.pieces.append(bytes(data))

    def get_extra_info(self, _name: str, default: Any = None) -> Any:
        return default

    def is_closing(self) -> bool:
        return self.closed


async def answered(wire: Wire, *, gone: bool) -> list[Any]:
    """Answer a request on this wire, which may be gone by then; return what the loop complained of."""
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    serving = sandbox_server(make_app(seed=1))
    serving.config.load()
    protocol = serving.config.http_protocol_class(serving.config, serving.server_state, {})  # type: ignore[call-arg]
    protocol.connection_made(wire)
    protocol.data_received(ASKING + b"\r\n")  # type: ignore[attr-defined]
    wire.closed = gone
    await asyncio.gather(*serving.server_state.tasks)
    await asyncio.sleep(0)
    return complaints


def test_an_answer_is_written_in_one_piece() -> None:
    wire = Wire()
    assert asyncio.run(answered(wire, gone=False)) == []
    assert [is_whole(piece) for piece in wire.pieces] == [True]


def test_a_client_that_is_gone_is_no_trouble() -> None:
    wire = Wire()
    assert asyncio.run(answered(wire, gone=True)) == []
    assert wire.pieces == []


def test_the_last_answer_comes_before_the_end(url: str) -> None:
    with dangling(url, ASKING + b"Connection: close\r\n\r\n") as connection:
        assert is_whole(b"".join(iter(lambda: connection.recv(2**20), b"")))


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_is_read_where_the_client_would_rather_speak_http_2(url: str, is_chunked: bool) -> None:
    """Java's own client offers it with each request, and curl with --http2."""
    body = json.dumps(record("course-dates", "create")).encode()
    length = b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: %d" % len(body)
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n"
    offer += b"Content-Type: application/json\r\n"
    head = ASKING.replace(b"GET /trainers", b"POST /coursedates") + offer + length
    with dangling(url, head + b"\r\n\r\n") as connection:
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if is_chunked else body)
        assert connection.recv(2**20).startswith(b"HTTP/1.1 201 ")


def test_requests_that_come_together_are_answered_in_turn(url: str) -> None:
    last = ASKING + b"Connection: close\r\n\r\n"
    with dangling(url, ASKING + b"\r\n" + ASKING.replace(b"Bearer", b"Basic") + b"\r\n" + last) as connection:
        answers = b"".join(iter(lambda: connection.recv(2**20), b""))
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"401", b"200"]


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(url: str) -> None:
    head = ASKING.replace(b"GET /trainers", b"POST /coursedates") + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with dangling(url, head) as connection:
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


@contextmanager
def started(folder: Path, *arguments: str, **variables: str) -> Iterator[tuple["subprocess.Popen[str]", str, str]]:
    """Start the program and yield it with its base URL and what it said after that."""
    command = [*COMMAND, "sandbox", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "FEEDPROOF_TOKEN"} | variables
    environment["PYTHONUNBUFFERED"] = "1"
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            first, *said = _until_the_last(process.stdout)
            yield process, first.strip().rpartition(" ")[2], "".join(said)
        finally:
            process.kill()


def _until_the_last(stream: Any) -> Iterator[str]:
    for line in stream:
        yield line
        if line == "Ctrl-C stops it\n":
            return


def asked(url: str, token: str = TOKEN) -> int:
    return requests.get(f"{url}/trainers", headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_told_to(sign: signal.Signals, tmp_path: Path) -> None:
    with started(tmp_path) as (process, url, _), dangling(url, b"GET /trainers HTTP/1.1\r\n"):
        assert asked(url) == 200
        process.send_signal(sign)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err.strip()) == (128 + sign, "", "")


def test_it_ends_cleanly_in_the_middle_of_a_request(tmp_path: Path) -> None:
    with started(tmp_path, "--latency", "60000") as (process, url, _):
        request = b"GET /trainers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox-token\r\n\r\n"
        with dangling(url, request):
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=10)
    assert (process.returncode, err.strip()) == (130, "")


def test_it_says_how_to_ask_it(tmp_path: Path) -> None:
    with started(tmp_path, "--fault", "put-wipes", "--fault", "put-wipes") as (_, url, said):
        assert asked(url) == 200
    assert said.splitlines() == [
        f"try: curl -H 'Authorization: Bearer sandbox-token' {url}/coursedates",
        "fault: put-wipes",
        "Ctrl-C stops it",
    ]


def test_a_token_from_the_environment_is_asked_for_and_not_printed(tmp_path: Path) -> None:
    with started(tmp_path, FEEDPROOF_TOKEN=SECRET) as (process, url, said):
        assert (asked(url), asked(url, SECRET)) == (401, 200)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert SECRET not in said + out + err
    assert 'curl -H "Authorization: Bearer $FEEDPROOF_TOKEN" ' in said


def test_a_port_that_is_taken_is_named(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = cli("sandbox", "--port", str(port))
    expected = f"feedproof: cannot listen on 127.0.0.1:{port}: Address already in use; try another --port\n"
    assert (done.code, done.out, done.err) == (2, "", expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--token", ""], "--token is empty; is a variable not set?"),
        (["--token", "a b"], "the token is empty, or has characters that no token can have, such as a space"),
        (["--token", "ä"], "the token is empty, or has characters that no token can have, such as a space"),
        (["--latency", "-1"], "Invalid value for '--latency': -1 is not in the range 0<=x<=60000"),
        (["--port", "70000"], "Invalid value for '--port': 70000 is not in the range 0<=x<=65535"),
        (["--contract", "none.yaml"], "none.yaml: No such file or directory"),
        (["--fault", "nothing-like-it"], "unknown fault 'nothing-like-it'; see feedproof sandbox --fault list"),
        (["--host", "host.invalid"], "cannot listen on host.invalid:0: "),
    ],
)
def test_what_cannot_be_served_is_one_line(arguments: list[str], message: str, cli: Cli) -> None:
    done = cli("sandbox", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"feedproof: {message}")


@pytest.mark.parametrize("host", ["nope.invalid", "192.0.2.1"])
def test_a_host_that_is_not_this_machine_is_told(cli: Cli, host: str) -> None:
    done = cli("sandbox", "--host", host)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"feedproof: cannot listen on {host}:0: ")
    assert done.err.endswith("; is --host an address of this machine?\n")
