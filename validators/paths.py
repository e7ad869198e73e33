"""Follow a path into a payload; set the value there, or rename the field, in a copy."""

from typing import Any

from .model import Path

ABSENT: Any = type("Absent", (), {"__repr__": lambda _self: "ABSENT"})()
"""What `satisfy` returns for a value that must not be there."""


def follow(value: Any, path: Path) -> Any:
    """Return the value at the path; None if there is none."""
    try:
        for part in path:
            value = value[part]
    except (KeyError, IndexError, TypeError):
        return None
    return value


def put(payload: Any, path: Path, value: Any) -> Any:
    """Return a copy of the payload with the value at the path; ABSENT removes the member.

    Missing objects and arrays on the way are created.
    """
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        items = list(payload) if isinstance(payload, list | tuple) else []
        old = items[first] if first < len(items) else None
        items[first : first + 1] = [put(old, rest, value)]  # appended if there is no such item
        return items
    members = dict(payload) if isinstance(payload, dict) else {}
    if not rest and value is ABSENT:
        members.pop(first, None)
    else:
        members[first] = put(members.get(first), rest, value) if rest else value
    return members


def rename(payload: Any, path: Path, name: str) -> Any:
    """Return a copy of the payload in which the field at the path is renamed, and keeps its position."""
    *around, old = path
    members = follow(payload, tuple(around))
    return put(payload, tuple(around), {name if key == old else key: member for key, member in members.items()})
