"""A number is not above its lower bound: a count of places, say, is not positive.

Why: The vendor says that the number must be positive; zero is not.

Fix: Send a number above the bound, or leave out an optional field that has none.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_type
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(limit: float, value: Any, _context: Context) -> Iterator[Breach]:
    if is_type("number", value) and value <= limit:
        yield Breach((), ("is ", (), f", not above {limit}"), f"send a number above {limit}")


def satisfy(limit: float, value: float) -> float:
    return value if value > limit else limit + 1


def spoil(limit: float, _value: float) -> float:
    return limit


def accept(limit: float, build: ExpressionBuilder) -> str:
    return f"{build.value()} > {limit!r}"


RULE = Rule("not-positive", "exclusiveMinimum", Rank.BOUND, __doc__, check, satisfy, spoil, accept=accept)
