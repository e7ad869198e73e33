"""Ids and references of records, kept for the rules that compare records with each other."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from .identity import id_text
from .kinds import is_any

KEY = "x-key"
REFERENCES = "x-references"

Kind = tuple[str, str, bool]
"""Feed, action, and whether the record is alone in its document rather than one of a list."""


class Told(NamedTuple):
    """What consecutive records of one kind tell: the number of the first, and a row for each.

    Where one property is told, a row is its id as text, or True where that cannot be read; for several, a tuple with one for each.
    """

    kind: Kind
    first: int
    rows: list[Any]

    @property
    def end(self) -> int:
        """The number of the record behind them."""
        return self.first + len(self.rows)


def told(schema: Mapping[str, Any], action: str, feeds: Collection[str]) -> tuple[str, ...]:
    """Return the properties of a flat schema that are told: the key of what is read, and what references another feed."""
    properties = schema.get("properties", {})
    names = [schema[KEY]] if action == "read" and schema.get(KEY) in properties else []
    references = [name for name, child in properties.items() if child.get(REFERENCES) in feeds]
    return tuple(dict.fromkeys([*names, *references]))


def row(schema: Mapping[str, Any], names: tuple[str, ...], record: Any) -> Any:
    """Return the row of a record."""
    values = [_value(schema, name, record) for name in names]
    return tuple(values) if len(values) != 1 else True if values[0] is None else values[0]


def _value(schema: Mapping[str, Any], name: str, record: Any) -> Any:
    """Return the id that a property holds, as text; None where it is not of its type."""
    value = record.get(name) if isinstance(record, dict) else None
    types = schema["properties"][name].get("type", "string")
    return id_text(value) if is_any(types, value) else None
