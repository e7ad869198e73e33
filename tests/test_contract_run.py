"""The whole examination of a server: the sandbox keeps its contract, and a server that does not has failures."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests
from console import ROOT
from feedproof.contract_tests import run
from feedproof.contract_tests.engine import hooks
from feedproof.contract_tests.model import Examination, NotRun, Result
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.server.target import Target
from feedproof.contract_tests.tally import PARTS
from feedproof.fixtures.sandbox import TOKEN, answers, make_app, running
from feedproof.fixtures.validity import is_binding
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators.rules.format import FORMATS
from hypothesis import configuration
from parts import part, send_little
from schemathesis.checks import CHECKS
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.specs.openapi.formats import STRING_FORMATS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


COURSES = ("/coursedates", "/coursedates/{CourseDateID}")
TRAINERS = ("/trainers", "/trainers/{TrainerID}")


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    send_little(monkeypatch, 3)


def recorded(app: App, log: list[Any]) -> App:
    """Keep what the app is sent."""

    async def recording(scope: Scope, receive: Any, send: Any) -> None:
        parts: list[bytes] = []

        async def listen() -> Message:
            message: Message = await receive()
            parts.append(message.get("body", b""))
            return message

        await app(scope, listen, send)
        ignored = ("host", "x-schemathesis")
        headers = sorted((name.decode(), value.decode("latin-1")) for name, value in scope["headers"])
        headers = [(name, value) for name, value in headers if not name.startswith(ignored)]
        url = (scope["raw_path"] + b"?" + scope["query_string"]).decode("latin-1")
        log.append((scope["method"], url, headers, b"".join(parts).decode("latin-1")))

    return recording


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Examination, Path, list[Any]]]:
    """One whole run over the sandbox, in a directory of its own, with what was sent."""
    folder, log = tmp_path_factory.mktemp("here"), list[Any]()
    with ExitStack() as undo, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(configuration, "__hypothesis_home_directory", None)  # tests that ran before may have set it
        url = undo.enter_context(running(recorded(make_app(seed=5), log)))
        yield examine(url, token=TOKEN, seed=5), folder, log


def test_the_sandbox_keeps_its_contract(clean: tuple[Examination, Path, list[Any]]) -> None:
    examination, _, _ = clean
    assert examination.failures == ()
    assert examination.errors == ()


def test_everything_is_examined(clean: tuple[Examination, Path, list[Any]]) -> None:
    examination, _, _ = clean
    assert {examined.operation for examined in examination.operations} == {
        operation.label for operation in bundled().operations
    }
    assert examination.not_run == ()
    assert {phase for examined in examination.operations for phase in examined.cases} == {
        "probes", "behaviours", "examples", "coverage", "fuzzing", "stateful",
    }  # fmt: skip
    results = Counter(outcome.result for outcome in examination.outcomes)
    assert results[Result.ACCEPTED] == results[Result.REFUSED] > 100
    assert results[Result.FAILED] == 0


def test_a_run_leaves_nothing_behind(clean: tuple[Examination, Path, list[Any]]) -> None:
    _, folder, _ = clean
    assert list(folder.iterdir()) == []
    assert GLOBAL_HOOK_DISPATCHER.get_all_by_name("before_call") == []
    assert "answers_keep_the_rules" not in CHECKS.get_all_names()
    assert STRING_FORMATS.keys() & FORMATS.keys() == set()
    assert vars(configuration)["__hypothesis_home_directory"] is None
    assert "links" not in json.dumps(bundled().openapi), "what schemathesis infers stays in its copy"


def test_every_request_is_counted(clean: tuple[Examination, Path, list[Any]]) -> None:
    examination, _, log = clean
    refused = 1  # that has a character in a header which comes to no application
    assert examination.requests == len(log) + refused
    assert {part for each in examination.operations for part in each.cases} > set(PARTS)
    assert all(sum(each.cases.values()) == sum(each.statuses.values()) for each in examination.operations)


def sent(seed: int, **options: Any) -> tuple[list[Any], Examination]:
    log: list[Any] = []
    with running(recorded(make_app(seed=0), log)) as url:
        examination = examine(url, token=TOKEN, seed=seed, **options)
    return log, examination


def hurried(collect: Callable[..., Any]) -> Callable[..., Any]:
    """Let the time be up before the last phase."""

    def collected(config: Any, *rest: Any) -> Any:
        config.max_time = 1e-9
        return collect(config, *rest)

    return collected


def digest(seed: int) -> str:
    """Return a digest of all requests of a run; the server has a fault, as what fails is what is remembered."""
    with pytest.MonkeyPatch.context() as patch:
        send_little(patch, 3)
        patch.setattr(answers, "is_binding", lambda v: v.rule.id != "dates-out-of-order" and is_binding(v))
        log, _ = sent(seed, contract=part("/coursedates"))
    return sha256(json.dumps(log).encode()).hexdigest()


ALONE = """
import runpy, sys
try:
    import code_of_a_user
