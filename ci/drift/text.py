"""The report of feedproof drift as text: feed by feed, what the contract says and what the data show."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from textwrap import wrap

from ...spec.errors import printable
from ...spec.text import counted, shortened
from ...validators.drift import Difference, Verdict
from ...validators.drift.fields import NAME
from ..table import table
from .report import Drift, FeedDrift

HEADS = {
    Verdict.CONTRACT: "The contract is not certain of these, and the data differ:",
    Verdict.RARE: "So few records differ here that they are more likely at fault; feedproof check says where:",
    Verdict.STATED: "The vendor states these, so the data are more likely at fault; feedproof check says where:",
}
_COLUMNS = ("field", "the contract has", "the data have", "in", "certainty")
_WORDS = {Verdict.CONTRACT: "from the contract", Verdict.RARE: "rare", Verdict.STATED: "from what is stated"}
_SAME = "this name"
_INDENT = "    "
_BELOW = "      "
_PAGE = 80
_NARROW = 19
_MOST = 50
_OUTLINED = {"unreadable-text", "unusual-date-spelling"}
"""Kinds of which the data show how texts are spelt."""


def lines(drift: Drift, *, is_verbose: bool = False) -> Iterator[str]:
    """Yield the lines of the report."""
    for part in drift.parts:
        yield from (*_part(part, is_verbose=is_verbose), "")
    yield summary(drift)


def summary(drift: Drift) -> str:
    """Return in words how much was observed, and how much of it differs."""
    seen = f"{counted(drift.files, 'file')}, {counted(drift.records, 'record')}"
    counts = Counter(one.verdict for one in drift.differences)
    if not counts:
        return f"{seen}: no drift"
    all_of_them = counted(counts.total(), "difference")
    if len(counts) == 1:
        return f"{seen}: {all_of_them} {_WORDS[next(iter(counts))]}"
    return f"{seen}: {all_of_them}, {', '.join(f'{counts[one]:,} {_WORDS[one]}' for one in Verdict if counts[one])}"


def _part(part: FeedDrift, *, is_verbose: bool) -> Iterator[str]:
    seen = part.seen
    yield f"{seen.feed} ({seen.operation}): {counted(seen.records, 'record')}"
    by_verdict = sorted(part.differences, key=lambda one: list(Verdict).index(one.verdict))
    for verdict, group in groupby(by_verdict, key=attrgetter("verdict")):
        yield from ("", f"  {HEADS[verdict]}", "", *_table(list(group), is_verbose=is_verbose))
    if part.never_seen:
        unseen = f"never seen: {', '.join(part.never_seen)}"
        yield from ("", *wrap(unseen, _PAGE, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False))


def _table(differences: list[Difference], *, is_verbose: bool) -> Iterator[str]:
    shown = differences[:_MOST]
    whole = [_row(one) for one in shown]
    cut = _cut(whole)
    head, *rows = table(_COLUMNS, cut, indent=_INDENT)
    yield head
    for row, one, cells, short in zip(rows, shown, whole, cut, strict=True):
        yield row
        if cells != short:
            line = f"{cells[0]}: {cells[1]}; {cells[2]}"
            yield from wrap(line, _PAGE, initial_indent=_BELOW, subsequent_indent=_BELOW, break_on_hyphens=False)
        if one.why_not:
            yield f"{_BELOW}left to you: {one.why_not}"
        if is_verbose:
            yield from (f"{_BELOW}{printable(text)}" for text in (one.contract, one.source))
    if any(one.kind in _OUTLINED for one in shown):
        yield f"{_INDENT}(9 is any digit, a any letter)"
    if len(differences) > _MOST:
        yield f"{_INDENT}… and {len(differences) - _MOST:,} more; --format json has all"


def _row(one: Difference) -> tuple[str, ...]:
    return (
        printable(one.place),
        _SAME if one.kind == NAME else printable(one.says),
        printable(one.shows),
        f"{one.count:,} of {one.of:,}",
        one.certainty,
    )


def _cut(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Shorten the cells of the middle columns so that the table fits on a page, as long as enough of them can be read."""
    place, says, shows, times, certainty = (max(map(len, column)) for column in zip(_COLUMNS, *rows, strict=True))
    room = _PAGE - len(_INDENT) - 2 * (len(_COLUMNS) - 1) - min(place, _PAGE // 3) - times - certainty
    if says + shows <= room:
        return rows
    wide = max(_NARROW, room // 2, room - min(says, shows))
    return [
        (shortened(own, _PAGE // 3), shortened(has, wide), shortened(have, wide), *rest)
        for own, has, have, *rest in rows
    ]
