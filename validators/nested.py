"""Look for a record one or some levels deeper than where it should stand."""

from collections.abc import Callable, Iterator
from typing import Any

from .model import Path

_DEEPEST = 3
_MOST = 50
"""The most members of an object that are looked into."""


def find_nested(value: Any, is_record: Callable[[Any], bool], *, in_items: bool = False) -> list[Path]:
    """Return the paths to the records, or the lists of records, that a value holds at the first level which has some.

    `in_items`: a list is looked into as well; its first item stands for all of them.
    """
    level: list[tuple[Path, Any]] = [((), value)]
    for _ in range(_DEEPEST):
        level = [inner for place, outer in level for inner in _members(place, outer, in_items=in_items)]
        found = [place for place, inner in level if is_record(inner[0] if isinstance(inner, list) else inner)]
        if found:
            return found
    return []


def _members(place: Path, value: Any, *, in_items: bool) -> Iterator[tuple[Path, Any]]:
    """Yield the objects, and the lists that are not empty, that an object holds."""
    if in_items and isinstance(value, list):
        place, value = (*place, 0), value[0]
    members = list(value.items())[:_MOST] if isinstance(value, dict) else []
    yield from (((*place, name), inner) for name, inner in members if inner and isinstance(inner, dict | list))
