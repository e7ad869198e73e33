"""The page: the verdict first, then findings in numbers, servers, the list, the rules, and what was not checked."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files
from string import Template

from ...spec.text import counted
from ...validators.model import Severity
from ..baseline_notes import baseline_notes
from ..codes import VERDICT
from ..examinations import all_not_run
from ..failure import Found, ServerFailure
from ..report import Report, outcome, totals
from ..report_text import checked
from ..rule_pages import explains, page
from ..version import VERSION
from ..view import View
from .charts import chart
from .listing import ListedFinding, entry, first, listed_findings
from .markup import Html, element, join, table, text
from .packing import pack
from .servers import server

MOST = 490_000
"""Bytes that a page has at most; what goes beyond is findings that it only counts."""
FIRST = 50
"""Findings that are there without the script."""
ROOM = 60_000
"""Bytes that they may take."""
LISTED = 100
"""Inputs that are listed by name when they could not be checked."""


def build(report: Report, view: View) -> str:
    """Return the HTML file, which loads nothing from outside."""
    style, script = _asset("report.css"), _asset("report.js")
    own = {"style": style, "script": script, "style_hash": _hash(style), "script_hash": _hash(script)}
    entries = listed_findings(report)
    parts = own | _parts(report, view, entries)
    packed, number = pack(entries, MOST - sum(len(part.encode()) for part in parts.values()))
    total = len(report.findings) + len(report.known)
    room = element("p", _room(number, total), class_="room") if number < total else ""
    return Template(_asset("report.html")).substitute(parts, packed=packed, room=room)


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


def _hash(source: str) -> str:
    """Return the hash of a style or script for the content security policy, which allows no other."""
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode()}"


def _parts(report: Report, view: View, entries: Sequence[ListedFinding]) -> dict[str, str]:
    word = VERDICT[outcome(report, view.fail_on)]
    return {
        "title": text(f"feedproof: {word}"),
        "verdict": _verdict(report, view, word),
        "numbers": join(_numbers(report)),
        "servers": _section("Servers", "servers", [server(*each) for each in report.examinations]),
        "findings": join(_findings(report, entries)),
        "rules": _section("Rules", "rules", [_rule(rule) for rule in _rules(report)]),
        "rest": join(_rest(report)),
        "blank": entry(ListedFinding("", "", "", ""), blank=True),
        "tool": text(f"feedproof {VERSION}, contract {report.contract_version} (sha256 {report.contract_sha256[:12]})"),
    }


_MEANS = {
    "failed": "There are findings to fix, so the gate failed.",
    "passed": "No finding fails the gate.",
    "incomplete": "Not everything could be checked, so the gate did not pass.",
}


def _verdict(report: Report, view: View, word: str) -> Html:
    day = f" on {view.day.isoformat()}" if view.day.year > 1 else ""
    return element(
        "header",
        element("h1", "feedproof: ", element("strong", word)),
        element("p", f"{_MEANS[word]} One {view.fail_on} is enough to fail it.", class_="means"),
        element("ul", *_tiles(report), class_="tiles"),
        element("p", f"Checked{day}: {checked(report)}."),
        *(element("p", f"{sentence}.") for sentence in baseline_notes(report)),
        element("nav", *_jumps(report), class_="jump", aria_label="On this page"),
        class_=f"verdict {word}",
    )


def _tiles(report: Report) -> Iterator[Html]:
    numbers = totals(report).by_severity
    for severity in reversed(Severity):
        yield _tile(numbers[severity], f"{severity}s", str(severity))
    yield _tile(len(report.known), "known", "quiet")
    if report.files or not report.examinations:
        yield _tile(report.files, "files", "quiet")
        yield _tile(report.records, "records", "quiet")
    if report.examinations:
        yield _tile(sum(len(each.operations) for _, each in report.examinations), "operations", "quiet")
    if report.unchecked:
        yield _tile(len(report.unchecked), "not checked", "warning")


def _jumps(report: Report) -> Iterator[Html]:
    """Yield a link to each section of the page."""
    there = {
        "numbers": ("In numbers", totals(report).by_rule),
        "servers": ("Servers", report.examinations),
        "findings": ("Findings", True),
        "rules": ("Rules", _rules(report)),
        "unchecked": ("Not checked", report.unchecked),
        "not-run": ("Not run", list(all_not_run(report))),
    }
    yield from (element("a", title, href=f"#{name}") for name, (title, some) in there.items() if some)


def _tile(number: int, name: str, kind: str) -> Html:
    called = name.removesuffix("s") if number == 1 else name
    return element("li", element("b", f"{number:,}"), " ", called, class_=kind if number else "zero")


def _section(title: str, name: str, parts: Sequence[object]) -> Html:
    if not parts:
        return Html()
    heading = element("h2", title, id=f"{name}-title")
    return element("section", heading, *parts, id=name, aria_labelledby=f"{name}-title")


def _numbers(report: Report) -> Iterator[Html]:
    if totals(report).by_rule:
        by_rule = chart("Findings by rule", report.findings, lambda each: each.rule, _link)
        by_feed = chart("Findings by feed", report.findings, _feed)
        yield _section("Findings in numbers", "numbers", [element("div", by_rule, by_feed, class_="charts")])


def _link(rule: str) -> Html:
    return element("a", rule, href=f"#rule-{rule}")


def _feed(each: Found) -> str:
    return "servers" if isinstance(each, ServerFailure) else each.feed or "feed not recognised"


def _findings(report: Report, entries: Sequence[ListedFinding]) -> Iterator[Html]:
    """Yield the first findings and the number of all; the script adds the known ones."""
    if not entries:
        yield element("p", "There are no findings.")
        return
    new = [each for each in entries if not each.known]
    shown = first(new[:FIRST], ROOM)
    yield element("p", _shown(len(shown), len(report.findings)), id="count", role="status")
    yield element("ol", *shown, id="list", data_size=FIRST)


def _shown(number: int, total: int) -> str:
    return counted(total, "finding") + (f", the first {number:,} shown" if number < total else "")


def _room(number: int, total: int) -> str:
    return f"This page shows {number:,} of {total:,} findings, the worst first; the counts include all."


def _rules(report: Report) -> list[str]:
    return sorted(totals(report).by_rule.keys() | {each.rule for each in report.known})


def _rule(rule: str) -> Html:
    paragraphs = (element("p", " ".join(part.split())) for part in page(rule).split("\n\n"))
    command = element("p", element("code", explains(rule)))
    return element("article", element("h3", rule), *paragraphs, command, id=f"rule-{rule}", tabindex="-1")


def _rest(report: Report) -> Iterator[Html]:
    names = list(report.unchecked.items())
    more = [(f"… and {len(names) - LISTED:,} more", "")] if len(names) > LISTED else []
    if names:
        rows = table("Inputs that could not be checked", ("Input", "Reason"), [*names[:LISTED], *more])
        yield _section("Not checked", "unchecked", [rows])
    if not_run := list(all_not_run(report)):
        yield _section("Not run", "not-run", [table("What was not run", ("What", "Reason"), not_run)])
