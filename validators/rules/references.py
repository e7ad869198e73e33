"""A value names a record that does not exist.

Why: The server refuses a record that belongs to nothing.

Fix: Send the id of an existing record; ids are compared letter by letter. The rule runs only where those ids are known.
"""

from collections.abc import Iterator
from typing import Any

from ..identity import id_text, marked, unmarked
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule

_STRANGE = "-unknown"


def check(collection: str, value: Any, context: Context) -> Iterator[Breach]:
    if (identity := id_text(value)) is not None and identity not in context.known.get(collection, {identity}):
        yield Breach((), ("is ", (), f", which is not in {collection}"), "send the id of an existing record")


def blocked(collection: str, context: Context) -> str:
    return "" if collection in context.known else f"the ids of {collection} are not known here"


def satisfy(_collection: str, value: Any) -> Any:
    """Undo what `spoil` does: only the caller knows which ids exist."""
    return unmarked(value, _STRANGE)


def spoil(_collection: str, value: Any) -> Any:
    return marked(value, _STRANGE)


def accept(collection: str, build: ExpressionBuilder) -> str:
    known = build.context.known.get(collection)
    return "True" if known is None else f"str({build.value()}) in {build.bind(known)}"


RULE = Rule(
    "unknown-reference", "x-references", Rank.RELATION, __doc__, check, satisfy, spoil, blocked=blocked, accept=accept
)
