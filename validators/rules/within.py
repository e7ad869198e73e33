"""An item of an array lies outside the dates of its record.

Why: A session before the course begins or after it ends is shown to nobody, or on the wrong day.

Fix: Correct the dates of the item, or those of the record.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Context, Fault, Rank, Rule
from ..moment import comparable, read

Entry = dict[str, Any]


def check(entry: Entry, value: Any, _context: Context) -> Iterator[Fault]:
    items = value.get(entry["items"]) if isinstance(value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield from _outside(entry, value, index, item)


def _outside(entry: Entry, value: dict[str, Any], index: int, item: dict[str, Any]) -> Iterator[Fault]:
    for name, bound, sign, word in zip(entry["item"], entry["span"], (1, -1), ("before", "after"), strict=True):
        own, limit = read(item.get(name)), read(value.get(bound))
        if own and limit and comparable(own, limit) and (own.key() < limit.key() if sign > 0 else own.key() > limit.key()):
            at = (entry["items"], index, name)
            yield Fault(at, ("is ", at, f", {word} {bound} ", (bound,)), "keep it within the dates of its record")


def satisfy(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Give every item that lies outside the dates of the record."""
    bad = {fault.at[1] for fault in check(entry, value, Context())}
    span = dict(zip(entry["item"], (value.get(name) for name in entry["span"]), strict=True))
    items = [item | span if index in bad else item for index, item in enumerate(value.get(entry["items"], []))]
    return value | {entry["items"]: items} if bad else value


def spoil(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Let one item begin a year before the record does."""
    begin = value[entry["span"][0]]
    item = {entry["item"][0]: f"{int(begin[:4]) - 1}{begin[4:8]}01{begin[10:]}", entry["item"][1]: begin}
    return value | {entry["items"]: [item]}


RULE = Rule("outside-its-record", "x-within", Rank.BOUND, __doc__, check, satisfy, spoil, each=True)
