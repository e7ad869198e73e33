"""Bad servers, and things that are not servers: one clear line, exit code 2, in bounded time, and nothing left behind."""

import asyncio
import gzip
import re
import socket
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep
from types import SimpleNamespace
from typing import Any

import pytest
import requests
import schemathesis
from feedproof.contract_tests.behaviour import behaviours
from feedproof.contract_tests.behaviour.behave import behave
from feedproof.contract_tests.behaviour.silence import what_is_asked_is_answered
from feedproof.contract_tests.client import Client
from feedproof.contract_tests.discovery import discover
from feedproof.contract_tests.engine.guard import guarded
from feedproof.contract_tests.engine.registered import isolated
from feedproof.contract_tests.health import find_health_path
from feedproof.contract_tests.ledger import Ledger
from feedproof.contract_tests.model import Result
from feedproof.contract_tests.permit import anything
from feedproof.contract_tests.redirection import advice, redirection
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.server import intake
from feedproof.contract_tests.server.target import Target
from feedproof.contract_tests.server.terms import USUAL, Terms
from feedproof.contract_tests.server.unanswered import why
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.spec.operations import Operation, fill
from parts import part, send_little
from schemathesis.engine.run import probes

Cli = Callable[..., Any]
Says = Callable[[socket.socket], None]
Scope = MutableMapping[str, Any]
Turn = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Any, Any], Awaitable[None]]
LAST = b"Connection: close\r\n"  # else the next request may be sent into a connection that is about to end
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def speaking(talk: Says) -> Iterator[str]:
    """Serve connections, one after another, by a function that says on each whatever it likes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_serve, args=(listener, talk), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _serve(listener: socket.socket, talk: Says) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(20)
            try:
                connection.recv(65536)
                talk(connection)
            except OSError:
                continue


def hang(connection: socket.socket) -> None:
    connection.recv(1)


def hang_in_the_middle(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
    connection.recv(1)


def close(_connection: socket.socket) -> None: ...


def close_in_the_middle(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")


def gigabytes(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b" " * 65536)


def nonsense(connection: socket.socket) -> None:
    connection.sendall(b"\x00\x01 220 mail.example.org ESMTP\r\n\r\n")


def leading(location: bytes) -> Says:
    def redirect(connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n" + LAST + b"Content-Length: 0\r\n\r\n"
        )

    return redirect


def web_page(connection: socket.socket) -> None:
    page = b"<!DOCTYPE html><title>Welcome</title>"
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + LAST + b"Content-Length: 37\r\n\r\n" + page)


@pytest.mark.parametrize("talk", [hang, hang_in_the_middle])
def test_a_server_that_hangs_is_one_line(cli: Cli, talk: Says) -> None:
    with speaking(talk) as url:
        outcome = cli("contract", url, "--timeout", "0.3")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"feedproof: {url}: no answer within 0.3 seconds (asked for GET /coursedates)\n"


@pytest.mark.parametrize(
    ("talk", "says"),
    [
        (close, "the connection was closed before an answer came (asked for GET /coursedates)"),
        (close_in_the_middle, "the connection was closed in the middle of an answer (asked for GET /coursedates)"),
        (gigabytes, "the answer is larger than 1 MB (asked for GET /coursedates)"),
        (nonsense, "the connection was closed in the middle of an answer (asked for GET /coursedates)"),
        (leading(b"/coursedates"), "GET /coursedates is redirected (302) to itself; the server has to fix it"),
        (web_page, "GET /coursedates answers 200 without JSON; is this the root of the feeds?"),
    ],
)
def test_a_bad_server_is_one_line(cli: Cli, talk: Says, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST", 2**20)
    with speaking(talk) as url:
        outcome = cli("contract", url)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"feedproof: {url}: {says}\n"


@pytest.mark.parametrize("location", [b"http://[", b"http://\xff"])
@pytest.mark.parametrize("command", [("contract",), ("fetch", "course-dates")], ids=["contract", "fetch"])
def test_a_redirect_to_what_is_no_url_is_one_line(cli: Cli, command: tuple[str, ...], location: bytes) -> None:
    """It is not followed, so nothing is made of where it leads."""
    name, *feeds = command
    with speaking(leading(location)) as url:
        outcome = cli(name, url, *feeds)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert re.search(r"GET /coursedates(: it)? is redirected \(302\) to ", outcome.err), outcome.err


UNREACHED = "the proxy cannot be reached, or does not let through"
NO_FILE = "no TLS connection could be made: Could not find a suitable TLS CA certificate bundle, invalid path: /no.pem"
NO_WAY = {
    "no file of certificates": ("REQUESTS_CA_BUNDLE", "/no.pem", NO_FILE),
    "a proxy that is not there": ("HTTPS_PROXY", "http://me:s3cret@127.0.0.1:9", UNREACHED),
    "a proxy of another kind": ("HTTPS_PROXY", "socks5://127.0.0.1:9", "the proxy cannot be used"),
    "a proxy without a host": ("HTTPS_PROXY", "http://", "the proxy cannot be used"),
    "a proxy that is no URL": ("HTTPS_PROXY", "http://[", "the URL of the server or of a proxy is not valid"),
}


@pytest.mark.parametrize(("variable", "value", "says"), NO_WAY.values(), ids=NO_WAY)
def test_a_way_that_leads_to_no_server_is_one_line(
    cli: Cli, variable: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    url = "https://tenant.invalid/api"
    for outcome in (cli("contract", url), cli("fetch", url, "course-dates")):
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
        said, _, advice = outcome.err.partition(" (asked for GET /coursedates); ")
        assert said == f"feedproof: {url}: {says}"
        assert variable in advice
        assert "s3cret" not in outcome.err


def test_a_file_of_certificates_that_holds_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    with (
        speaking(web_page) as url,
        requests.Session() as session,
        pytest.raises(requests.exceptions.SSLError) as raised,
    ):
        session.get(url.replace("http:", "https:"), timeout=5, verify=str(tmp_path / "empty.pem"))
    assert why(raised.value, 5, "it").startswith("the file of trusted certificates holds none (asked for it); ")


def closing(turns: Iterator[bytes]) -> Says:
    """Answer the first request on each connection with what is next, and close it when the second one comes."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\n" + next(turns))
        connection.recv(65536)

    return talk


