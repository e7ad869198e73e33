"""An amount of money looks like pounds, where the feed wants pence.

Why: This feed counts money in pence or cents; the vendor's other interfaces count in pounds. A factor of 100 is noticed when
the invoice is out.

Fix: Multiply by 100 and send a whole number.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_type
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(limits: dict[str, int], value: Any, _context: Context) -> Iterator[Breach]:
    if not is_type("number", value):
        return
    if value % 1:
        yield Breach((), ("is ", (), ", not a whole number of pence or cents"), "multiply pounds by 100")
    elif 0 < value < limits["unlikely-below"]:
        yield Breach((), ("is ", (), " pence or cents, which is unlikely for a course"), "multiply pounds by 100")


def satisfy(limits: dict[str, int], value: float) -> float:
    whole = value if value % 1 == 0 else int(value)
    return limits["unlikely-below"] if 0 < whole < limits["unlikely-below"] else whole


def spoil(_limits: dict[str, int], value: float) -> float:
    return int(value) + 0.5


def spoil_else(_limits: dict[str, int], value: float) -> float:
    return int(value) - 0.5


def accept(limits: dict[str, int], of: ExpressionBuilder) -> str:
    value, least = of.value(), limits["unlikely-below"]
    return of.is_multiple(1) + (f" and not 0 < {value} < {least}" if least > 1 else "")


RULE = Rule(
    "looks-like-pounds",
    "x-minor-units",
    Rank.ADVICE,
    __doc__,
    check,
    satisfy,
    spoil,
    accept=accept,
    spoil_else=spoil_else,
)
