"""The report as people read it: one line for each finding, its hint, and a summary."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import click

from ...spec.errors import printable
from ...spec.text import counted
from ...validators.model import Severity
from ..baseline_notes import baseline_notes
from ..failure import Found, ServerFailure
from ..report import Report, totals
from ..report_text import checked, counts, empty, fixed, place
from ..view import View
from . import Reporter

if TYPE_CHECKING:
    from ..baseline_entry import Entry

_FILES = 5
"""Of a rule, about as many findings are shown as this number of files may show."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def lines(report: Report, view: View) -> Iterator[str]:
    """Yield the report as text; nothing if nothing was checked, and only what fails if the view is quiet."""
    if report.is_empty:
        return
    if view.quiet:
        yield from _files((each for each in report.findings if each.severity >= view.fail_on), view, {})
        return
    yield from _apart(
        _files(report.findings, view, report.findings.only_counted), _known(report, view), _summary(report, view)
    )


def _apart(*parts: Iterator[str]) -> Iterator[str]:
    """Yield the lines of each part, with an empty line between two parts that have some."""
    is_first = True
    for part in parts:
        for number, line in enumerate(part):
            if number == 0 and not is_first:
                yield ""
            is_first = False
            yield line


def _known(report: Report, view: View) -> Iterator[str]:
    if view.verbose and report.known:
        yield "known by the baseline:"
        yield from _files(report.known, view, {})


def _files(findings: Iterable[Found], view: View, only_counted: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Yield the findings by file; of a rule that fills the screen, the findings in further files are only counted.

    `only_counted` is the number of further findings of a rule in a file, which were not kept.
    """
    shown, further, files = Counter[str](), Counter[str](), Counter[str]()
    for path, same in groupby(findings, lambda found: found.path):
        full = {rule for rule, number in shown.items() if view.limit and number >= _FILES * view.limit}
        seen = Counter[str]()
        yield from _file(same, view, seen, full)
        seen.update({rule: only_counted.get((path, rule), 0) for rule in seen})
        yield from _more(path, view, seen, full)
        shown.update({rule: min(number, view.limit) for rule, number in seen.items()})
        further.update({rule: number for rule, number in seen.items() if rule in full})
        files.update(full & seen.keys())
    for rule, number in further.items():
        yield f"… and {number:,} more of {rule} in {counted(files[rule], 'other file')} (--max 0 shows all)"


def _file(findings: Iterable[Found], view: View, seen: Counter[str], full: Collection[str]) -> Iterator[str]:
    for finding in findings:
        seen[finding.rule] += 1
        if not view.limit or (finding.rule not in full and seen[finding.rule] <= view.limit):
            yield from _finding(finding, view)


def _more(path: str, view: View, seen: Counter[str], full: Collection[str]) -> Iterator[str]:
    for rule, number in seen.items():
        if view.limit and rule not in full and number > view.limit:
            yield f"{printable(path)}: … and {number - view.limit:,} more of {rule} (--max 0 shows all)"


def _finding(finding: Found, view: View) -> Iterator[str]:
    where = _style(printable(place(finding)), view, bold=True)
    severity = _style(str(finding.severity), view, fg=_COLOURS[finding.severity], bold=True)
    yield f"{where}  {severity}  {finding.rule}  {printable(finding.message)}"
    if finding.hint:
        yield _aside("hint", finding.hint, view)
    if view.verbose and not isinstance(finding, ServerFailure) and finding.source:
        yield _aside("source", f"{finding.source} ({finding.certainty})", view)


def _aside(word: str, text: str, view: View) -> str:
    return f"  {_style(f'{word}:', view, dim=True)} {printable(text)}"


def _summary(report: Report, view: View) -> Iterator[str]:
    if report.fixed:
        yield f"fixed {fixed(report)}"
    yield f"{checked(report)}: {_counts(report, view)}"
    if number := totals(report).fixable:
        yield f"{number:,} of these can be fixed by feedproof check --fix"
    yield from baseline_notes(report)
    yield from (f"{printable(name)} {what}" for name, what in empty(report))
    yield from (f"{printable(name)} could not be checked: {printable(why)}" for name, why in report.unchecked.items())
    for _, examination in report.examinations:
        yield from (f"  {printable(error)}" for error in examination.errors)
    if report.findings:
        yield "feedproof rules RULE says why, and how to fix it"
    if view.verbose:
        yield from (f"removable: {_entry(entry)}" for entry in report.removable)
        yield from (f"expired: {_entry(entry)}, on {entry.expires}" for entry in report.expired)
    told = report.not_run if view.verbose else view.asked.union(report.hindered)
    yield from (f"not run: {rule} ({reason})" for rule, reason in report.not_run.items() if rule in told)


def _entry(entry: "Entry") -> str:
    where = " ".join(
        part
        for part in (entry.fingerprint.feed, entry.fingerprint.id or entry.fingerprint.path, entry.fingerprint.pointer)
        if part
    )
    return f"{entry.fingerprint.rule} of {printable(where)}, {counted(entry.times, 'time')}"


def _counts(report: Report, view: View) -> str:
    found = [_style(number, view, fg=_COLOURS[severity]) for severity, number in counts(report)]
    return ", ".join(found) or _style("no findings", view, fg="green")


def _style(text: str, view: View, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
    return click.style(text, fg=fg, bold=bold, dim=dim) if view.colour else text


REPORTER = Reporter(lines, is_brief=True)
