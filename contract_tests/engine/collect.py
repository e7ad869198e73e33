"""Run schemathesis and turn its events into failures, counts and errors."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from sysconfig import get_paths
from traceback import extract_tb
from typing import Any

from click import Abort
from schemathesis.baseline import Baseline
from schemathesis.cli import EventHandler
from schemathesis.cli.constants import ExitCode
from schemathesis.cli.ext.handlers import CUSTOM_HANDLERS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure as CheckFailure
from schemathesis.core.failures import MalformedJson
from schemathesis.engine import StopReason, events
from schemathesis.engine.recorder import CheckFailureInfo, CheckNode, RecordedScenario
from schemathesis.engine.run import TESTING_PHASES
from schemathesis.openapi.checks import JsonSchemaError, MissingContentType, UndefinedContentType

from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ...spec.evidence import Evidence
from ...spec.pointer import pointer
from ...spec.status import is_success
from ..checks import BrokenRule, is_meant_wrong, says_broken
from ..evidence import NO_EVIDENCE, of_keyword, of_media
from ..model import Failure, Finder
from ..redact_answer import redact_refusal
from ..tally import Tally
from .options import RUN

_NAMELESS = "Runtime Error"
_LIBRARIES = tuple(get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
_NO_JSON = (MalformedJson, MissingContentType, UndefinedContentType)
"""The failures by which schemathesis reports an answer that is not JSON."""
_BUNDLED = "/x-bundled/"
"""Where schemathesis keeps schemas in its own copy of the contract: a place that is in no file."""


@dataclass(slots=True)
class Collected:
    """The results of a run of schemathesis; `ended` says what stopped it before its end."""

    tally: Tally = field(default_factory=Tally)
    failures: dict[CheckFailure, Failure] = field(default_factory=dict)
    errors: dict[str, None] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    reports: tuple[tuple[str, str], ...] = ()
    ended: str = ""

    def end(self, reason: str) -> None:
        """Note what stopped the run."""
        self.ended = reason
        self.errors[reason] = None
        self.skip(reason)

    def skip(self, reason: str) -> None:
        """Note the phases that the run did not reach, with the reason."""
        sent = set().union(*self.tally.cases.values())
        late = (phase.value for phase in TESTING_PHASES if phase.value not in sent)
        self.skipped = dict.fromkeys(late, reason) | self.skipped


class Listener(EventHandler[Any]):
    """Receives the events of schemathesis, as one of the handlers of its command line; other handlers write reports."""

    def __init__(self, contract: Contract, stop: Callable[[], None]) -> None:
        """Take the contract. `stop` is called when the run is interrupted, before its threads have ended."""
        self._contract = contract
        self.collected = Collected()
        self.fatal: Exception | None = None
        self._stop = stop

    def handle_event(self, ctx: Any, event: events.EngineEvent) -> None:
        """Record what an event reports."""
        if isinstance(event, events.ScenarioFinished) and event.is_test_scenario:
            _count(self.collected.tally, event.phase.value, event.recorder)
            found = self._failures(event.recorder, ctx.statistic.baseline)
            self.collected.failures = dict(found) | self.collected.failures
        elif isinstance(event, events.NonFatalError):
            self.collected.errors[f"{event.label}: {_error_text(event)}"] = None
        elif isinstance(event, events.PhaseFinished) and event.phase.name in TESTING_PHASES and event.phase.skip_reason:
            self.collected.skipped[event.phase.name.value] = event.phase.skip_reason.value.replace("_", " ")
        elif isinstance(event, events.FatalError):
            self.fatal = event.exception
        elif isinstance(event, events.Interrupted):
            self._stop()
        elif isinstance(event, events.EngineFinished):
            self._end(event.stop_reason)

    def _end(self, reason: StopReason) -> None:
        if reason is StopReason.MAX_TIME:  # there may be no time for a first round of all phases
            self.collected.skip("the time was up")

    def shutdown(self, ctx: Any) -> None:
        """Keep the paths of the reports that were written."""
        self.collected.reports = tuple((name, str(path)) for name, path in ctx.all_reports())

    def _failures(self, recorder: RecordedScenario, known: Baseline | None) -> Iterator[tuple[CheckFailure, Failure]]:
        for case_id, checks in recorder.checks.items():
            infos = [check.failure_info for check in checks if check.failure_info and not _is_known(check, known)]
            by_rules = {info.failure.pointer for info in infos if isinstance(info.failure, BrokenRule)}
            is_judged = _is_judged(recorder, case_id)
            is_wrong = is_meant_wrong(recorder.cases[case_id].value)
            for info in infos:
                if isinstance(info.failure, JsonSchemaError) and (
                    is_wrong or _is_left_to_rules(info.failure, by_rules, is_judged=is_judged)
                ):
                    continue
                yield info.failure, _failure(self._contract, recorder, case_id, info)


def collect(config: SchemathesisConfig, file: Path, options: Sequence[str], listener: Listener) -> None:
    """Run schemathesis on the contract in a file, as its own command does.

    Raises KeyboardInterrupt if it is interrupted.
    """
    said = StringIO()
    CUSTOM_HANDLERS.append(lambda *_args, **_params: listener)  # type: ignore[arg-type] # anything that makes a handler
    try:
        with redirect_stdout(said):
            RUN.main([str(file), *options], "st run", standalone_mode=False, obj=config)
    except SystemExit as ended:
        _raise_cause(ended.code, listener, said.getvalue())
    except Abort:
        raise KeyboardInterrupt from None
    finally:
        CUSTOM_HANDLERS.pop()


def _raise_cause(code: Any, listener: Listener, said: str) -> None:
    """Raise what stopped schemathesis, if something did; failures and errors of operations do not stop it."""
    if listener.fatal:
        raise listener.fatal
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in {ExitCode.OK, ExitCode.FAILURES} and not listener.collected.errors:
        last = next((line for line in reversed(said.splitlines()) if line.strip()), f"it exited with {code}")
        raise FeedproofError(f"schemathesis failed: {one_line(last)}")


def _error_text(event: events.NonFatalError) -> str:
    """Return schemathesis' message about an error; with the type and place if it has no title, as for a user's check."""
    said, error = one_line(event.info.message), event.value
    if event.info.title != _NAMELESS:
        return f"{event.info.title}: {said}"
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(_LIBRARIES)] or frames
    place = f" ({Path(own[-1].filename).name}:{own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {said}{place}"


def _count(tally: Tally, phase: str, recorder: RecordedScenario) -> None:
    for case_id, node in recorder.cases.items():
        label = node.value.operation.label
        tally.sent(label, phase)
        response = recorder.find_response(case_id=case_id)
        if response is not None:
            tally.answered(label, response.status_code)


def _is_judged(recorder: RecordedScenario, case_id: str) -> bool:
    """Return whether an answer was judged by the rules."""
    response = recorder.find_response(case_id=case_id)
    return response is not None and is_success(response.status_code)


def _is_left_to_rules(found: JsonSchemaError, by_rules: set[str], *, is_judged: bool) -> bool:
    """Return whether a failure of the schema is left to the rules: they found a fault at its place, or its value is null.

    A rule may be less than certain that null is wrong; a schema never is.
    """
    is_null = is_judged and found.instance is None and bool(found.instance_path)
    return is_null or pointer(found.instance_path) in by_rules


def _is_known(check: CheckNode, known: Baseline | None) -> bool:
    return bool(known and check.failure_info and known.match(check.failure_info.failure, check.name))


def _failure(contract: Contract, recorder: RecordedScenario, case_id: str, info: CheckFailureInfo) -> Failure:
    found = info.failure
    operation = found.operation or recorder.cases[case_id].value.operation.label
    steps = tuple(step.curl for step in info.steps) or (info.code_sample,)
    rule, finder = (found.rule, Finder.ANSWER) if isinstance(found, BrokenRule) else (found.code, Finder.CHECK)
    sure = _evidence(contract, recorder, case_id, found)
    return Failure(rule, operation, _message(contract, recorder, case_id, found), steps, finder, *sure[:2])


def _evidence(contract: Contract, recorder: RecordedScenario, case_id: str, found: CheckFailure) -> Evidence:
    """Return the contract's evidence for what an answer breaks; empty for checks that are not about a single fact of it."""
    if isinstance(found, BrokenRule):
        return found.evidence
    operation = contract.labelled.get(recorder.cases[case_id].value.operation.label)
    response = recorder.find_response(case_id=case_id)
    if operation is None or response is None:
        return NO_EVIDENCE
    if isinstance(found, JsonSchemaError) and found.schema_path:
        keyword = str(found.schema_path[-1])
        return of_keyword(contract, operation, response.status_code, tuple(found.instance_path), keyword)
    return of_media(contract, operation, response.status_code) if isinstance(found, _NO_JSON) else NO_EVIDENCE


