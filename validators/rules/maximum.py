"""A number is above the largest value that makes sense.

Why: The value cannot be what the field means; often two fields were swapped.

Fix: Check where the number comes from.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_type
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(limit: float, value: Any, _context: Context) -> Iterator[Breach]:
    if is_type("number", value) and value > limit:
        yield Breach((), ("is ", (), f", above {limit}"), f"send at most {limit}")


def satisfy(limit: float, value: float) -> float:
    return min(limit, value)


def spoil(limit: float, _value: float) -> float:
    return limit + 1


def accept(limit: float, build: ExpressionBuilder) -> str:
    return f"{build.value()} <= {limit!r}"


RULE = Rule("above-maximum", "maximum", Rank.BOUND, __doc__, check, satisfy, spoil, accept=accept)
