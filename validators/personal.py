"""Which values may be shown: the contract marks personal values, and only this module reads that mark.

A mark covers everything in the value. A field that the contract does not list may hold anything, so code that shows values of a
document asks `is_public`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..spec.flat import Schema, Step, descend, places, schemas
from .model import Path

PERSONAL = "a personal value"
"""Shown instead of a personal value."""


def is_marked(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema itself is marked as personal."""
    return bool(schema.get("x-personal"))


def is_personal(schema: Schema, path: Iterable[Step]) -> bool:
    """Return whether a flat schema marks a place, or anything around it, as personal."""
    return any(map(is_marked, descend(schema, path)))


def holds_personal(schema: Schema) -> bool:
    """Return whether a flat schema marks the value, or anything in it, as personal."""
    return any(map(is_marked, schemas(schema)))


def may_be_personal(schema: Schema, path: Iterable[Step]) -> bool:
    """Return whether a flat schema marks a place, anything around it, or anything in it as personal."""
    *around, own = descend(schema, path)
    return any(map(is_marked, around)) or holds_personal(own)


def nameable(schema: Schema, path: Path) -> Path:
    """Return as much of a path as may be shown: in a personal value, a name that is not listed may be personal, too."""
    way = descend(schema, path)
    named = (depth for depth, step in enumerate(path) if isinstance(step, str) and not way[depth + 1])
    return next((path[:depth] for depth in named if any(map(is_marked, way[: depth + 1]))), path)


def is_public(schema: Schema, path: Iterable[Step]) -> bool:
    """Return whether a flat schema lists a place, and marks neither it nor anything around it as personal."""
    way = descend(schema, path)
    return bool(way[-1]) and not any(map(is_marked, way))


def public_names(schemas: Iterable[Schema]) -> set[str]:
    """Return the names of fields that are public wherever they occur in these flat schemas."""
    found = [(path[-1], is_personal(schema, path)) for schema in schemas for path, _ in places(schema) if path]
    personal = {name for name, marked in found if marked}
    return {name for name, _ in found if isinstance(name, str)} - personal
