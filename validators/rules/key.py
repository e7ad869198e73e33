"""A record has the id of another record.

Why: An id finds one record. Of two that share one, a program that reads the feed keeps one, and nobody chose which.

Fix: Send each record once. The rule holds the records of the lists and NDJSON files of a run against each other, so check
what was read at different times in runs of their own; a file with a single record is taken as a sample and left out.
"""

from collections.abc import Iterator
from typing import Any

from ..identity import id_text, marked, unmarked
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule

_AGAIN = "-again"


def check(name: str, record: Any, context: Context) -> Iterator[Breach]:
    value = id_text(record.get(name)) if context.taken and isinstance(record, dict) else None
    if value is not None and value in context.taken:
        says = ("is ", (name,), f", as in {context.taken[value]}")
        yield Breach(
            (name,), says, "send each record once; check what was read at different times in runs of their own"
        )


def blocked(_name: str, context: Context) -> str:
    return "" if context.taken or context.action != "read" else "the ids of other records are not known here"


def satisfy(name: str, record: dict[str, Any]) -> dict[str, Any]:
    """Undo what `spoil` does: which ids are taken, only the caller knows."""
    value = record.get(name)
    return record if value is None else record | {name: unmarked(value, _AGAIN)}


def spoil(name: str, record: dict[str, Any]) -> dict[str, Any]:
    return record | {name: marked(record[name], _AGAIN)}


def accept(name: str, of: ExpressionBuilder) -> str:
    return f"str({of.value(name)}) not in {of.bind(of.context.taken)}" if of.context.taken else "True"


RULE = Rule("repeated-id", "x-key", Rank.RELATION, __doc__, check, satisfy, spoil, blocked=blocked, accept=accept)
