"""Drift in words, for people: feed by feed, what the contract has and what the data have."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from textwrap import wrap

from ..validators.drift import Difference, Verdict
from .drift_report import Drift, Part
from .table import table
from .terminal import printable
from .words import counted

HEADS = {
    Verdict.CONTRACT: "The contract is not sure of these, and they are otherwise here:",
    Verdict.RARE: "So few have these that they are rather at fault; feedproof check says where:",
    Verdict.STATED: "The vendor states these, so the data are rather at fault; feedproof check says where:",
}
_COLUMNS = ("field", "the contract has", "the data have", "in", "certainty")
_WIDE = 26
_PAGE = 80


def lines(drift: Drift, *, is_verbose: bool = False) -> Iterator[str]:
    """Yield the lines of the report."""
    for part in drift.parts:
        yield from (*_part(part, is_verbose=is_verbose), "")
    yield summary(drift)


def summary(drift: Drift) -> str:
    """Return how much was seen, and how much of it is otherwise."""
    seen = f"{counted(drift.files, 'file')}, {counted(drift.records, 'record')}"
    numbers = [(sum(one.verdict is verdict for one in drift.differences), _WORDS[verdict]) for verdict in Verdict]
    told = ", ".join(f"{number:,} {words}" for number, words in numbers if number)
    return (
        f"{seen}: {counted(len(drift.differences), 'difference') if told else 'no drift'}{f' ({told})' if told else ''}"
    )


_WORDS = {Verdict.CONTRACT: "of the contract", Verdict.RARE: "rare", Verdict.STATED: "against what is stated"}


def _part(part: Part, *, is_verbose: bool) -> Iterator[str]:
    seen = part.seen
    yield f"{seen.feed} ({seen.operation}): {counted(seen.records, 'record')}"
    by_verdict = sorted(part.differences, key=lambda one: list(Verdict).index(one.verdict))
    for verdict, group in groupby(by_verdict, key=attrgetter("verdict")):
        yield from ("", f"  {HEADS[verdict]}", "", *_table(list(group), is_verbose=is_verbose))
    if part.never_seen:
        unseen = f"never seen: {', '.join(part.never_seen)}"
        yield from ("", *wrap(unseen, _PAGE, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False))


def _table(differences: list[Difference], *, is_verbose: bool) -> Iterator[str]:
    rows = [_row(difference) for difference in differences]
    head, *lines = table(_COLUMNS, rows, indent="    ")
    yield head
    for line, difference in zip(lines, differences, strict=True):
        yield line
        if difference.why_not:
            yield f"      left to you: {difference.why_not}"
        if is_verbose:
            yield from (f"      {printable(difference.contract)}", f"      {printable(difference.source)}")


def _row(one: Difference) -> tuple[str, ...]:
    return (
        *(_cut(printable(text)) for text in (one.place, one.says, one.shows)),
        f"{one.count:,} of {one.of:,}",
        one.certainty,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}…"
