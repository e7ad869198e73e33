"""Ids and references of records (primary and foreign keys), kept for the rules that compare records with each other."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from .identity import id_text
from .kinds import is_any

KEY = "x-key"
REFERENCES = "x-references"

Kind = tuple[str, str, bool]
"""The feed, the action, and whether the record is alone in its document, not one of a list."""


class KeyValues(NamedTuple):
    """The key values of consecutive records of one kind: the number of the first record, and a row for each.

    With one property, a row is its value as text, or True if that cannot be read; with several, it is a tuple of the values, with
    None for each that cannot be read.
    """

    kind: Kind
    first: int
    rows: list[Any]

    @property
    def end(self) -> int:
        """The number of the record after the last one."""
        return self.first + len(self.rows)


def key_fields(schema: Mapping[str, Any], action: str, feeds: Collection[str]) -> tuple[str, ...]:
    """Return the properties of a flat schema that hold key values: the id, for records that are read, and references to feeds."""
    properties = schema.get("properties", {})
    names = [schema[KEY]] if action == "read" and schema.get(KEY) in properties else []
    references = [name for name, child in properties.items() if child.get(REFERENCES) in feeds]
    return tuple(dict.fromkeys([*names, *references]))


def key_row(schema: Mapping[str, Any], names: tuple[str, ...], record: Any) -> Any:
    """Return the row of a record, with the values of these properties."""
    values = [_value(schema, name, record) for name in names]
    return tuple(values) if len(values) != 1 else True if values[0] is None else values[0]


def _value(schema: Mapping[str, Any], name: str, record: Any) -> Any:
    """Return the id that a property holds, as text; None if the value does not have the property's type."""
    value = record.get(name) if isinstance(record, dict) else None
    types = schema["properties"][name].get("type", ["string"])
    return id_text(value) if is_any(types, value) else None
