"""Put a value somewhere into a payload, or give a field another name, without changing the payload."""

from typing import Any

from .model import ABSENT, Path, follow


def put(payload: Any, path: Path, value: Any) -> Any:
    """Return a copy of the payload with the value at the path; ABSENT takes the member away.

    Objects and arrays on the way that are not there are made.
    """
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        items = list(payload) if isinstance(payload, list | tuple) else []
        items[first : first + 1] = [put(items[first] if first < len(items) else None, rest, value)]
        return items
    members = dict(payload) if isinstance(payload, dict) else {}
    if not rest and value is ABSENT:
        members.pop(first, None)
    else:
        members[first] = put(members.get(first), rest, value) if rest else value
    return members


def rename(payload: Any, path: Path, name: str) -> Any:
    """Return a copy of the payload in which the field at the path has another name, and its place among the others."""
    *around, old = path
    members = follow(payload, tuple(around))
    return put(payload, tuple(around), {name if key == old else key: member for key, member in members.items()})
