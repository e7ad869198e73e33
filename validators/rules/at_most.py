"""A number is greater than the one that limits it.

Why: A minimum above its maximum, or more places free than there are, cannot be met; the stated ones are refused.

Fix: Correct the number that is wrong. Equal is allowed.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_type
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule

Pair = dict[str, str]


def check(pair: Pair, value: Any, _context: Context) -> Iterator[Breach]:
    if not isinstance(value, dict):
        return
    small: Any = value.get(pair["smaller"])
    large: Any = value.get(pair["larger"])
    if is_type("number", small) and is_type("number", large) and small > large:
        says = ("is ", (pair["smaller"],), f", above {pair['larger']} ", (pair["larger"],))
        yield Breach((pair["smaller"],), says, f"{pair['smaller']} may be at most {pair['larger']}")


def satisfy(pair: Pair, value: dict[str, Any]) -> dict[str, Any]:
    broken = any(check(pair, value, Context()))
    return value | {pair["smaller"]: value[pair["larger"]]} if broken else value


def spoil(pair: Pair, value: dict[str, Any]) -> dict[str, Any]:
    return value | {pair["smaller"]: value[pair["larger"]] + 1}


def spoil_else(pair: Pair, value: dict[str, Any]) -> dict[str, Any]:
    return value | {pair["smaller"]: value[pair["larger"]], pair["larger"]: value[pair["larger"]] - 1}


def accept(pair: Pair, build: ExpressionBuilder) -> str:
    small, large = build.value(pair["smaller"]), build.value(pair["larger"])
    return f"{small} is None or {large} is None or {small} <= {large}"


RULE = Rule(
    "numbers-out-of-order",
    "x-at-most",
    Rank.RELATION,
    __doc__,
    check,
    satisfy,
    spoil,
    each=True,
    accept=accept,
    spoil_else=spoil_else,
)
