"""Which field of a record may be meant by one that is missing: an alias of it, or one that is written alike."""

from typing import Any

from ..spec.nearest import nearest
from .engine import follow
from .keyword import schema_at
from .model import Path
from .show import show


def meant(schema: dict[str, Any], record: Any, place: Path) -> str:
    """Return the unlisted field that may be meant by the one at this place, as JSON; empty if that is there, or none is alike.

    `schema` is the flat schema of the record.
    """
    *way, name = place
    schema, record = schema_at(schema, way), follow(record, tuple(way))
    if name in record:
        return ""
    listed = schema.get("properties", {})
    unlisted = [field for field in record if field not in listed]
    aliases = listed.get(name, {}).get("x-aliases", [])
    found = next((field for field in unlisted if field in aliases), None) or nearest(str(name), unlisted)
    return show(found) if found else ""
