"""A text is shorter than the field takes, mostly empty.

Why: An empty id names nothing.

Fix: Send a value, or leave out a field that has none.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Context, Fault, Rank, Rule


def check(limit: int, value: Any, _context: Context) -> Iterator[Fault]:
    if isinstance(value, str) and len(value) < limit:
        yield Fault((), (f"has {len(value)} characters, not at least {limit}",), "leave the field out when it has no value")


def satisfy(limit: int, value: str) -> str:
    return value.ljust(limit, "x")


def spoil(limit: int, value: str) -> str:
    return value[: limit - 1]


RULE = Rule("too-short", "minLength", Rank.BOUND, __doc__, check, satisfy, spoil, native=True)
