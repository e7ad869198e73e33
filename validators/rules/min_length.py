"""A text is shorter than the field allows, usually empty.

Why: An empty id identifies nothing.

Fix: Send a value, or leave out a field that has none.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(limit: int, value: Any, context: Context) -> Iterator[Breach]:
    if isinstance(value, str) and len(value) < limit:
        says = f"has {len(value)} characters, not at least {limit}" if value else "is empty"
        yield Breach((), (says,), context.no_value)


def satisfy(limit: int, value: str) -> str:
    return value.ljust(limit, "x")


def spoil(limit: int, value: str) -> str:
    return value[: limit - 1]


def accept(limit: int, build: ExpressionBuilder) -> str:
    return f"len({build.value()}) >= {limit}"


RULE = Rule("too-short", "minLength", Rank.BOUND, __doc__, check, satisfy, spoil, accept=accept)