def test_a_get_is_sent_again_where_a_kept_connection_is_closed_and_nothing_else_is() -> None:
    with speaking(closing(iter((b"11", b"22", b"33")))) as url:
        target = Target(url)
        assert [target.send("GET", "/venues").body for _ in range(3)] == [11, 22, 33]
        with pytest.raises(FeedproofError) as raised:
            target.send("POST", "/venues", body={})
    assert str(raised.value) == f"{url}: the connection was closed before an answer came (asked for POST /venues)"


LED = {
    "a page to log in": ("/login?back=/venues", 'to "/login"; was the token refused?'),
    "another root": ("/v2/api/venues", 'to "/v2/api/venues"; give the URL that it leads to'),
    "another host": (
        "https://u:secret@x.org/venues?a=b", 'to "https://x.org/venues"; give the URL that it leads to'
    ),
    "a slash": ("/api/venues/", 'to "/api/venues/"; the contract has no slash at the end of that path'),
    "nowhere": ("", "to nowhere; the server has to fix it"),
    "itself": ("venues?again", "to itself; the server has to fix it"),
    "no URL": ("http://[", "to something that is not a URL; the server has to fix it"),
}  # fmt: skip


@pytest.mark.parametrize(("location", "says"), LED.values(), ids=LED)
def test_where_a_redirect_leads_says_what_to_do(location: str, says: str) -> None:
    found = redirection("http://127.0.0.1:9/api/venues", "/venues", location)
    assert f"{found.to}; {advice(found, is_signed=True)}" == says
    assert advice(redirection("http://x/venues", "/venues", "/login"), is_signed=False) == "set FEEDPROOF_TOKEN"


