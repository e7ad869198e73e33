"""A number that counts things has a fraction.

Why: Half a place cannot be booked; the fraction comes from a division or a wrong column.

Fix: Send a whole number.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_type
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(unit: int, value: Any, _context: Context) -> Iterator[Breach]:
    if is_type("number", value) and value % unit:
        yield Breach(
            (),
            ("is ", (), ", not a whole number" if unit == 1 else f", not a multiple of {unit}"),
            "send a whole number",
        )


def satisfy(unit: int, value: float) -> float:
    return value if not value % unit else int(value // unit) * unit


def spoil(unit: int, value: float) -> float:
    return value + unit / 2


def spoil_else(unit: int, value: float) -> float:
    return value - unit / 2


def accept(unit: int, build: ExpressionBuilder) -> str:
    return build.is_multiple(unit) if isinstance(unit, int) else "False"


RULE = Rule(
    "fraction-of-a-whole",
    "multipleOf",
    Rank.BOUND,
    __doc__,
    check,
    satisfy,
    spoil,
    accept=accept,
    spoil_else=spoil_else,
)