def _message(contract: Contract, recorder: RecordedScenario, case_id: str, found: CheckFailure) -> str:
    if isinstance(found, BrokenRule):
        return says_broken(found.message)
    if isinstance(found, JsonSchemaError):
        place = pointer(found.instance_path) or "the whole body"
        return f"the answer breaks the contract's schema at {place}: {_broken_keyword(found)}"
    response = recorder.find_response(case_id=case_id)
    said = ""
    if response is not None and response.status_code >= HTTPStatus.BAD_REQUEST:
        label = recorder.cases[case_id].value.operation.label
        said = f"; the server said {redact_refusal(contract, label, response.content, response.text)}"
    return f"{': '.join(filter(None, (found.title, one_line(found.message))))}{said}"


def _broken_keyword(found: JsonSchemaError) -> str:
    """Return which keyword of the contract an answer breaks, and its place, unless only schemathesis has that place."""
    keyword = str(found.schema_path[-1]) if found.schema_path else "schema"
    argument, at = found.schema.get(keyword), pointer(found.schema_path)
    if keyword == "required" and isinstance(argument, list) and isinstance(found.instance, dict):
        return f"{', '.join(name for name in argument if name not in found.instance)} is missing"
    wants = f"{keyword} {argument}" if isinstance(argument, str | int | float) else keyword
    return f"it must keep {wants}{'' if at.startswith(_BUNDLED) else f', see {at}'}"


def one_line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())
