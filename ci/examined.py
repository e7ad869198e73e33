"""What the contract suite found on servers, as part of the one report."""

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
        findings=kept(_failed(name, failure) for failure in examination.failures),
        files=0,
        records=0,
        judged_as=(),
        not_run={},
        unchecked={name: "; ".join(reasons)} if reasons else {},
        examinations=((name, examination),) if examination.is_begun else (),
    )


def _failed(name: str, failure: "Failure") -> ServerFailure:
    again = f"to reproduce it: {'; then '.join(failure.requests)}" if failure.requests else ""
    hint = "; ".join(filter(None, (failure.how_sure(), again)))
    evidence = failure.certainty, failure.source
    return ServerFailure(name, failure.operation, failure.rule, failure.message, hint, *evidence)


def server_summary(name: str, examination: "Examination") -> dict[str, Any]:
    """Return what was examined of a server, in numbers, and what was not."""
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
    """Return what the suite was allowed to do there, in words."""
    return "reading and writing" if examination.writes else "reading only"


def sent(examination: "Examination") -> str:
    """Return how much was sent, in words."""
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
    report: Report, of: Callable[["Examination"], Iterator[tuple[str, str]]] = not_run
) -> Iterator[tuple[str, str]]:
    """Yield what was not run, of payloads and of each server, with the reason."""
    yield from report.not_run.items()
    yield from empty(report)
    for name, examination in report.examinations:
        yield from ((f"{name}: {what}", reason) for what, reason in of(examination))


class Row(NamedTuple):
    """A rule or a behaviour that was examined on an operation, and what came of it: held, failed or not run, and why not."""

    name: str
    operation: str
    result: str
    reason: str


def rows(examination: "Examination") -> Iterator[Row]:
    """Yield a row for all probes of a rule on an operation, and for each behaviour of one."""
    probed: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in examination.outcomes:
        probed.setdefault((outcome.rule, outcome.operation), []).append(outcome)
    yield from (Row(*at, *_together(outcomes)) for at, outcomes in probed.items())
    for each in examination.behaviours:
        yield Row(each.behaviour, each.operation, str(each.result), each.reason)


def _together(outcomes: "list[Outcome]") -> tuple[str, str]:
    """Return the result of all probes of a rule: failed if one failed, else held if one was run."""
    results = [str(outcome.result) for outcome in outcomes]
    result = next((each for each in ("failed", "accepted", "refused") if each in results), "not run")
    reasons = (outcome.reason for outcome in outcomes if outcome.result == result)
    return ("held", "") if result in {"accepted", "refused"} else (result, next(reasons))


_Of = dict[tuple[str, str], _T]
"""What came of a rule or a behaviour, by its name and the operation."""


def by_operation(examination: "Examination") -> "tuple[list[str], _Of[Judged], _Of[str]]":
    """Return all operations in order, what came of their answers by rule, and the results by behaviour."""
    judged = {(each.rule, each.operation): each for each in examination.judged}
    behaviours = {(each.behaviour, each.operation): str(each.result) for each in examination.behaviours}
    return sorted({operation for _, operation in judged.keys() | behaviours.keys()}), judged, behaviours


def judging(judged: "Judged") -> str:
    """Return what came of judging answers by a rule, in a few words."""
    if not judged.answers:
        return "not run"
    failed = f", {judged.failures:,} failed" if judged.failures else ""
    return f"{judged.answers:,}{failed}"
