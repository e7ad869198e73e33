"""A field that has no value is null, where records are read.

Why: What the vendor says of types is about what is written. How the server answers where there is no value is not published; many
servers write null, others leave the field out, and a program that has only seen one of them stops at the other.

Fix: Take null and a missing field alike. Where your server writes null, let an overlay allow it: `feedproof drift` writes one that
names the fields in the argument of the keyword.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(_true: bool, value: Any, context: Context) -> Iterator[Breach]:
    if value is None:
        yield Breach((), ("is null",), context.no_value)


def satisfy(_true: bool, value: Any) -> Any:
    return value


def spoil(_true: bool, _value: Any) -> None:
    return None


def accept(_true: bool, of: ExpressionBuilder) -> str:
    return f"{of.value()} is not None"


RULE = Rule("null-value", "x-not-null", Rank.NULL, __doc__, check, satisfy, spoil, accept=accept)
