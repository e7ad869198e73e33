"""Find records that are nested one or more levels deeper than they should be."""

from collections.abc import Callable, Iterator
from typing import Any

from .model import Path

_DEEPEST = 3
_MOST = 50
"""How many members of an object are searched."""


def find_nested(value: Any, is_record: Callable[[Any], bool], *, in_items: bool = False) -> list[Path]:
    """Return the paths to the records, and the lists of records, in a value, at the first level that has any.

    `in_items`: lists are searched as well, but only in their first item, which stands for all.
    """
    level: list[tuple[Path, Any]] = [((), value)]
    for _ in range(_DEEPEST):
        level = [inner for place, outer in level for inner in _members(place, outer, in_items=in_items)]
        found = [place for place, inner in level if is_record(inner[0] if isinstance(inner, list) else inner)]
        if found:
            return found
    return []


def _members(place: Path, value: Any, *, in_items: bool) -> Iterator[tuple[Path, Any]]:
    """Yield the non-empty objects and lists that an object holds, with their paths."""
    if in_items and isinstance(value, list):
        place, value = (*place, 0), value[0]
    members = list(value.items())[:_MOST] if isinstance(value, dict) else []
    yield from (((*place, name), inner) for name, inner in members if inner and isinstance(inner, dict | list))
