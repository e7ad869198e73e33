"""Examinations of servers for reports: one as a report of its own, its numbers, what was not run, and its results by rule."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..spec.contract import Contract
from ..spec.text import counted
from .failure import ServerFailure
from .report import Report
from .report_text import empty
from .spool import kept

if TYPE_CHECKING:
    from ..contract_tests.model import Examination, Failure, Judged, Outcome

_T = TypeVar("_T")
_UNSEEN = "no answer with records came"


def server_report(name: str, examination: "Examination", contract: Contract) -> Report:
    """Return the report of one examination; each of its errors is something that was not checked."""
    reasons = [error.removeprefix(f"{name}: ") for error in examination.errors]
    return Report(
        contract_version=contract.version,
        contract_sha256=contract.sha256,
        findings=kept(_server_failure(name, failure) for failure in examination.failures),
        files=0,
        records=0,
        judged_as=(),
        not_run={},
        unchecked={name: "; ".join(reasons)} if reasons else {},
        examinations=((name, examination),) if examination.is_begun else (),
    )


def _server_failure(name: str, failure: "Failure") -> ServerFailure:
    again = f"to reproduce it: {'; then '.join(failure.requests)}" if failure.requests else ""
    hint = "; ".join(filter(None, (failure.how_sure(), again)))
    evidence = failure.certainty, failure.source
    return ServerFailure(name, failure.operation, failure.rule, failure.message, hint, *evidence)


def server_summary(name: str, examination: "Examination") -> dict[str, Any]:
    """Return the numbers of an examination, and what was not run, as JSON."""
    return {
        "server": name,
        "profile": examination.profile,
        "seed": examination.seed,
        "writes": examination.writes,
        "operations": len(examination.operations),
        "requests": examination.requests,
        "probes": dict(Counter(str(outcome.result) for outcome in examination.outcomes)),
        "failures": len(examination.failures),
        "not_run": [{"what": what, "reason": reason} for what, reason in not_run(examination)],
    }


def access(examination: "Examination") -> str:
    """Return in words what the suite was allowed to do."""
    return "reading and writing" if examination.writes else "reading only"


def sent(examination: "Examination") -> str:
    """Return in words how many requests were sent, and to how many operations."""
    return f"{counted(len(examination.operations), 'operation')}, {counted(examination.requests, 'request')}"


def not_run(examination: "Examination") -> Iterator[tuple[str, str]]:
    """Yield what was not examined, each once, with the reason."""
    rules = [(outcome.rule, outcome.reason) for outcome in examination.outcomes if outcome.result == "not run"]
    behaviours = [(each.behaviour, each.reason) for each in examination.behaviours if each.result == "not run"]
    yield from dict.fromkeys([*_parts(examination), *rules, *behaviours, *_unseen(examination)])


def parts_not_run(examination: "Examination") -> Iterator[tuple[str, str]]:
    """Yield what was not examined and has no row."""
    yield from dict.fromkeys([*_parts(examination), *_unseen(examination)])


def _parts(examination: "Examination") -> Iterator[tuple[str, str]]:
    return ((entry.what, entry.reason) for entry in examination.not_run)


def _unseen(examination: "Examination") -> Iterator[tuple[str, str]]:
    return ((f"answers of {each.operation}", _UNSEEN) for each in examination.judged if not each.answers)


def all_not_run(
    report: Report, not_run_of: Callable[["Examination"], Iterator[tuple[str, str]]] = not_run
) -> Iterator[tuple[str, str]]:
    """Yield what was not run, of payloads and of each server, with the reason."""
    yield from report.not_run.items()
    yield from empty(report)
    for name, examination in report.examinations:
        yield from ((f"{name}: {what}", reason) for what, reason in not_run_of(examination))


class Row(NamedTuple):
    """The result of a rule or a behaviour on an operation: held, failed or not run, and the reason if it did not hold."""

    name: str
    operation: str
    result: str
    reason: str


def rows(examination: "Examination") -> Iterator[Row]:
    """Yield a row for all probes of a rule on an operation, and for each behaviour of one."""
    probed: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in examination.outcomes:
        probed.setdefault((outcome.rule, outcome.operation), []).append(outcome)
    yield from (Row(*at, *_result_and_reason(outcomes)) for at, outcomes in probed.items())
    for each in examination.behaviours:
        yield Row(each.behaviour, each.operation, str(each.result), each.reason)


def _result_and_reason(outcomes: "list[Outcome]") -> tuple[str, str]:
    """Return the result of all probes of a rule, and the reason: failed if one failed, else held if one was run."""
    results = [str(outcome.result) for outcome in outcomes]
    result = next((each for each in ("failed", "accepted", "refused") if each in results), "not run")
    reasons = (outcome.reason for outcome in outcomes if outcome.result == result)
    return ("held", "") if result in {"accepted", "refused"} else (result, next(reasons))


_ByOperation = dict[tuple[str, str], _T]
"""The result for each rule or behaviour on each operation; the keys are its name and the label of the operation."""


def by_operation(examination: "Examination") -> "tuple[list[str], _ByOperation[Judged], _ByOperation[str]]":
    """Return the labels of all operations in order, how answers were judged by each rule, and the result of each behaviour."""
    judged = {(each.rule, each.operation): each for each in examination.judged}
    behaviours = {(each.behaviour, each.operation): str(each.result) for each in examination.behaviours}
    return sorted({operation for _, operation in judged.keys() | behaviours.keys()}), judged, behaviours


def judging(judged: "Judged") -> str:
    """Return in a few words how many answers were judged by a rule, and how many failed."""
    if not judged.answers:
        return "not run"
    failed = f", {judged.failures:,} failed" if judged.failures else ""
    return f"{judged.answers:,}{failed}"
