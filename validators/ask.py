"""Which keywords are to be asked at which places of a record: all of them. It takes no preparation, so it is for a few records."""

from collections.abc import Iterator
from typing import Any

from .model import Path
from .rules import rules
from .suspect import KINDS, Suspect


def everything(schema: dict[str, Any], record: Any) -> list[tuple[Suspect, Path]] | None:
    """Return each keyword of a flat schema with each place of the record that it judges; None where that cannot be told."""
    try:
        return list(_keywords(schema, record, ()))
    except (TypeError, RecursionError):
        return None


def _keywords(schema: dict[str, Any], value: Any, place: Path) -> Iterator[tuple[Suspect, Path]]:
    if type(value) not in KINDS:
        raise TypeError
    for keyword, rule in rules().items():
        if keyword in schema:
            for entry in schema[keyword] if rule.each else [schema[keyword]]:
                yield Suspect(rule, entry, schema), place
    for step, child, inner in _inside(schema, value):
        yield from _keywords(child, inner, (*place, step))


def _inside(schema: dict[str, Any], value: Any) -> Iterator[tuple[str | int, dict[str, Any], Any]]:
    """Yield each member and item that the schema knows: its name or index, its schema, its value."""
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from ((name, properties[name], member) for name, member in value.items() if name in properties)
    elif isinstance(value, list) and "items" in schema:
        yield from ((index, schema["items"], item) for index, item in enumerate(value))
