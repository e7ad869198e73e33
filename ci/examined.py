"""What the contract suite found on servers, as part of the one report."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from ..spec.contract import Contract
from ..validators.model import Certainty, Finding, Severity
from .report import Report
from .report_text import empty
from .spool import kept

if TYPE_CHECKING:
    from ..contract_tests.model import Examination, Failure

_UNSEEN = "no answer that holds records came"


def server_report(name: str, examination: "Examination", contract: Contract) -> Report:
    """Return the report of one examination: each failure is a finding, each error something that was not checked."""
    return Report(
        contract_version=contract.version,
        contract_sha256=contract.sha256,
        findings=kept(_finding(name, failure) for failure in examination.failures),
        files=0,
        records=0,
        judged_as=(),
        not_run={},
        unchecked={name: "; ".join(examination.errors)} if examination.errors else {},
        examinations=((name, examination),),
    )


def _finding(name: str, failure: "Failure") -> Finding:
    """Make a finding of a failure. A server that breaks the contract is an error, on whatever evidence: none is named."""
    return Finding(
        rule=failure.rule,
        severity=Severity.ERROR,
        certainty=cast("Certainty", ""),
        message=failure.message,
        hint=f"to see it again: {'; then '.join(failure.requests)}" if failure.requests else "",
        source="",
        feed="",
        record=None,
        id=None,
        pointer="",
        contract="",
        path=f"{name}: {failure.operation}",
        line=0,
        column=0,
    )


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


def all_not_run(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what was not run, of payloads and of each server, with the reason."""
    yield from report.not_run.items()
    yield from empty(report)
    for name, examination in report.examinations:
        yield from ((f"{name}: {what}", reason) for what, reason in not_run(examination))


def not_run(examination: "Examination") -> Iterator[tuple[str, str]]:
    """Yield what was not examined, each once, with the reason."""
    parts = [(entry.what, entry.reason) for entry in examination.not_run]
    rules = [(outcome.rule, outcome.reason) for outcome in examination.outcomes if outcome.result == "not run"]
    behaviours = [(each.behaviour, each.reason) for each in examination.behaviours if each.result == "not run"]
    unseen = [(f"answers of {each.operation}", _UNSEEN) for each in examination.judged if not each.answers]
    yield from dict.fromkeys([*parts, *rules, *behaviours, *unseen])


def unreachable(name: str, reason: str, contract: Contract) -> Report:
    """Return the report of a server that could not be examined at all."""
    why = reason.removeprefix(f"{name}: ")
    return Report(contract.version, contract.sha256, kept(()), 0, 0, (), {}, {name: why})
