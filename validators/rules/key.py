"""A record has the id of another record.

Why: An id identifies one record. If two share it, a program that reads the feed keeps one of them, and nobody chose which.

Fix: Send each record once. The rule compares the records of all lists and NDJSON files of a run, so check data from different times
in separate runs; a file with a single record counts as a sample and is left out.
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
        yield Breach((name,), says, "send each record once; check data from different times in separate runs")


def blocked(_name: str, context: Context) -> str:
    return "" if context.taken or context.action != "read" else "the ids of other records are not known here"


def satisfy(name: str, record: dict[str, Any]) -> dict[str, Any]:
    """Undo what `spoil` does: only the caller knows which ids are taken."""
    value = record.get(name)
    return record if value is None else record | {name: unmarked(value, _AGAIN)}


def spoil(name: str, record: dict[str, Any]) -> dict[str, Any]:
    return record | {name: marked(record[name], _AGAIN)}


def accept(name: str, build: ExpressionBuilder) -> str:
    return f"str({build.value(name)}) not in {build.bind(build.context.taken)}" if build.context.taken else "True"


RULE = Rule("repeated-id", "x-key", Rank.RELATION, __doc__, check, satisfy, spoil, blocked=blocked, accept=accept)
