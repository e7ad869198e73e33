"""The report of a run, as plain data: every reporter writes it, and the gate merges several."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..spec.contract import Contract
from ..validators.model import Severity
from .codes import CLEAN, FAILED, FOUND
from .failure import Found
from .spool import Findings, chained

if TYPE_CHECKING:
    from ..contract_tests.model import Examination
    from .baseline_entry import Entry


class Report(NamedTuple):
    """What was checked and what was found.

    `findings` are those in payloads, in order of input, line and column, then failures of servers. `judged_as` are pairs of feed
    and operation. `not_run` maps a rule id to the reason; `hindered` are those of its rules that could not run because of something
    in the input. `unchecked` maps an input to the reason why it could not be judged; `empty` are the inputs without a record and
    without a finding.

    `known` are the findings that the baseline knows, which do not count. `removable` are its entries that no longer match anything,
    `expired` those that match but no longer count. `examinations` are the results of the contract suite, by the name of the server.
    `fixed` maps a rule id to the number of findings that were fixed before the check. `contract` is the contract that payloads were
    judged by, for reports that show parts of them. `exchanges` counts recorded exchanges by their outcome, `unjudged` the bodies
    that were not judged, by the reason.
    """

    contract_version: str
    contract_sha256: str
    findings: Findings
    files: int
    records: int
    judged_as: tuple[tuple[str, str], ...]
    not_run: Mapping[str, str]
    unchecked: Mapping[str, str]
    known: tuple[Found, ...] = ()
    removable: tuple["Entry", ...] = ()
    expired: tuple["Entry", ...] = ()
    examinations: tuple[tuple[str, "Examination"], ...] = ()
    fixed: Mapping[str, int] = {}
    contract: Contract | None = None
    empty: tuple[str, ...] = ()
    exchanges: Mapping[str, int] = {}
    unjudged: Mapping[str, int] = {}
    hindered: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report: no record, no finding, no server."""
        return not (self.records or self.findings or self.known or self.examinations)


class Totals(NamedTuple):
    """The number of findings of each rule, the most frequent first, and of each severity, and how many --fix could fix."""

    by_rule: dict[str, int]
    by_severity: Counter[Severity]
    fixable: int


def totals(report: Report) -> Totals:
    """Count the findings."""
    by_rule: Counter[str] = Counter()
    by_severity: Counter[Severity] = Counter()
    for (rule, severity), number in report.findings.tally.items():
        by_rule[rule] += number
        by_severity[severity] += number
    return Totals(dict(by_rule.most_common()), by_severity, report.findings.fixable)


def fails(report: Report, fail_on: Severity) -> bool:
    """Return whether there is a finding of at least this severity."""
    return any(severity >= fail_on for severity in totals(report).by_severity)


def outcome(report: Report, fail_on: Severity) -> int:
    """Return the exit code for the report."""
    if report.unchecked or report.is_empty:
        return FAILED
    return FOUND if fails(report, fail_on) else CLEAN


def merge(reports: Sequence[Report]) -> Report:
    """Merge the reports of several runs, at least one, into one."""
    return reports[0]._replace(
        findings=chained([report.findings for report in reports]),
        files=sum(report.files for report in reports),
        records=sum(report.records for report in reports),
        judged_as=tuple(dict.fromkeys(entry for report in reports for entry in report.judged_as)),
        not_run={rule: reason for report in reports for rule, reason in report.not_run.items()},
        unchecked={name: reason for report in reports for name, reason in report.unchecked.items()},
        hindered=tuple(dict.fromkeys(rule for report in reports for rule in report.hindered)),
        empty=tuple(dict.fromkeys(name for report in reports for name in report.empty)),
        examinations=tuple(entry for report in reports for entry in report.examinations),
        exchanges=sum((Counter(report.exchanges) for report in reports), Counter()),
        unjudged=sum((Counter(report.unjudged) for report in reports), Counter()),
    )
