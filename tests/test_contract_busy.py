"""A run waits, in bounded time, for a server that is busy or down, and does not report a failure of it: exit code 2."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from feedproof.ci import contract as command
from feedproof.ci import servers
from feedproof.contract_tests.discovery import discover
from feedproof.contract_tests.engine.hooks import Preparing
from feedproof.contract_tests.engine.options import SchemathesisOptions
from feedproof.contract_tests.ledger import Ledger
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.server.busy import Patience
from feedproof.contract_tests.server.pace import Pace
from feedproof.contract_tests.server.target import Target
from feedproof.fixtures.build import build
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators.judge import Judge
from feedproof.validators.model import Context
from parts import send_little
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

Cli = Callable[..., Any]
Scope = MutableMapping[str, Any]
Say = tuple[int, dict[bytes, bytes]]
Asked = tuple[str, str]
PROBE = "schemathesis-probe"
"""Stands in the path of what schemathesis asks to see what a server can; nobody waits for the answer."""
SHORT = ("--", "--phases", "fuzzing")
COURSES = ("/coursedates", "/coursedates/{CourseDateID}")


class Busy:
    """A sandbox that says something else, if so it is wanted, of a method, a path and the number of the request."""

    def __init__(self, says: Callable[[str, str, int], Say | None]) -> None:
        self.app, self.says = make_app(seed=1), says
        self.requests: list[Asked] = []
        self.busy: list[Asked] = []

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        asked = scope["method"], scope["path"]
        self.requests.append(asked)
        said = self.says(*asked, len(self.requests))
        if said is None:
            await self.app(scope, receive, send)
            return
        self.busy.append(asked)
        while (await receive()).get("more_body"):
            pass
        await say(send, *said)


async def say(send: Callable[[Any], Awaitable[None]], status: int, headers: dict[bytes, bytes]) -> None:
    told = {b"content-type": b"application/json"} | headers
    await send({"type": "http.response.start", "status": status, "headers": list(told.items())})
    await send({"type": "http.response.body", "body": b'{"message": "not now"}'})


@pytest.fixture(autouse=True)
def tiny(part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, few_probes: None) -> None:  # noqa: ARG001 - it is set
    part(*COURSES)
    send_little(monkeypatch)
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Wait for nothing, and keep for how long it would have been."""
    pauses: list[float] = []
    monkeypatch.setattr(Pace, "rest", lambda _pace, seconds: pauses.append(seconds))
    return pauses


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_busy_now_and_then_is_asked_again_whoever_asks(cli: Cli, waited: list[float], status: int) -> None:
    server = Busy(lambda _method, _path, number: (status, {}) if number % 7 == 3 else None)
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert (outcome.code, outcome.err.count("\n")) == (0, 1), "a log is told of it, and not of each time"
    assert outcome.err.startswith("waiting 1 second: ")
    assert outcome.err.endswith(f" was answered {status}\n")
    assert {method for method, _ in server.busy} >= {"GET", "POST", "PUT"}
    assert len(waited) > 10
    assert waited == [1.0] * sum(PROBE not in path for _, path in server.busy)


@pytest.mark.parametrize(
    ("status", "asked", "pauses"),
    [(503, b"3600", [60.0] * 3), (503, b"0", [1.0] * 3), (503, b"", [1, 2]), (500, b"", [])],
)
def test_a_server_that_is_down_is_not_examined(
    cli: Cli, waited: list[float], status: int, asked: bytes, pauses: list[float]
) -> None:
    server = Busy(lambda *_asked: (status, {b"retry-after": asked} if asked else {}))
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert (outcome.code, outcome.out) == (2, "")
    *told, said = outcome.err.splitlines()
    assert said == f"feedproof: {url}: GET /coursedates answers {status}; try again later"
    first = [f"waiting {pause:g} second{'s' * (pause > 1)}: GET /coursedates was answered 503" for pause in pauses[:1]]
    assert told == first
    assert waited == pauses


def test_a_log_is_told_of_a_wait_again_after_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter([1.0, 1.0, 30.0, 61.0, 61.0])
    monkeypatch.setattr(servers, "monotonic", lambda: next(now))
    tell = servers.waits()
    for number in range(3):
        tell(f"waiting {number}")
    assert capsys.readouterr().err == "waiting 0\nwaiting 2\n"


def test_a_server_that_is_down_is_waited_for_once_and_not_at_every_list(waited: list[float]) -> None:
    server = Busy(lambda *_asked: (503, {b"retry-after": b"3600"}))
    with running(server) as url, pytest.raises(FeedproofError, match="answers 503; try again later"):
        examine(url, token=TOKEN)
    assert waited == [60.0] * 3
    assert {path for _, path in server.requests} == {"/coursedates", "/trainers", "/venues"}


