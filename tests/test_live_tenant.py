"""A server elsewhere, as a live tenant is: a name that is not of this machine, which leads to a sandbox here."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from feedproof.ci.consent import consent
from feedproof.ci.servers import Server, examine_server
from feedproof.contract_tests import profiles
from feedproof.contract_tests.pace import Pace
from feedproof.contract_tests.profiles import Profile
from feedproof.fixtures.sandbox import make_app, running
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from schemathesis.checks import CHECKS
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

Cli = Callable[..., Any]
Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
HOST = "tenant.example.org"
TOKEN = "t0p-s3cret-of-a-tenant"  # noqa: S105 - made up
FEED = "course-dates"
PATIENCE = 120
RESOLVES = f"""
import socket
former = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: former("127.0.0.1" if host == "{HOST}" else host, *rest, **more)
"""


class Tenant:
    """A sandbox under another name. It keeps the requests that it gets, and may do something else with them."""

    def __init__(self) -> None:
        self.app = make_app(seed=1, token=TOKEN)
        self.requests: list[tuple[str, str]] = []
        self.of_schemathesis = 0
        self.instead: App | None = None
        self.before = set(self.app.state.store.records[FEED])
        self.url = ""

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        self.requests.append((scope["method"], scope["path"]))
        self.of_schemathesis += dict(scope["headers"]).get(b"user-agent", b"").startswith(b"schemathesis/")
        await (self.instead or self.app)(scope, receive, send)

    @property
    def own(self) -> list[dict[str, Any]]:
        """The records that were made by whoever asked."""
        records = self.app.state.store.records[FEED]
        return [stored.record for identity, stored in records.items() if identity not in self.before]


@pytest.fixture(autouse=True)
def small(part: Callable[..., Any]) -> None:
    part("/coursedates", "/coursedates/{CourseDateID}")


@pytest.fixture
def tenant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    former = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        return former("127.0.0.1" if host == HOST else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    monkeypatch.setenv("FEEDPROOF_CONFIRM", "")
    monkeypatch.setitem(profiles.PROFILES, "quick", Profile(fuzzing=1, stateful=1))
    served = Tenant()
    with running(served) as url:
        served.url = f"http://{HOST}:{urlsplit(url).port}"
        yield served


TO_READ_AND_KEEP = ("--format", "text", "--format", "json", "-o", "kept.json")


def test_it_is_only_read_by_default(cli: Cli, tenant: Tenant, payloads: Path) -> None:
    outcome = cli("contract", tenant.url, *TO_READ_AND_KEEP)
    assert (outcome.code, outcome.err) == (0, "")
    assert {method for method, _ in tenant.requests} == {"GET"}
    assert "reading only" in outcome.out.splitlines()[0]
    assert "it takes writing, which --allow-writes permits" in outcome.out
    assert tenant.own == []
    report = json.loads((payloads / "kept.json").read_bytes())
    assert [entry["what"] for entry in report["not_run"]] == [
        "POST /coursedates",
        "PUT /coursedates/{CourseDateID}",
        "the rules for written records",
        "methods that the contract does not have",
    ]
    assert report["outcomes"] == []


@pytest.mark.parametrize(
    ("given", "word", "says"),
    [
        ("", "", f"writing to {HOST} has to be confirmed: --confirm {HOST}, confirm = '{HOST}'"),
        ("another.example.org", "", f"the name of the host is {HOST}, not 'another.example.org'"),
        ("", "yes", f"nothing was sent: the name of the host is {HOST}, not 'yes'"),
        ("", "tenant", f"nothing was sent: the name of the host is {HOST}, not 'tenant'"),
        ("example.org", "", f"nothing was sent: the name of the host is {HOST}, not 'example.org'"),
        (HOST + ".uk", "", f"nothing was sent: the name of the host is {HOST}, not '{HOST}.uk'"),
    ],
)
def test_without_the_word_nothing_is_sent(cli: Cli, tenant: Tenant, given: str, word: str, says: str) -> None:
    os.environ["FEEDPROOF_CONFIRM"] = word
    outcome = cli("contract", tenant.url, "--allow-writes", *(["--confirm", given] if given else []))
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err
    assert tenant.requests == []


@pytest.mark.parametrize("closed", [None, "a file"])
def test_where_nobody_reads_nobody_is_asked_or_told(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, closed: str | None, tmp_path: Path
) -> None:
    """Standard error is None where it was closed (`2>&-`)."""
    with terminal() as (_, program), (tmp_path / "err").open("w") as err, os.fdopen(os.dup(program)) as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        monkeypatch.setattr(sys, "stderr", closed and err)
        with pytest.raises(FeedproofError, match="has to be confirmed"):
            consent(tenant.url, None)
        part = bundled().replace(openapi=bundled().openapi | {"paths": {}})
        with pytest.raises(FeedproofError, match="nothing was examined"):
            examine_server(Server(tenant.url, "quick", 0, allow_writes=False), part, None)


def test_with_the_word_it_is_written_to_in_turn_and_cleared(
    cli: Cli, tenant: Tenant, payloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[str] = []
    former = Pace.wait

    def counted(self: Pace, path: str) -> None:
        turns.append(path)
        former(self, path)

    monkeypatch.setattr(Pace, "wait", counted)
    args = ("--allow-writes", "--confirm", HOST.upper(), "--rate-limit", "100000/h")
    outcome = cli("contract", tenant.url, *args, *TO_READ_AND_KEEP)
    assert (outcome.code, outcome.err) == (0, "")
    assert {method for method, _ in tenant.requests} == {"GET", "POST", "PUT"}
    assert json.loads((payloads / "kept.json").read_bytes())["summary"]["probes"]["refused"] > 100
    assert len(tenant.own) > 100
    assert {record["Status"] for record in tenant.own} == {"Cancelled"}
    assert all(record["ExternalID"].startswith("feedproof-") for record in tenant.own)
    assert f"made {len(tenant.own)} records, marked feedproof-" in outcome.out
    to_feeds = [path for _, path in tenant.requests if path != "/"]
    assert len(tenant.requests) - len(to_feeds) <= 3, "schemathesis asks what the server can, of the root"
    assert len(turns) >= len(to_feeds) - 1, "the others could not be sent, as no header can hold what they should"


@pytest.mark.usefixtures("few_probes")
def test_an_error_of_our_own_does_not_hide_what_was_made(
    cli: Cli, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("feedproof.contract_tests.run.collect", broken)
    outcome = cli("contract", tenant.url, "--allow-writes", "--confirm", HOST, "--rate-limit", "100000/h")
    assert outcome.code == 2
    told, error = outcome.err.splitlines()
    assert told.startswith(f"feedproof: made {len(tenant.own)} records, marked feedproof-")
    assert error.startswith("feedproof: internal error: ZeroDivisionError")


def test_the_gate_asks_for_the_word_too(cli: Cli, tenant: Tenant, payloads: Path) -> None:
    (payloads / "feedproof.toml").write_text(f'[[servers]]\nurl = "{tenant.url}"\nallow-writes = true\n')
    outcome = cli("gate")
    assert outcome.code == 2
    assert f"confirm = '{HOST}' in the configuration" in outcome.err
    assert tenant.requests == []


# --------------------------------------------------------------------------------------- what schemathesis is told
UNEXPECTED = 'phases.coverage.unexpected-methods = ["DELETE"]'
ASKING = """
import schemathesis

