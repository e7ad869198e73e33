"""Which keywords are to be asked at which places of a record: all of them. It takes no preparation, so it is for a few records."""

from collections.abc import Iterator
from typing import Any

from .keyword import Keyword, keywords
from .model import Path
from .rules import rules

Asked = tuple[Keyword, Path, Any]
"""A keyword to ask, the place that it judges, and the value there."""
KINDS = frozenset({str, int, float, bool, type(None), dict, list})
"""What the values of a JSON text are."""


def everything(schema: dict[str, Any], record: Any) -> list[Asked] | None:
    """Return what to ask of a record: each keyword at each place that it judges; None where that cannot be told."""
    try:
        return list(_keywords(schema, record, ()))
    except (TypeError, RecursionError):
        return None


def _keywords(schema: dict[str, Any], value: Any, place: Path) -> Iterator[Asked]:
    if type(value) not in KINDS:
        raise TypeError
    for rule in map(rules().get, schema):
        if rule:
            yield from ((keyword, place, value) for keyword in keywords(schema, rule))
    for step, child, inner in _inside(schema, value):
        yield from _keywords(child, inner, (*place, step))


def _inside(schema: dict[str, Any], value: Any) -> Iterator[tuple[str | int, dict[str, Any], Any]]:
    """Yield each member and item that the schema knows: its name or index, its schema, its value."""
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from ((name, properties[name], member) for name, member in value.items() if name in properties)
    elif isinstance(value, list) and "items" in schema:
        yield from ((index, schema["items"], item) for index, item in enumerate(value))