GOOD = 40
"""Requests that are answered at first: those to look around, and some more."""


@pytest.mark.parametrize("agent", ["", "schemathesis/"], ids=["our own client", "schemathesis"])
@pytest.mark.parametrize(
    ("status", "advice"), [(503, "try again later"), (429, "send fewer requests, with --rate-limit")]
)
def test_a_server_that_goes_down_in_the_middle_ends_the_run(
    cli: Cli, waited: list[float], status: int, advice: str, agent: str
) -> None:
    server = Late(status, agent.encode())
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert (outcome.code, "not run:" in outcome.out) == (2, True), "what was known is reported"
    told, said = outcome.err.splitlines()
    assert told.startswith("waiting 9 seconds: ")
    assert said.startswith(f"feedproof: {url}: ")
    assert said.endswith(f" is answered {status}, also after waiting; {advice}")
    assert len(server.busy) < 25, "it is not asked a thousand times more"
    assert len(waited) < 20


class Late(Busy):
    """It is busy from the first request on that comes from a user agent after some."""

    def __init__(self, status: int, agent: bytes) -> None:
        super().__init__(lambda *_asked: (status, {b"retry-after": b"9"}) if self.is_late else None)
        self.agent, self.is_late = agent, False

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        mine = dict(scope["headers"]).get(b"user-agent", b"").startswith(self.agent)
        self.is_late = self.is_late or (mine and len(self.requests) > GOOD and PROBE not in scope["path"])
        await super().__call__(scope, receive, send)


def test_one_method_that_is_always_unavailable_is_a_failure_of_it_and_is_not_waited_for_at_each_request(
    cli: Cli, waited: list[float]
) -> None:
    server = Busy(lambda method, *_asked: (503, {b"retry-after": b"60"}) if method == "POST" else None)
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert outcome.code == 1
    assert "POST /coursedates" in outcome.out
    assert waited == [60.0] * 3


def test_one_operation_that_always_answers_500_is_a_failure_of_it(cli: Cli, waited: list[float]) -> None:
    server = Busy(lambda method, path, _number: (500, {}) if (method, path) == ("POST", "/coursedates") else None)
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert (outcome.code, waited) == (1, [])


NOW = b"Mon, 01 Jan 2024 00:00:00 GMT"
"""A time that is over."""


@pytest.mark.parametrize("said", [b"60", b"7", b"0", NOW, b""])
def test_no_end_point_is_waited_for_in_vain_for_more_than_three_minutes_in_all(
    waited: list[float], said: bytes
) -> None:
    patience, busy = Patience(Pace()), Said(503, {"retry-after": said.decode()} if said else {})
    for number in range(400):
        answer = busy if number % 2 else GOOD_NEWS
        assert patience.ask("GET", f"/coursedates/{number}/delegates", "it", lambda answer=answer: answer) is answer
    assert 170 < sum(waited) <= 180
    patience.ask("GET", "/venues", "another", lambda: busy)
    assert sum(waited) > 180


@pytest.mark.parametrize(("said", "requests", "seconds"), [(1, 1000, 1000), (60, 1000, 2400)])
def test_waiting_that_helps_goes_on_for_an_hour_at_most(
    waited: list[float], said: int, requests: int, seconds: int
) -> None:
    patience = Patience(Pace())
    for _ in range(requests):
        answers = iter([Said(429, {"retry-after": str(said)}), GOOD_NEWS])
        patience.ask("GET", "/coursedates", "it", lambda answers=answers: next(answers))
    assert seconds <= sum(waited) <= 3600


class Said(NamedTuple):
    """An answer."""

    status_code: int
    headers: Mapping[str, str] = {}


GOOD_NEWS = Said(200)


def test_a_redirect_is_no_examinable_server_whatever_its_body(cli: Cli) -> None:
    server = Busy(lambda *_asked: (302, {b"location": b"/login"}))
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert (outcome.code, outcome.out) == (2, "")
    said = 'GET /coursedates is redirected (302) to "/login"; was the token refused?'
    assert outcome.err == f"feedproof: {url}: {said}\n"


