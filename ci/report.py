"""What came of a run, as plain data: every reporter writes it, the gate adds it up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..spec.contract import Contract
from ..validators.model import Finding, Severity
from .spool import Spool

if TYPE_CHECKING:
    from ..contract_tests.model import Examination
    from .baseline_entry import Entry


class Report(NamedTuple):
    """What was checked and what was found.

    `findings` are in order of input, line and column. `judged_as` are (feed, operation). `not_run` is rule id to
    reason, `unchecked` the name of an input to the reason why it could not be judged, `empty` the names of those that hold
    no record and have no finding.

    `known` are findings that the baseline knows: they do not count. `removable` are its entries that match nothing any
    more, `expired` those that match but no longer count. `examinations` are what the contract suite told of servers, by
    the name of the server; their failures stand among the findings, with the operation as path and without a line.
    `fixed` is rule id to the number of findings that were fixed before anything was checked,
    `contract` what was judged by, where a report may show parts of the payloads.
    """

    contract_version: str
    contract_sha256: str
    findings: "Spool | tuple[Finding, ...]"
    files: int
    records: int
    judged_as: tuple[tuple[str, str], ...]
    not_run: Mapping[str, str]
    unchecked: Mapping[str, str]
    known: tuple[Finding, ...] = ()
    removable: tuple["Entry", ...] = ()
    expired: tuple["Entry", ...] = ()
    examinations: tuple[tuple[str, "Examination"], ...] = ()
    fixed: Mapping[str, int] = {}
    contract: Contract | None = None
    empty: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell: no record, no finding, no server."""
        return not (self.records or self.findings or self.known or self.examinations)


def count(report: Report, severity: Severity) -> int:
    """Return the number of findings of a severity."""
    return sum(number for (_rule, found), number in _tally(report).items() if found is severity)


def _tally(report: Report) -> Counter[tuple[str, Severity]]:
    if isinstance(report.findings, Spool):
        return report.findings.tally
    return Counter((finding.rule, finding.severity) for finding in report.findings)


def fixable(report: Report) -> int:
    """Return the number of findings that --fix would fix."""
    if isinstance(report.findings, Spool):
        return report.findings.fixable
    return sum(finding.fix is not None for finding in report.findings)


def by_rule(report: Report) -> dict[str, int]:
    """Return rule id to number of findings, the most frequent first."""
    numbers: Counter[str] = Counter()
    for (rule, _severity), number in _tally(report).items():
        numbers[rule] += number
    return dict(numbers.most_common())


def fails(report: Report, fail_on: Severity) -> bool:
    """Say whether a finding is at least as severe as this."""
    return any(severity >= fail_on for _rule, severity in _tally(report))


def merge(reports: Sequence[Report]) -> Report:
    """Return several runs, at least one, as one."""
    return reports[0]._replace(
        findings=tuple(finding for report in reports for finding in report.findings),
        files=sum(report.files for report in reports),
        records=sum(report.records for report in reports),
        judged_as=tuple(dict.fromkeys(entry for report in reports for entry in report.judged_as)),
        not_run={rule: reason for report in reports for rule, reason in report.not_run.items()},
        unchecked={name: reason for report in reports for name, reason in report.unchecked.items()},
        empty=tuple(dict.fromkeys(name for report in reports for name in report.empty)),
        examinations=tuple(entry for report in reports for entry in report.examinations),
    )
