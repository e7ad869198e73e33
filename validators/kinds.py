"""The types and the equality of JSON Schema."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

_KINDS: dict[str, type] = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}

_NAMES = {int: "integer"} | {kind: name for name, kind in _KINDS.items()}


def kind_of(value: Any) -> str:
    """Return the narrowest type of JSON Schema that a JSON value has."""
    return _NAMES.get(type(value)) or ("integer" if value.is_integer() else "number")


def is_type(name: str, value: Any) -> bool:
    """Return whether a value is of a JSON Schema type; 1.0 is an integer, true is not, and infinity is not a number."""
    if name in _KINDS:
        return isinstance(value, _KINDS[name])
    if isinstance(value, float):
        return value.is_integer() if name == "integer" else isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def is_any(allowed: list[str], value: Any) -> bool:
    """Return whether a value is of one of the types."""
    for one in allowed:  # noqa: SIM110 - called for every value that is walked; a generator takes four times as long
        if is_type(one, value):
            return True
    return False


def is_listed(value: Any, listed: Iterable[Any]) -> bool:
    """Return whether a value is in a list, compared as in JSON: 1 equals 1.0 but not true, in arrays and objects too."""
    return any(_is_same(value, other) for other in listed)


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)