@schemathesis.hook
def before_call(context, case, kwargs):
    case.method = "DELETE"
"""
LEADING = """
import schemathesis

@schemathesis.check
def leads_elsewhere(ctx, response, case):
    if case.method == "PUT":
        case.path_parameters = {name: "12086" for name in case.path_parameters}
        case.operation.schema.transport.send(case)
"""


@pytest.mark.parametrize("text", [UNEXPECTED, f'[[operations]]\ninclude-path = "/coursedates"\n{UNEXPECTED}'])
def test_methods_that_the_contract_does_not_have_cannot_be_asked_for(
    cli: Cli, tenant: Tenant, payloads: Path, text: str
) -> None:
    (payloads / "own.toml").write_text(text)
    outcome = cli("contract", tenant.url, "--schemathesis", "own.toml")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "own.toml: phases.coverage.unexpected-methods: take it out; methods that the contract does" in outcome.err
    assert tenant.requests == []


@pytest.mark.usefixtures("_hooks_end", "few_probes")
@pytest.mark.parametrize(
    ("hook", "writes", "refused"),
    [
        (ASKING, (), "DELETE /coursedates"),
        (ASKING, ("--allow-writes", "--confirm", HOST), "DELETE /coursedates"),
        (LEADING, ("--allow-writes", "--confirm", HOST), "PUT /coursedates/{CourseDateID}"),
    ],
)
def test_no_hook_of_a_user_gets_past_the_guard(  # noqa: PLR0913 - a table, and what it is tried on
    cli: Cli, tenant: Tenant, payloads: Path, hook: str, *, writes: tuple[str, ...], refused: str
) -> None:
    before = {identity: dict(stored.record) for identity, stored in tenant.app.state.store.records[FEED].items()}
    (payloads / "own_hooks.py").write_text(hook)
    (payloads / "own.toml").write_text('hooks = "own_hooks.py"\n')
    outcome = cli("contract", tenant.url, *writes, "--schemathesis", "own.toml", "--rate-limit", "100000/h")
    assert outcome.code == 2
    assert f"{refused} was not sent: settings or hooks of schemathesis may not ask for it" in outcome.err
    assert {method for method, _ in tenant.requests} <= {"GET", *(["POST", "PUT"] if writes else [])}
    after = tenant.app.state.store.records[FEED]
    assert {identity: after[identity].record for identity in before} == before
    assert {record["Status"] for record in tenant.own} <= {"Cancelled"}


@pytest.fixture
def _hooks_end() -> Iterator[None]:
    """Take back what schemathesis keeps for the whole process."""
    yield
    GLOBAL_HOOK_DISPATCHER.unregister_all()
    if "leads_elsewhere" in CHECKS.get_all_names():
        CHECKS.unregister("leads_elsewhere")


# ------------------------------------------------------------------------------------------------------- as a process
def writing(url: str) -> tuple[str, ...]:
    return "contract", url, "--allow-writes", "--confirm", HOST, "--rate-limit", "100000/h"


def command(*args: str) -> list[str]:
    return [sys.executable, "-P", "-c", "from feedproof.ci.cli import main; main()", *args]


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a process that knows the name of the tenant."""
    (tmp_path / "sitecustomize.py").write_text(RESOLVES)
    return os.environ | {"PYTHONPATH": str(tmp_path), "FEEDPROOF_TOKEN": TOKEN}


