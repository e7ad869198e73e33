"""A field without a value is null in a record that was read.

Why: What the vendor says about types is about writing. What the server answers for a missing value is not published: many servers
write null, others leave the field out, and a program that has seen only one of them fails on the other.

Fix: Treat null and a missing field alike. If your server writes null, allow it in an overlay: `feedproof drift` writes one that
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


def accept(_true: bool, build: ExpressionBuilder) -> str:
    return f"{build.value()} is not None"


RULE = Rule("null-value", "x-not-null", Rank.NULL, __doc__, check, satisfy, spoil, accept=accept)