def test_an_answer_that_goes_on_and_on_is_broken_off(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST", 2**40)
    monkeypatch.setattr(intake, "PATIENCE", 1)
    with speaking(gigabytes) as url:
        outcome = cli("contract", url, "--timeout", "0.3")
    assert outcome.err == f"feedproof: {url}: no complete answer within 0.3 seconds (asked for GET /coursedates)\n"


GZIP_WITH_A_NAME = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
DRIPS = {
    "the status line": (b"HTTP/1.1 2", b"00 " + b"O" * 100),
    "a header": (HEAD, b"X-Long: " + b"x" * 100),
    "the body": (HEAD + b"Content-Length: 100\r\n\r\n", b" " * 100),
    "the length of a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 100),
    "what unpacks to nothing yet": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + GZIP_WITH_A_NAME, b"n" * 100),
    "the body of a redirect": (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 100\r\n\r\n", b" " * 100),
}
"""What comes at once, and what comes a byte at a time: no pause is long, and all of it would take five seconds."""


@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
@pytest.mark.parametrize("command", [("contract",), ("fetch", "course-dates")], ids=["contract", "fetch"])
def test_an_answer_that_drips_is_broken_off(cli: Cli, command: tuple[str, ...], drip: tuple[bytes, bytes]) -> None:
    name, *feeds = command
    with speaking(dripping(*drip)) as url:
        outcome = cli(name, url, *feeds, "--timeout", "0.2")
    assert (outcome.code, outcome.out) == (2, "")
    said = f"{url}: no complete answer within 0.8 seconds (asked for GET /coursedates)\n"
    assert outcome.err == ": ".join(["feedproof", *feeds, said])


def dripping(at_once: bytes, slowly: bytes) -> Says:
    def drip(connection: socket.socket) -> None:
        connection.sendall(at_once)
        for byte in slowly:
            connection.sendall(bytes([byte]))
            sleep(0.05)

    return drip


@pytest.mark.parametrize("session", [None, requests.Session()], ids=["a session of its own", "a session that is given"])
def test_an_answer_to_schemathesis_that_drips_is_broken_off(session: requests.Session | None) -> None:
    schema = schemathesis.openapi.from_dict(bundled().openapi)
    with speaking(dripping(*DRIPS["a header"])) as url, guarded(Target(url), anything):
        with pytest.raises(requests.ReadTimeout) as raised:
            schema["/coursedates"]["GET"].Case().call(base_url=url, timeout=0.2, session=session)
        assert "no complete answer within 0.8 seconds" in why(raised.value, 0.2, "")


@pytest.mark.parametrize("probe", probes.PROBES)
def test_an_answer_to_a_probe_of_schemathesis_that_drips_is_broken_off(probe: Callable[[], probes.Probe]) -> None:
    schema = schemathesis.openapi.from_dict(bundled().openapi)
    asks: Any = SimpleNamespace(schema=schema, config=schema.config)
    with speaking(dripping(*DRIPS["the body"])) as url, guarded(Target(url), anything):
        schema.config.update(base_url=url, request_timeout=0.2)
        error = probes.send(probe(), asks).error
    assert isinstance(error, requests.ReadTimeout)
    assert "no complete answer within 0.8 seconds" in why(error, 0.2, "")


def test_an_answer_that_unpacks_to_gigabytes_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is unpacked at once is for urllib3 to hold: versions before the one that we ask for unpack all of it."""
    monkeypatch.setattr(intake, "LARGEST", 2**20)
    body = gzip.compress(gzip.compress(bytes(2**27)))
    with speaking(
        lambda connection: connection.sendall(HEAD + b"Content-Encoding: gzip, gzip\r\n" + LAST + b"\r\n" + body)
    ) as url:
        tracemalloc.start()
        with pytest.raises(FeedproofError, match="the answer is larger than 1 MB"):
            Target(url).send("GET", "/venues")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 2**25


def answering(status: int, body: bytes) -> Turn:
    async def answer(send: Any) -> None:
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def hanging() -> Turn:
    async def hang(_send: Any) -> None:
        await asyncio.sleep(30)

    return hang


def dripping_on() -> Turn:
    async def drip(send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(60):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(0.5)

    return drip


class Turning:
    """An app that turns bad after so many requests, of anybody or of a user agent, and counts those that it answers so."""

    def __init__(self, then: Turn, good: int, agent: bytes = b"") -> None:
        self.app, self.then, self.good, self.agent, self.bad = make_app(seed=1), then, good, agent, 0

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        self.good -= dict(scope["headers"]).get(b"user-agent", b"").startswith(self.agent)
        self.bad += self.good < 0
        await (self.then(send) if self.good < 0 else self.app(scope, receive, send))


COURSES = ("/coursedates", "/coursedates/{CourseDateID}")
SHORT = Terms(1)
"""A second for an answer: long enough for a good one on a busy machine, short enough to wait for none that comes."""


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run little, and let an answer be small."""
    monkeypatch.setattr(intake, "LARGEST", 2**20)
    send_little(monkeypatch, 2)


@pytest.fixture
def token_in_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the token where people have it."""
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)


def ended(turning: Turning, terms: Terms) -> str:
    """Examine a server that turns bad; return what is said of that, without its URL."""
    with running(turning) as url:
        examination = examine(url, token=TOKEN, contract=part(*COURSES), terms=terms)
    assert examination.made
    assert examination.made.left, "what is left on the server is named"
    assert any(outcome.result is Result.REFUSED for outcome in examination.outcomes), "what was known is kept"
    assert turning.bad < 25, "not a thousand requests more"
    *_, told = examination.errors  # before it may stand the requests of schemathesis that got no answer
    assert told in {entry.reason for entry in examination.not_run}, "what was not run says why"
    return told.removeprefix(f"{url}: ")


EXPIRED = "the token in FEEDPROOF_TOKEN was accepted at first and is refused now; has it expired?"
LARGE = "the answer is larger than 1 MB (asked for "


@pytest.mark.parametrize(
    ("then", "terms", "says"),
    [
        (answering(401, b"{}"), USUAL, EXPIRED),
        (answering(200, b" " * 2**21), USUAL, LARGE),
        (hanging(), SHORT, "no answer within 1 second (asked for "),
    ],
    ids=["expired", "gigabytes", "hangs"],
)
@pytest.mark.usefixtures("tiny", "token_in_environment")
def test_a_server_that_turns_bad_ends_the_probes_at_once(then: Turn, terms: Terms, says: str) -> None:
    assert ended(Turning(then, 300), terms).startswith(says)


class Choosing(Turning):
    """A server that turns bad for what is posted, and stays good for the rest."""

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        await (
            self.app(scope, receive, send) if scope.get("method") != "POST" else super().__call__(scope, receive, send)
        )


@pytest.mark.parametrize(
    ("turning", "says"),
    [
        (Turning(answering(401, b"{}"), 16), EXPIRED),
        (Choosing(hanging(), 12), "POST /coursedates gives no complete answer"),
    ],
    ids=["the server is not asked any more", "the operation is not asked any more"],
)
@pytest.mark.usefixtures("tiny", "token_in_environment")
def test_what_is_not_asked_any_more_is_not_counted_as_run(turning: Turning, says: str) -> None:
    """Many rules have one boundary body, which is sent once: its answer speaks for no rule that comes after the end."""
    with running(turning) as url:
        examination = examine(url, token=TOKEN, contract=part(COURSES[0]), terms=SHORT)
    ended = [says in outcome.reason for outcome in examination.outcomes].index(True)
    assert {Result.ACCEPTED, Result.REFUSED} <= {outcome.result for outcome in examination.outcomes[:ended]}
    assert {outcome.result for outcome in examination.outcomes[ended:]} == {Result.NOT_RUN}
    asked = [each for each in examination.behaviours if each.behaviour == what_is_asked_is_answered.name]
    assert Result.HELD not in {each.result for each in asked if each.operation.startswith("POST")}


@pytest.mark.usefixtures("tiny", "token_in_environment")
def test_a_server_whose_answers_all_begin_to_drip_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE", 1)
    assert ended(Turning(dripping_on(), 300), SHORT).startswith("no complete answer within 1 second (asked for ")


@pytest.mark.parametrize(
    ("then", "terms", "says"),
    [
        (answering(401, b"{}"), USUAL, EXPIRED),
        (answering(200, b" " * 2**21), USUAL, LARGE),
        (hanging(), SHORT, "5 requests in a row got no complete answer"),
    ],
    ids=["expired", "gigabytes", "hangs"],
)
@pytest.mark.usefixtures("tiny", "few_probes", "token_in_environment")
def test_a_server_that_turns_bad_ends_schemathesis_at_once(then: Turn, terms: Terms, says: str) -> None:
    assert ended(Turning(then, 300, b"schemathesis/"), terms).startswith(says)


@pytest.mark.parametrize("operation", bundled().operations, ids=lambda operation: operation.label)
def test_an_operation_that_refuses_the_token_fails_and_is_no_expired_token(operation: Operation) -> None:
    with running(strict(make_app(seed=1), operation)) as url, isolated(direct=True):
        target = Target(url, TOKEN)
        find_health_path(bundled(), target)
        client = Client(Ledger(bundled(), ""), target, discover(bundled(), target), 1)
        assert (
            target.send(operation.method, fill(operation.path, dict.fromkeys(operation.path_names, "x"))).status == 401
        )
        chosen = [behaviour for behaviour in behaviours() if operation.action in behaviour.actions]
        failures = [failure for _, failure in behave(client, writes=True, only=chosen) if failure]
    assert target.trouble == ""
    own = [failure for failure in failures if failure.operation == operation.label]
    assert any("the answer was 401" in failure.message for failure in own)


def strict(app: App, operation: Operation, then: Turn = answering(401, b"{}")) -> App:  # noqa: B008 - it keeps nothing
    """Refuse the token for one operation, whatever it is, or do something else there."""
    path = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(operation.path)))

    async def refusing(scope: Scope, receive: Any, send: Any) -> None:
        is_it = scope["method"] == operation.method and path.fullmatch(scope["path"])
        await (then(send) if is_it else app(scope, receive, send))

    return refusing


@pytest.mark.usefixtures("tiny")
def test_a_run_goes_on_where_one_operation_refuses_the_token() -> None:
    contract = part("/trainers", "/venues")
    first = contract.operations[0]
    with running(strict(make_app(seed=1), first)) as url:
        examination = examine(url, token=TOKEN, contract=contract)
    assert {failure.operation for failure in examination.failures} == {first.label}
    assert f"the success of {first.label}" in [entry.what for entry in examination.not_run]


async def no_url(send: Any) -> None:
    """Lead to what is no URL, and say it in the body, too: schemathesis looks for URLs in both."""
    headers = [(b"location", b"http://["), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"next": "http://["}'})


@pytest.mark.usefixtures("tiny")
def test_what_is_no_url_ends_no_part_of_a_run() -> None:
    contract = part("/trainers", "/venues")
    with running(strict(make_app(seed=1), contract.operations[0], no_url)) as url:
        examination = examine(url, token=TOKEN, contract=contract)
    assert examination.errors == ()
    assert {failure.operation for failure in examination.failures} == {contract.operations[0].label}


@pytest.mark.parametrize("path", ["/venues/{VenueID}", "/trainers", "/venues"])
def test_a_contract_that_lacks_an_operation_is_examined_without_it(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    send_little(monkeypatch)
    paths = [each for each in ("/venues", "/venues/{VenueID}", "/trainers", "/trainers/{TrainerID}") if each != path]
    with running(make_app(seed=1)) as url:
        examination = examine(url, token=TOKEN, contract=part(*paths))
    assert examination.failures == ()
    assert examination.errors == ()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("contract", "--profile", "qick"), "'qick' is not one of"),
        (("sandbox", "--fault", "update-lots"), "update-lost"),
        (
            ("contract", "--rate-limit", "many"),
            '"many" is not a rate of requests; write it as 5000/h, with s, m, h or d',
        ),
        (("contract", "--rate-limit", "0/h"), '"0/h" is not a rate of requests'),
        (("contract", "--timeout", "0"), "0.0 is not in the range 0<x<=86400"),
        (("contract", "--timeout", "inf"), "inf is not in the range 0<x<=86400"),
        (("contract", "--timeout", "nan"), "nan is not a number of seconds"),
        (("fetch", "http://127.0.0.1:1", "venues", "--timeout", "nan"), "nan is not a number of seconds"),
        (("fetch", "http://127.0.0.1:1", "venues", "--timeout", "1e300"), "1e+300 is not in the range 0<x<=86400"),
        (("contract", "--max-time", "0"), "0 is not in the range x>=1"),
    ],
)
def test_a_wrong_word_is_one_line(cli: Cli, args: tuple[str, ...], says: str) -> None:
    outcome = cli(*args)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err
