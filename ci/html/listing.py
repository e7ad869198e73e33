"""The list of findings: the first ones as markup, and all of them packed for the script of the page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from heapq import nsmallest

from ...spec.contract import Contract
from ...validators.model import Finding
from ..excerpt import MARK, Lines, excerpts
from ..failure import Found, ServerFailure
from ..report import Report
from ..report_text import place
from .markup import Html, element

MOST = 20_000
"""Findings that a page holds at most, however well they pack."""
LONGEST = 1_000
"""Characters of a text that are kept; a payload can hold a name of any length."""


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding as the page shows it; the parts after the first four are not shown if they are empty."""

    severity: str
    rule: str
    message: str
    place: str
    excerpt: Lines = ()
    hint: str = ""
    fix: str = ""
    feed: str = ""
    record: str = ""
    pointer: str = ""
    evidence: str = ""
    contract: str = ""
    known: str = ""


NAMES = tuple(field.name for field in fields(ListedFinding))
_TITLES = {
    "excerpt": "In the payload",
    "hint": "What to do",
    "fix": "What --fix does",
    "feed": "Feed",
    "record": "Record",
    "pointer": "Pointer",
    "evidence": "Evidence",
    "contract": "In the contract",
    "known": "Known",
}
_CODE = {"pointer", "contract"}


def listed_findings(report: Report) -> list[ListedFinding]:
    """Return the new findings, the most severe first, and then the known ones; at most MOST of each."""
    new = _listed(report.findings, report.contract, "")
    return [*new, *_listed(report.known, report.contract, "by the baseline; it does not count")]


def _listed(found: Iterable[Found], contract: Contract | None, known: str) -> Iterator[ListedFinding]:
    """Yield the findings, the most severe first; of one severity, failures of servers come first."""
    worst = nsmallest(MOST, found, key=lambda each: (-each.severity, isinstance(each, Finding)))
    yield from (_listed_finding(*each, known) for each in zip(worst, excerpts(worst, contract), strict=True))


def _listed_finding(found: Found, excerpt: Lines, known: str) -> ListedFinding:
    message, where, hint = map(_cut, (found.message, place(found), found.hint))
    item = ListedFinding(str(found.severity), found.rule, message, where, excerpt, hint, known=known)
    if isinstance(found, ServerFailure):
        return item
    return replace(
        item,
        fix=_cut(found.fix.says if found.fix else ""),
        feed=found.feed,
        record=_record(found),
        pointer=_cut(found.pointer),
        evidence=_cut(f"{found.certainty}: {found.source}" if found.source else found.certainty),
        contract=_cut(found.contract),
    )


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}… ({len(text) - LONGEST:,} more characters; the JSON report has all)"


def _record(finding: Finding) -> str:
    """Return which record it is; its number counts from 1 here."""
    number = "" if finding.record is None else f"number {finding.record + 1:,}"
    own = f"id {finding.id}" if finding.id else ""
    return _cut(", ".join(part for part in (number, own) if part))


def entry(item: ListedFinding, *, blank: bool = False) -> Html:
    """Return a finding as an item of the list; a blank one has all parts, for the script to fill."""
    shown = (name for name in _TITLES if blank or getattr(item, name))
    facts = (_fact(name, getattr(item, name)) for name in shown)
    return element(
        "li",
        element(
            "details",
            element("summary", *_head(item)),
            element("dl", *facts),
            element("p", element("a", f"About {item.rule}", href=f"#rule-{item.rule}"), class_="about"),
        ),
        class_=f"finding {item.severity}",
    )


def _head(item: ListedFinding) -> Iterator[object]:
    yield element("span", item.severity, class_="severity", data_field="severity")
    yield " "
    yield element("code", item.rule, class_="rule", data_field="rule")
    yield " "
    yield element("span", item.message, class_="message", data_field="message")
    yield " "
    yield element("span", item.place, class_="place", data_field="place")


def _fact(name: str, value: str | Lines) -> Html:
    kind = "code" if name in _CODE else "span"
    inner = element(kind, value, data_field=name) if isinstance(value, str) else _excerpt(value)
    return element("div", element("dt", _TITLES[name]), element("dd", inner))


def _excerpt(lines: Lines) -> Html:
    """Return the lines of an excerpt as markup; the place is marked visually, and by its first character."""
    shown = (element("mark" if line.startswith(MARK) else "span", line) for line in lines)
    return element("pre", *shown, data_field="excerpt")


def first(entries: Iterable[ListedFinding], budget: int) -> list[Html]:
    """Return as many of the first entries as fit into `budget` bytes."""
    shown: list[Html] = []
    for each in entries:
        made = entry(each)
        budget -= len(made.encode())
        if budget < 0:
            break
        shown.append(made)
    return shown


def columns(entries: Sequence[ListedFinding]) -> dict[str, list[str | Lines]]:
    """Return the entries column by column, which compresses well: each name with the values of all entries."""
    return {name: [getattr(each, name) for each in entries] for name in NAMES}
