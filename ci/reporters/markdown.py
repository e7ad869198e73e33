"""The report as Markdown, for a step summary or a comment: the verdict, counts by rule, and the findings, capped."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...spec.errors import printable
from ...validators.model import Severity
from ..baseline_notes import baseline_notes
from ..codes import VERDICT
from ..contract_report import verdict
from ..examinations import all_not_run
from ..failure import Found
from ..report import Report, outcome, totals
from ..report_text import checked, counts, fixed, place
from ..view import View
from . import Reporter

_SEVERITIES = tuple(reversed(Severity))


def lines(report: Report, view: View) -> Iterator[str]:
    """Yield the report; at most `limit` findings of a rule are listed, but the counts are of all."""
    yield f"## feedproof: {VERDICT[outcome(report, view.fail_on)]}"
    yield from ("", escaped(_summary(report)))
    yield from section("Rules", ("Rule", *(f"{severity}s" for severity in _SEVERITIES)), _rules(report))
    yield from _findings("Findings", report.findings, view)
    if view.verbose:
        yield from _findings("Known by the baseline", report.known, view)
    yield from section("Servers", ("Server", "Operations", "Requests", "Result"), _servers(report))
    yield from section("Not checked", ("Input", "Reason"), report.unchecked.items())
    yield from section("Not run", ("What", "Reason"), all_not_run(report))


def _summary(report: Report) -> str:
    numbers = ", ".join(number for _, number in counts(report)) or "no findings"
    fixes = [f"fixed {fixed(report)}"] if report.fixed else []
    fixes += (
        [f"{number:,} of these can be fixed by feedproof check --fix"] if (number := totals(report).fixable) else []
    )
    return ". ".join([f"{checked(report)}: {numbers}", *fixes, *baseline_notes(report)]) + "."


def _rules(report: Report) -> Iterator[Sequence[str]]:
    numbers = Counter((each.rule, each.severity) for each in report.findings)
    for rule in totals(report).by_rule:
        yield (rule, *(f"{numbers[rule, severity]:,}" for severity in _SEVERITIES))


def _findings(title: str, findings: Iterable[Found], view: View) -> Iterator[str]:
    rows: list[Sequence[str]] = []
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.rule] += 1
        if not view.limit or seen[finding.rule] <= view.limit:
            rows.append(_row(finding))
    yield from section(title, ("Where", "Severity", "Rule", "What", "Hint"), rows)
    over = {rule: number - view.limit for rule, number in seen.items() if view.limit and number > view.limit}
    if over:
        yield from ("", "Not listed: " + ", ".join(f"{number:,} more of {rule}" for rule, number in over.items()) + ".")


def _row(each: Found) -> Sequence[str]:
    return place(each), str(each.severity), each.rule, each.message, each.hint


def _servers(report: Report) -> Iterator[Sequence[str]]:
    for name, examination in report.examinations:
        yield name, f"{len(examination.operations):,}", f"{examination.requests:,}", verdict(examination)


def section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a heading and a table; nothing if the table has no rows."""
    shown = [_line(map(escaped, row)) for row in rows]
    if shown:
        yield from ("", f"### {title}", "", _line(head), _line("---" for _ in head), *shown)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


_MARKUP = re.compile(r"[\\`*_\[\]|~#!$]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}


def escaped(text: str) -> str:
    """Return the text with everything escaped that Markdown, HTML or a forge would interpret, such as a mention."""
    plain = _MARKUP.sub(r"\\\g<0>", printable(text))
    return "".join(_ENTITIES.get(character, character) for character in plain)


REPORTER = Reporter(lines)
