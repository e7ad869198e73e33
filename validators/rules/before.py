"""A date and time does not come after the one it has to follow.

Why: The vendor states these orders. Equal dates are neither before nor after; whether the server refuses them is not known.

Fix: Correct the date that is wrong. Two times are compared only when both have an offset or both have none.
"""

from collections.abc import Iterator
from datetime import MAXYEAR, datetime, timedelta
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule
from ..moment import comparable, moment_of, spell

Pair = dict[str, str]
_STEP = timedelta(seconds=1)
_LATEST = datetime(MAXYEAR, 12, 1)  # noqa: DTZ001 - moments have no zone; this one is early enough for any offset to be added


def check(pair: Pair, value: Any, _context: Context) -> Iterator[Breach]:
    if not isinstance(value, dict):
        return
    early, late = moment_of(value.get(pair["earlier"])), moment_of(value.get(pair["later"]))
    if early and late and comparable(early, late) and late.key() <= early.key():
        says = ("is ", (pair["later"],), f", not after {pair['earlier']} ", (pair["earlier"],))
        yield Breach((pair["later"],), says, f"{pair['later']} must be after {pair['earlier']}")


def satisfy(pair: Pair, value: dict[str, Any]) -> dict[str, Any]:
    """Move the later date to one second after the earlier one, which is first moved back if it is too late for that."""
    early = moment_of(value.get(pair["earlier"])) if any(check(pair, value, Context())) else None
    if early is None:
        return value
    earlier, later = value[pair["earlier"]], value[pair["later"]]
    if early.clock > _LATEST:
        earlier = spell(_LATEST, like=earlier)
    clock = min(early.clock.replace(microsecond=0), _LATEST)
    return value | {pair["earlier"]: earlier, pair["later"]: spell(clock + _STEP, like=later)}


def spoil(pair: Pair, value: dict[str, Any]) -> dict[str, Any]:
    """Set the earlier date to the later one."""
    return value | {pair["earlier"]: value[pair["later"]]}


def accept(pair: Pair, build: ExpressionBuilder) -> str:
    early, late = build.moment(pair["earlier"]), build.moment(pair["later"])
    return f"{early} is None or {late} is None or {early} < {late}"


RULE = Rule("dates-out-of-order", "x-before", Rank.RELATION, __doc__, check, satisfy, spoil, each=True, accept=accept)