def until(holds: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < end, "it did not happen"
        sleep(0.05)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda stop: stop.name)
@pytest.mark.parametrize("which", ["contract", "gate"])
def test_what_was_made_is_cancelled_after_an_interruption_too(
    tenant: Tenant, alone: dict[str, str], stop: signal.Signals, which: str, tmp_path: Path
) -> None:
    (tmp_path / "feedproof.toml").write_text(
        f'[[servers]]\nurl = "{tenant.url}"\nallow-writes = true\nconfirm = "{HOST}"\nrate-limit = "100000/h"\n'
    )
    args = writing(tenant.url) if which == "contract" else ("gate",)
    err = stopped(command(*args), alone, tmp_path, stop, lambda: len(tenant.own) > 20)
    assert tenant.of_schemathesis == 0, "the probes were interrupted"
    all_cancelled(tenant, err)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_made_is_cancelled_after_an_interruption_of_schemathesis(
    tenant: Tenant, alone: dict[str, str], stop: signal.Signals, workers: int, tmp_path: Path
) -> None:
    args = command(*writing(tenant.url), "--", "--workers", str(workers))
    made: list[int] = []
    err = stopped(args, alone, tmp_path, stop, lambda: _makes(tenant, made))
    assert len(tenant.own) > made[0], "some of them were made by schemathesis"
    all_cancelled(tenant, err)


def _makes(tenant: Tenant, made: list[int]) -> bool:
    """Say whether schemathesis has made records; keep how many there were before."""
    if tenant.of_schemathesis and not made:
        made.append(len(tenant.own))
    return bool(made) and len(tenant.own) > made[0] + 5