except ModuleNotFoundError:
    pass
digest = runpy.run_path(sys.argv[1])["digest"]
print(*map(digest, map(int, sys.argv[2:])))
"""
SUPPORT = str(ROOT / "tests" / "support")
CONSTANTS = [f"WORD_{n} = 'a-constant-{n}'; NUMBER_{n} = {7919 * n + 1000003}" for n in range(200)]


def test_the_same_seed_sends_the_same_requests_and_nothing_else_is_to_be_seen(tmp_path: Path) -> None:
    """In processes of their own: here, the tests' own settings of hypothesis would hide what goes wrong.

    The second hashes in another way, and runs beside code that is not installed, whose constants hypothesis likes to draw.
    """
    here, code = tmp_path / "here", tmp_path / "code"
    here.mkdir()
    code.mkdir()
    (code / "code_of_a_user.py").write_text("\n".join(CONSTANTS))
    digests = []
    for hash_seed, seeds, paths in (("1", ("7", "8"), [SUPPORT]), ("2", ("7",), [SUPPORT, str(code)])):
        ran = subprocess.run(  # noqa: S603 - Python itself
            [sys.executable, "-P", "-c", ALONE, __file__, *seeds],
            cwd=here,
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stderr == ""
        digests += ran.stdout.split()
    assert digests[0] == digests[2]
    assert digests[0] != digests[1]
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (requests.ReadTimeout(), "no answer within 15 seconds"),
        (requests.exceptions.ChunkedEncodingError(), "the connection was closed in the middle of an answer"),
        (requests.exceptions.ContentDecodingError(), "the answer is not compressed as its Content-Encoding says"),
    ],
)
@pytest.mark.usefixtures("tiny")
def test_one_operation_that_gives_no_whole_answer_is_one_failure(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, asked = Target._send, list[str]()  # noqa: SLF001 - the network is to be bent

    def slow(target: Target, request: Any) -> requests.Response:
        if request.path == "/venues":
            asked.append(request.url)
            raise error
        return send(target, request)

    monkeypatch.setattr(Target, "_send", slow)
    log, examination = sent(1, contract=part("/venues", "/venues/{VenueID}", *TRAINERS))
    assert len(asked) <= 3, "it is not asked again and again"
    assert not any(url.startswith("/venues?") for _, url, *_ in log), "nor by schemathesis"
    (failure,) = examination.failures
    assert (failure.rule, failure.operation) == ("what-is-asked-is-answered", "GET /venues")
    assert failure.message.endswith(f"{says} (asked for GET /venues)")
    assert failure.requests[0].startswith("curl -X GET ")
    assert NotRun("random requests to GET /venues", "it gives no complete answer") in examination.not_run


def test_a_server_that_does_not_answer_at_all_is_not_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def silent(_target: Target, request: Any) -> requests.Response:
        asked.append(request.path)
        raise requests.ReadTimeout

    monkeypatch.setattr(Target, "_send", silent)
    with pytest.raises(FeedproofError, match=r"no answer within 15 seconds \(asked for GET /coursedates\)"):
        examine("http://127.0.0.1:9", token=TOKEN)
    assert asked[:2] == ["/coursedates", "/trainers"]
    assert "/venues" not in asked, "the next operation is asked as well, and no other"


@pytest.mark.usefixtures("tiny")
def test_what_there_was_no_time_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "collect", hurried(run.collect))
    _, examination = sent(1, contract=part(*TRAINERS), seconds=1)
    assert examination.errors == ()
    assert NotRun("the stateful phase", "the time was up") in examination.not_run


@pytest.mark.usefixtures("tiny")
def test_a_rule_that_is_not_enforced_fails_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "is_binding", lambda v: v.rule.id != "dates-out-of-order" and is_binding(v))
    _, examination = sent(3, contract=part("/coursedates"), disposable=True)
    assert {failure.rule for failure in examination.failures} == {"dates-out-of-order"}


@pytest.mark.usefixtures("tiny")
def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "t0p-s3cret"  # noqa: S105 - made up

    def echo(*_args: Any) -> None:
        raise answers.Refusal(400, [{"message": f"your token is {token}"}])

    monkeypatch.setattr(answers.Service, "_create", echo)
    with running(make_app(seed=0, token=token)) as url:
        examination = examine(url, token=token, contract=part("/coursedates"))
    assert {failure.rule for failure in examination.failures} >= {"ST202", "created-equals-read"}
    assert all("your token is $FEEDPROOF_TOKEN" in failure.message for failure in examination.failures)
    assert token not in repr(examination)
    signed = [request for failure in examination.failures for request in failure.requests]
    assert all('"Authorization: Bearer $FEEDPROOF_TOKEN"' in request for request in signed)


@pytest.mark.usefixtures("tiny")
def test_a_body_that_cannot_be_repaired_is_told_with_a_command_that_can_be_sent_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_args: Any) -> None:
        raise FeedproofError("no way after: curl -X GET -H 'Authorization: [Filtered]' http://127.0.0.1:9")

    monkeypatch.setattr(hooks, "make_valid", never)
    _, examination = sent(1, contract=part("/coursedates"), disposable=True)
    curl = 'curl -X GET -H "Authorization: Bearer $FEEDPROOF_TOKEN" http://127.0.0.1:9'
    assert examination.errors == (f"POST /coursedates: no way after: {curl}",)
    assert examination.failures == ()


def signed(app: App) -> App:
    """Give the app the token with every request."""

    async def signing(scope: Scope, receive: Any, send: Any) -> None:
        others = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
        await app(scope | {"headers": [*others, (b"authorization", f"Bearer {TOKEN}".encode())]}, receive, send)

    return signing


@pytest.mark.usefixtures("tiny")
def test_a_server_that_asks_for_no_token_is_examined_without() -> None:
    with running(signed(make_app(seed=0))) as url:
        examination = examine(url, contract=part(*TRAINERS))
        strict = examine(url, contract=part(*TRAINERS), token=TOKEN)
    assert examination.failures == ()
    assert [entry.what for entry in examination.not_run] == ["whether a token is required"]
    assert {failure.rule for failure in strict.failures} >= {"ST401"}, "with a token it is seen that none is asked for"


@pytest.mark.parametrize(("token", "words"), [("other", "was refused \\(401\\)"), (None, "set FEEDPROOF_TOKEN")])
def test_a_server_that_lets_nobody_in_is_not_examined(token: str | None, words: str) -> None:
    with running(make_app()) as url, pytest.raises(FeedproofError, match=words):
        examine(url, token=token)


@pytest.mark.usefixtures("tiny")
def test_an_operation_that_never_succeeds_is_not_called_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_args: Any) -> None:
        raise answers.Refusal(404, [])

    monkeypatch.setattr(answers.Service, "_read", lost)
    with running(make_app(seed=0)) as url:
        examination = examine(url, token=TOKEN, contract=part(*TRAINERS))
    assert [entry.what for entry in examination.not_run] == ["the success of GET /trainers/{TrainerID}"]


@pytest.mark.usefixtures("tiny")
def test_a_contract_without_anything_to_call_is_no_success() -> None:
    with running(make_app()) as url, pytest.raises(FeedproofError, match="nothing was tested"):
        examine(url, token=TOKEN, contract=part())
