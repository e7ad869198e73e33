"""Run schemathesis and turn its events into failures, counts and errors."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemathesis.core.failures import Failure as Found
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import CheckFailureInfo, RecordedScenario
from schemathesis.engine.run import TESTING_PHASES
from schemathesis.openapi.checks import JsonSchemaError
from schemathesis.schemas import BaseSchema

from ..spec.pointer import pointer
from ..validators.show import show
from .checks import BrokenRule
from .model import Examined, Failure, Finder
from .target import AUTHORIZATION

_FILTERED = ("-H 'Authorization: [Filtered]'", "-H 'authorization: [Filtered]'")


@dataclass(slots=True)
class Collected:
    """What came of a run."""

    cases: dict[str, Counter[str]] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    failures: dict[Found, Failure] = field(default_factory=dict)
    errors: dict[str, None] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def operations(self) -> tuple[Examined, ...]:
        """Return the counts by operation."""
        labels = sorted(self.cases)
        return tuple(Examined(label, dict(self.cases[label]), dict(self.statuses.get(label, {}))) for label in labels)


def collect(schema: BaseSchema) -> Collected:
    """Run all phases. Raises KeyboardInterrupt when the run is interrupted."""
    collected = Collected()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished) and event.is_test_scenario:
            _count(collected, event.phase.value, event.recorder)
            collected.failures = dict(_failures(event.recorder)) | collected.failures
        elif isinstance(event, events.NonFatalError):
            collected.errors[f"{event.label}: {event.info.title}: {one_line(event.info.message)}"] = None
        elif isinstance(event, events.PhaseFinished) and event.phase.name in TESTING_PHASES and event.phase.skip_reason:
            collected.skipped[event.phase.name.value] = event.phase.skip_reason.value.replace("_", " ")
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.Interrupted):
            raise KeyboardInterrupt
    return collected


def _count(collected: Collected, phase: str, recorder: RecordedScenario) -> None:
    for case_id, node in recorder.cases.items():
        label = node.value.operation.label
        collected.cases.setdefault(label, Counter())[phase] += 1
        response = recorder.find_response(case_id=case_id)
        if response is not None:
            collected.statuses.setdefault(label, Counter())[response.status_code] += 1


def _failures(recorder: RecordedScenario) -> Iterator[tuple[Found, Failure]]:
    for case_id, checks in recorder.checks.items():
        infos = [check.failure_info for check in checks if check.failure_info is not None]
        ruled = {info.failure.pointer for info in infos if isinstance(info.failure, BrokenRule)}
        for info in infos:
            if not (isinstance(info.failure, JsonSchemaError) and pointer(info.failure.instance_path) in ruled):
                yield info.failure, _failure(recorder, case_id, info)


def _failure(recorder: RecordedScenario, case_id: str, info: CheckFailureInfo) -> Failure:
    found = info.failure
    operation = found.operation or recorder.cases[case_id].value.operation.label
    steps = tuple(step.curl for step in info.steps) or (info.code_sample,)
    rule, finder = (found.rule, Finder.ANSWER) if isinstance(found, BrokenRule) else (found.code, Finder.CHECK)
    return Failure(rule, operation, _message(recorder, case_id, found), tuple(map(_signed, steps)), finder)


def _message(recorder: RecordedScenario, case_id: str, found: Found) -> str:
    if isinstance(found, BrokenRule):
        return f"the answer breaks the rule: {found.message}"
    if isinstance(found, JsonSchemaError):
        place = pointer(found.instance_path) or "the whole body"
        return f"the answer breaks the contract's schema at {place}: see {pointer(found.schema_path)}"
    response = recorder.find_response(case_id=case_id)
    refusal = f"; the server said {show(response.text)}" if response is not None and response.status_code >= 400 else ""  # noqa: PLR2004
    return f"{found.title}: {one_line(found.message)}{refusal}"


def one_line(text: str) -> str:
    """Return the text in one line."""
    return " ".join(text.split())


def _signed(curl: str) -> str:
    for filtered in _FILTERED:
        curl = curl.replace(filtered, AUTHORIZATION)
    return curl