def stopped(
    args: list[str], environment: dict[str, str], folder: Path, stop: signal.Signals, when: Callable[[], bool]
) -> str:
    """Run a command, send it a signal when something holds, and return what it says on standard error."""
    with subprocess.Popen(args, env=environment, cwd=folder, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        until(when)
        process.send_signal(stop)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    return str(err)


def all_cancelled(tenant: Tenant, err: str) -> None:
    assert {record["Status"] for record in tenant.own} == {"Cancelled"}
    assert f"feedproof: interrupted; made {len(tenant.own)} records, marked feedproof-" in err
    assert len(err.strip().splitlines()) == 1, "and no traceback"


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """Yield both ends of a terminal: that of the person, and that of the program."""
    person, program = pty.openpty()
    try:
        yield person, program
    finally:
        os.close(person)
        os.close(program)


@pytest.mark.parametrize(("typed", "code"), [(HOST, 130), ("yes", 2), ("", 2)])
def test_on_a_terminal_the_word_is_asked_for(
    tenant: Tenant, alone: dict[str, str], typed: str, code: int, tmp_path: Path
) -> None:
    args = command("contract", tenant.url, "--allow-writes")
    with terminal() as (person, program):
        with subprocess.Popen(args, env=alone, cwd=tmp_path, stdin=program, stderr=program, stdout=program) as process:  # noqa: S603
            shown = b""
            while b"to go on" not in shown:
                shown += os.read(person, 1000)
            os.write(person, f"{typed}\n".encode())
            if code == 130:
                until(lambda: len(tenant.own) > 5)
                process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
        shown += os.read(person, 10_000)
    assert process.returncode == code
    assert f"feedproof will write to {HOST}: it makes some hundred records" in " ".join(shown.decode().split())
    assert bool(tenant.requests) is (code == 130)


# -------------------------------------------------------------------------------------------------- the token, the way
def test_the_token_stands_nowhere(cli: Cli, tenant: Tenant, payloads: Path) -> None:
    """The server shows the token wherever it can; everything that a run writes is searched for it."""

    async def telling(scope: Scope, receive: Any, send: Any) -> None:
        async def tell(message: Any) -> None:
            if message["type"] == "http.response.start":
                names = (b"x-your-token", b"x-you-sent", b"x-you-sent")
                message["headers"] = [*message["headers"], *((name, TOKEN.encode()) for name in names)]
            elif message.get("body", b"").startswith(b'{"errors":['):
                message["body"] = message["body"].replace(b'"message":"', b'"message":"' + TOKEN.encode() + b" ")
            await send(message)

        own = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await tenant.app(scope | {"headers": own}, receive, tell)

    tenant.instead = lengthless(telling)
    reports = "junit,vcr,har,ndjson,json,wfc,pytest,html"
    files = [part for form in ("json", "html", "junit", "sarif") for part in ("--format", form, "-o", f"own.{form}")]
    args = ("--allow-writes", "--confirm", HOST, "--rate-limit", "100000/h", "--format", "text")
    handed = ("--report", reports, "--report-dir", "reports", "--phases", "examples,coverage")
    outcome = cli("contract", tenant.url, *args, *files, "--", *handed)
    assert outcome.code in {0, 1}
    written = [file for file in payloads.rglob("*") if file.is_file()]
    assert len([file for file in written if "reports" in file.parts]) >= 8
    texts = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in written}
    assert [name for name, text in texts.items() if TOKEN in text] == []
    assert TOKEN not in outcome.out + outcome.err
    har = next(text for name, text in texts.items() if name.startswith("har"))
    assert "$FEEDPROOF_TOKEN" in har, "the server did show it"
    assert re.search(r'Sessions\\*": ?\[\{', har), "a field of the contract is no secret"


def lengthless(app: App) -> App:
    """Leave out the length of the body, which is not what it was."""

    async def without(scope: Scope, receive: Any, send: Any) -> None:
        async def leave_out(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0] != b"content-length"]
                message = {**message, "headers": kept}
            await send(message)

        await app(scope, receive, leave_out)

    return without


