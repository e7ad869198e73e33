"""A text is longer than the field allows.

Why: The server refuses the record, or silently cuts the text.

Fix: Shorten the text. Characters are counted as Unicode code points; the vendor does not say how it counts.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(limit: int, value: Any, _context: Context) -> Iterator[Breach]:
    if isinstance(value, str) and len(value) > limit:
        yield Breach(
            (), (f"has {len(value)} characters, not at most {limit}: ", ()), f"shorten it to {limit} characters"
        )


def satisfy(limit: int, value: str) -> str:
    return value[:limit]


def spoil(limit: int, value: str) -> str:
    return (value or "x").ljust(limit + 1, "x")


def accept(limit: int, build: ExpressionBuilder) -> str:
    return f"len({build.value()}) <= {limit}"


RULE = Rule("too-long", "maxLength", Rank.BOUND, __doc__, check, satisfy, spoil, accept=accept)
