"""An item of an array lies outside the dates of its record.

Why: A session before the course begins or after it ends is shown to nobody, or on the wrong day.

Fix: Correct the dates of the item, or those of the record.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule
from ..moment import comparable, moment_of

Entry = dict[str, Any]


def check(entry: Entry, value: Any, _context: Context) -> Iterator[Breach]:
    items = value.get(entry["items"]) if isinstance(value, dict) else None
    if not isinstance(items, list) or _ends_first(entry, value):
        return
    for index, item in enumerate(items):
        if isinstance(item, dict):
            yield from _outside(entry, value, index, item)


def _ends_first(entry: Entry, value: dict[str, Any]) -> bool:
    """Return whether the record ends before it begins: that breaks another rule, and nothing can be within it."""
    begin, end = (moment_of(value.get(name)) for name in entry["span"])
    return bool(begin and end and comparable(begin, end) and end.key() < begin.key())


def _outside(entry: Entry, value: dict[str, Any], index: int, item: dict[str, Any]) -> Iterator[Breach]:
    for name, bound, sign, word in zip(entry["item"], entry["span"], (1, -1), ("before", "after"), strict=True):
        own, limit = moment_of(item.get(name)), moment_of(value.get(bound))
        if (
            own
            and limit
            and comparable(own, limit)
            and (own.key() < limit.key() if sign > 0 else own.key() > limit.key())
        ):
            at = (entry["items"], index, name)
            yield Breach(
                at, ("is ", at, f", {word} its record's {bound} ", (bound,)), "keep it within the dates of its record"
            )


def satisfy(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Set the dates of every item that is outside of the record to those of the record."""
    bad = {breach.at[1] for breach in check(entry, value, Context())}
    if not bad:
        return value
    span = dict(zip(entry["item"], (value.get(name) for name in entry["span"]), strict=True))
    items = [item | span if index in bad else item for index, item in enumerate(value[entry["items"]])]
    return value | {entry["items"]: items}


def spoil(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Replace the items by one that begins a year before the record."""
    begin = value[entry["span"][0]]
    item = {entry["item"][0]: f"{int(begin[:4]) - 1}{begin[4:8]}01{begin[10:]}", entry["item"][1]: begin}
    return value | {entry["items"]: [item]}


def accept(entry: Entry, build: ExpressionBuilder) -> str:
    (begin, end), (first, last) = (
        [build.moment(name) for name in entry["span"]],
        [build.moment(entry["items"], name) for name in entry["item"]],
    )
    after = f"{first} is None or {begin} is None or {first} >= {begin}"
    return f"({after}) and ({last} is None or {end} is None or {last} <= {end})"


RULE = Rule("outside-its-record", "x-within", Rank.RELATION, __doc__, check, satisfy, spoil, each=True, accept=accept)