def test_no_option_takes_a_token(cli: Cli) -> None:
    assert "--token" not in cli("contract", "--help").out, "the arguments of a process can be read by others"


@pytest.mark.parametrize("good", [0, 40], ids=["at once", "in the middle"])
def test_a_redirect_to_another_host_is_not_followed(
    cli: Cli, tenant: Tenant, good: int, part: Callable[..., Any]
) -> None:
    part("/venues", "/venues/{VenueID}")
    seen: list[Any] = []

    async def stranger(scope: Scope, _receive: Any, send: Any) -> None:
        seen.append(scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    with running(stranger) as elsewhere:

        async def leading_away(scope: Scope, receive: Any, send: Any) -> None:
            if len(tenant.requests) <= good:
                await tenant.app(scope, receive, send)
                return
            headers = [(b"location", elsewhere.encode()), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 307, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

        tenant.instead = leading_away
        outcome = cli("contract", tenant.url)
    assert outcome.code == (1 if good else 2)
    assert len(tenant.requests) > good
    assert seen == []


def test_a_netrc_file_does_not_take_the_place_of_the_token(
    cli: Cli, tenant: Tenant, payloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (payloads / "netrc").write_text(f"machine {HOST} login somebody password else\n")
    monkeypatch.setenv("NETRC", str(payloads / "netrc"))
    outcome = cli("contract", tenant.url, "--", "--phases", "examples,coverage")
    assert (outcome.code, outcome.err) == (0, "")


# ----------------------------------------------------------------------------------------------------------- the pace
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
    monkeypatch.setattr("feedproof.contract_tests.pace.sleep", clock.sleep)
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
    monkeypatch.setattr("feedproof.contract_tests.target.sleep", waited.append)

    async def busy(scope: Scope, receive: Any, send: Any) -> None:
        if len(tenant.requests) % 2 and len(tenant.requests) < 20:
            await send({"type": "http.response.start", "status": 429, "headers": [(b"retry-after", asked)]})
            await send({"type": "http.response.body", "body": b""})
        else:
            await tenant.app(scope, receive, send)

    tenant.instead = busy
    assert cli("contract", tenant.url, "--", "--phases", "examples").code == 0
    assert waited == [60.0] * 10


# ------------------------------------------------------------------------------------------------------ certificates
@pytest.fixture
def secure(tmp_path: Path, lacking: Callable[[str], Any]) -> Iterator[tuple[str, Path]]:
    """Serve the sandbox under a certificate that nobody knows; yield its URL and the certificate."""
    import uvicorn  # noqa: PLC0415 - for this fixture only

    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    try:
        subprocess.run(  # noqa: S603 - our own command
            ["openssl", *request, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],  # noqa: S607
            check=True,
            capture_output=True,
        )
    except OSError:
        lacking("openssl is not installed")
    from threading import Thread  # noqa: PLC0415 - for this fixture only

    config = uvicorn.Config(make_app(seed=1), log_level="critical", ssl_certfile=cert, ssl_keyfile=key, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", cert
        server.should_exit = True
        thread.join(10)


def test_a_certificate_that_nobody_knows_is_an_error(
    cli: Cli, secure: tuple[str, Path], payloads: Path, part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    part("/venues", "/venues/{VenueID}")
    monkeypatch.setenv("FEEDPROOF_TOKEN", "sandbox-token")
    monkeypatch.setitem(profiles.PROFILES, "quick", Profile(fuzzing=1, stateful=1))
    url, cert = secure
    outcome = cli("contract", url)
    assert outcome.code == 2
    assert outcome.err == f"feedproof: {url}: the certificate is not trusted (asked for GET /venues)\n"
    (payloads / "off.toml").write_text("tls-verify = false\n")
    assert "a certificate that is not trusted is an error" in cli("contract", url, "--schemathesis", "off.toml").err
    (payloads / "ca.toml").write_text(f"tls-verify = {json.dumps(str(cert))}\n")
    assert cli("contract", url, "--schemathesis", "ca.toml").code == 0
