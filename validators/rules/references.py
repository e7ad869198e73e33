"""A value names a record that does not exist.

Why: The server refuses a record that belongs to nothing.

Fix: Send the id of an existing record; ids are compared letter by letter. The rule runs only where those ids are known.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Context, Fault, Rank, Rule


def check(collection: str, value: Any, context: Context) -> Iterator[Fault]:
    if isinstance(value, str) and value not in context.known.get(collection, {value}):
        yield Fault((), ("is ", (), f", which is not in {collection}"), "send the id of an existing record")


def blocked(collection: str, context: Context) -> str:
    return "" if collection in context.known else f"the ids of {collection} are not known here"


def satisfy(_collection: str, value: str) -> str:
    """Return the value: which ids exist, only the caller knows."""
    return value


def spoil(_collection: str, value: str) -> str:
    return f"{value}-unknown"


RULE = Rule("unknown-reference", "x-references", Rank.BOUND, __doc__, check, satisfy, spoil, blocked=blocked)
