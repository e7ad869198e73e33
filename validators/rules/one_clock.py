"""Some dates of a record have an offset and some have none.

Why: A time without an offset is a wall-clock time; without its zone, the order of the dates is unknown, and is not checked.

Fix: Write all of them the same way.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule
from ..moment import Moment, moment_of

Entry = dict[str, Any]


def _moments(entry: Entry, value: dict[str, Any]) -> dict[str, Moment]:
    found = ((name, moment_of(value.get(name))) for name in entry["fields"])
    return {name: moment for name, moment in found if moment}


def check(entry: Entry, value: Any, _context: Context) -> Iterator[Breach]:
    if not isinstance(value, dict):
        return
    moments = _moments(entry, value)
    odd = next((name for name in moments if moments[name].has_offset != moments[next(iter(moments))].has_offset), None)
    if odd:
        first = next(iter(moments))
        one, other = ("an", "none") if moments[odd].has_offset else ("no", "one")
        says = ("is ", (odd,), f" with {one} offset, and {first} ", (first,), f" has {other}")
        yield Breach((odd,), says, "write all dates with an offset, or none")


def satisfy(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Give every date an offset (Z) or none, like the first; `Moment.clock` stays the same."""
    moments = _moments(entry, value)
    if not moments:
        return value
    first = next(iter(moments.values()))
    suffix = "Z" if first.has_offset else ""
    changed = {
        name: moment.clock.isoformat(timespec="seconds") + suffix
        for name, moment in moments.items()
        if moment.has_offset != first.has_offset
    }
    return value | changed


def spoil(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Add an offset to the last date, or remove the one it has."""
    moments = _moments(entry, value)
    last = list(moments)[-1]
    suffix = "" if moments[last].has_offset else "Z"
    return value | {last: moments[last].clock.isoformat(timespec="seconds") + suffix}


def accept(entry: Entry, build: ExpressionBuilder) -> str:
    first, *others = (build.moment(name) for name in entry["fields"])
    text = "True"
    for later in reversed(range(len(others))):
        text = _alike(others[later], others[later + 1 :], text)
    return _alike(first, others, text)


def _alike(first: str, others: list[str], without: str) -> str:
    """Compare all others with the first; if that is absent, use the expression `without` it."""
    pairs = (f"({other} is None or ({other} - {first}).is_integer())" for other in others)
    return f"(({without}) if {first} is None else {' and '.join(pairs) or True})"


RULE = Rule("mixed-offsets", "x-one-clock", Rank.RELATION, __doc__, check, satisfy, spoil, each=True, accept=accept)
