"""Which values may be shown: the contract marks what is personal, and only here is that mark read.

A mark counts for all that is in the value. What the contract does not list may be anything, and who shows values of a document asks
whether they are public.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..spec.flat import Schema, Step, descend, places, schemas
from .model import Path

PERSONAL = "a personal value"
"""What is shown in the place of one."""


def is_marked(schema: Mapping[str, Any]) -> bool:
    """Say whether what a schema describes is itself marked as personal."""
    return bool(schema.get("x-personal"))


def is_personal(schema: Schema, path: Iterable[Step]) -> bool:
    """Say whether the place, or anything around it, is personal by a flat schema."""
    return any(map(is_marked, descend(schema, path)))


def holds_personal(schema: Schema) -> bool:
    """Say whether anything in a value of this flat schema, or all of it, is personal."""
    return any(map(is_marked, schemas(schema)))


def may_be_personal(schema: Schema, path: Iterable[Step]) -> bool:
    """Say whether the place, anything around it, or anything in it is personal by a flat schema."""
    *around, own = descend(schema, path)
    return any(map(is_marked, around)) or holds_personal(own)


def nameable(schema: Schema, path: Path) -> Path:
    """Return as much of a path as may be told: inside of what is personal, a name that the contract does not list may be, too."""
    way = descend(schema, path)
    named = (depth for depth, step in enumerate(path) if isinstance(step, str) and not way[depth + 1])
    return next((path[:depth] for depth in named if any(map(is_marked, way[: depth + 1]))), path)


def is_public(schema: Schema, path: Iterable[Step]) -> bool:
    """Say whether a flat schema lists the place, and says neither of it nor of anything around it that it is personal."""
    way = descend(schema, path)
    return bool(way[-1]) and not any(map(is_marked, way))


def public_names(schemas: Iterable[Schema]) -> set[str]:
    """Return the names whose values are public wherever they stand in these flat schemas."""
    found = [(path[-1], is_personal(schema, path)) for schema in schemas for path, _ in places(schema) if path]
    closed = {name for name, is_closed in found if is_closed}
    return {name for name, _ in found if isinstance(name, str)} - closed
