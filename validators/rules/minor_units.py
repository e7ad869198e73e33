"""An amount of money looks like pounds, where the feed expects pence.

Why: This feed counts money in pence or cents; the vendor's other interfaces count in pounds. A factor of 100 is noticed only
once the invoice is out. A fraction, and an amount that is small for a course, look like pounds. So do decimals in what is sent:
programs that count in pounds write 1250.00 for 1250 pounds.

Fix: Multiply by 100 and send a whole number, without decimals.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_type
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule

_HINT = "multiply pounds by 100"


def check(limits: dict[str, int], value: Any, context: Context) -> Iterator[Breach]:
    if not is_type("number", value) or value <= 0:
        return
    if value % 1:
        yield Breach((), ("is ", (), ", not a whole number of pence or cents"), _HINT)
    elif value < limits["unlikely-below"]:
        yield Breach((), ("is ", (), " pence or cents, which is unlikely for a course"), _HINT)
    elif isinstance(value, float) and not context.is_read:
        says = ("is ", (), ", a number with decimals; pence and cents have none")
        yield Breach((), says, f"{_HINT}, and write pence or cents without decimals")


def satisfy(limits: dict[str, int], value: float) -> int:
    return limits["unlikely-below"] if 0 < int(value) < limits["unlikely-below"] else int(value)


def spoil(_limits: dict[str, int], value: float) -> float:
    return int(value) + 0.5


def spoil_else(_limits: dict[str, int], value: float) -> float:
    return int(value) - 0.5


def accept(limits: dict[str, int], build: ExpressionBuilder) -> str:
    value, least = build.value(), limits["unlikely-below"]
    is_whole = build.is_multiple(1) if build.context.is_read else build.has_no_decimals()
    return is_whole + (f" and not 0 < {value} < {least}" if least > 1 else "")


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