@pytest.mark.parametrize(
    ("location", "advice"),
    [
        (b"/login?back=/venues", "has the token expired?"),
        (b"/v2/coursedates", "give the URL that it leads to"),
        (b"/login/" + TOKEN.encode(), "has the token expired?"),
    ],
)
def test_a_session_that_lapses_by_a_redirect_ends_the_run(cli: Cli, location: bytes, advice: str) -> None:
    server = Busy(lambda _method, _path, number: (302, {b"location": location}) if number > GOOD else None)
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert outcome.code == 2
    to = location.decode().partition("?")[0].replace(TOKEN, "$FEEDPROOF_TOKEN")
    said = f'GET /coursedates is redirected (302) to "{to}", and was not at first; {advice}'
    assert outcome.err == f"feedproof: {url}: {said}\n"
    assert TOKEN not in outcome.out
    assert len(server.busy) < 25


def test_an_operation_that_is_redirected_is_a_failure_of_it(cli: Cli) -> None:
    server = Busy(lambda method, *_asked: (302, {b"location": b"/login"}) if method == "POST" else None)
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    assert outcome.code == 1
    assert "POST /coursedates" in outcome.out


@pytest.mark.usefixtures("waited")
@pytest.mark.parametrize("status", [200, 503])
def test_a_right_body_is_right_though_the_record_that_it_changes_cannot_be_read(status: int) -> None:
    contract, below = bundled(), f"{COURSES[0]}/"
    server = Busy(
        lambda method, path, _number: (503, {}) if method == "GET" and below in path and status == 503 else None
    )
    with running(server) as url:
        target = Target(url, TOKEN)
        judge = Judge("course-dates", Context(action="create"), contract)
        key = target.send("POST", COURSES[0], body=build(judge, 0)).body["CourseDateID"]
        case = changing(f"PUT {COURSES[1]}", {"CourseDateID": key}, LONG_AGO)
        Preparing(Ledger(contract, "own"), discover(contract, target), target)(None, case, {})
        answer = target.send("PUT", below + key, body=case.body)
    assert answer.is_success, answer.says()


LONG_AGO = {"StartDate": "2000-01-01T00:00:00", "EndDate": "2000-01-01T00:00:01", "MaxPlaces": 1, "Status": "Completed"}
"""It is right by itself, and not beside the other fields of a whole course date."""


def changing(label: str, values: dict[str, str], body: dict[str, Any]) -> Any:
    right, wrong = SimpleNamespace(mode=GenerationMode.POSITIVE), SimpleNamespace(mode=GenerationMode.NEGATIVE)
    meta = SimpleNamespace(components={ParameterLocation.BODY: right, ParameterLocation.PATH: wrong})
    operation = SimpleNamespace(label=label)
    return SimpleNamespace(operation=operation, method="PUT", meta=meta, path_parameters=values, body=body)


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_from_then_on_ends_the_run(cli: Cli, status: int) -> None:
    server = Busy(lambda _method, _path, number: (status, {}) if number > GOOD else None)
    with running(server) as url:
        outcome = cli("contract", url, *SHORT)
    said = "the token in FEEDPROOF_TOKEN was accepted at first and is refused now; has it expired?"
    assert (outcome.code, outcome.err) == (2, f"feedproof: {url}: {said}\n")
    assert len(server.busy) < 25


def test_a_token_that_dies_in_the_middle_loses_no_failure_and_no_report(cli: Cli) -> None:
    server = Busy(lambda method, _path, number: (401, {}) if number > GOOD else (500, {}) if method == "PUT" else None)
    with running(server) as url:
        outcome = cli("contract", url, "--format", "json", "-o", "report.json", *SHORT)
    assert outcome.code == 2
    report = json.loads(Path("report.json").read_text())
    (died,) = report["errors"]
    assert {failure["operation"] for failure in report["failures"]} == {"PUT /coursedates/{CourseDateID}"}
    assert died in {each["reason"] for each in report["outcomes"] + report["behaviours"] if each["result"] == "not run"}
    assert {"what": "the fuzzing phase", "reason": died} in report["not_run"]


def test_an_operation_that_is_forbidden_is_a_failure_of_it_and_of_no_rule_of_its_body() -> None:
    server = Busy(lambda method, *_asked: (403, {}) if method == "POST" else None)
    few = SchemathesisOptions({}, arguments=SHORT[1:])
    with running(server) as url:
        examination = examine(url, token=TOKEN, contract=command.contract_of(None), schemathesis=few)
    assert {failure.operation for failure in examination.failures} == {"POST /coursedates"}
    assert "too-long" not in {failure.rule for failure in examination.failures}


def test_the_probes_of_schemathesis_are_led_nowhere(cli: Cli) -> None:
    server = Busy(lambda _method, path, _number: (302, {b"location": b"/login"}) if PROBE in path else None)
    with running(server) as url:
        assert cli("contract", url, *SHORT).code == 0
    assert [path for _, path in server.busy if PROBE in path]
    assert not [asked for asked in server.requests if asked[1] == "/login"]
