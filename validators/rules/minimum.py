"""A number is below the smallest value that makes sense.

Why: A negative price or count is a sign of a calculation that went wrong before the data was sent.

Fix: Send the right number, or leave out a field that has none.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_type
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(limit: float, value: Any, _context: Context) -> Iterator[Breach]:
    if is_type("number", value) and value < limit:
        yield Breach((), ("is ", (), f", below {limit}"), f"send at least {limit}")


def satisfy(limit: float, value: float) -> float:
    return max(limit, value)


def spoil(limit: float, _value: float) -> float:
    return limit - 1


def accept(limit: float, build: ExpressionBuilder) -> str:
    return f"{build.value()} >= {limit!r}"


RULE = Rule("below-minimum", "minimum", Rank.BOUND, __doc__, check, satisfy, spoil, accept=accept)
