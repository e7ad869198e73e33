"""A date and time does not come after the one it has to follow.

Why: The vendor states these orders; a record that breaks one is refused. Equal is not after.

Fix: Correct the date that is wrong. Two times are compared only when both have an offset or both have none.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from ..model import Context, Fault, Rank, Rule
from ..moment import comparable, read, write

Pair = dict[str, str]
_STEP = timedelta(seconds=1)


def check(pair: Pair, value: Any, _context: Context) -> Iterator[Fault]:
    if not isinstance(value, dict):
        return
    early, late = read(value.get(pair["earlier"])), read(value.get(pair["later"]))
    if early and late and comparable(early, late) and late.key() <= early.key():
        says = ("is ", (pair["later"],), f", not after {pair['earlier']} ", (pair["earlier"],))
        yield Fault((pair["later"],), says, f"{pair['later']} must be after {pair['earlier']}")


def satisfy(pair: Pair, value: dict[str, Any]) -> dict[str, Any]:
    """Move the later date to one second after the earlier; at the end of time, the earlier one back."""
    if not any(check(pair, value, Context())):
        return value
    earlier, later = value[pair["earlier"]], value[pair["later"]]
    moment = read(earlier)
    clock = moment.clock.replace(microsecond=0) if moment else datetime.min
    if clock > datetime.max - timedelta(days=2):
        return value | {pair["earlier"]: write(clock - timedelta(days=2), like=earlier)}
    return value | {pair["later"]: write(clock + _STEP, like=later)}


def spoil(pair: Pair, value: dict[str, Any]) -> dict[str, Any]:
    """Make both dates the same."""
    return value | {pair["later"]: value[pair["earlier"]]}


RULE = Rule("dates-out-of-order", "x-before", Rank.BOUND, __doc__, check, satisfy, spoil, each=True)
