"""A value is of another JSON type than the contract says.

Why: A number in quotes, a yes or no as text, or null for a field that is not set are read differently by every program; the
server refuses them or, worse, guesses.

Fix: Send the type that the contract names, and leave out a field that has no value.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Context, Fault, Rank, Rule

_NAMES = {"integer": "a whole number", "number": "a number", "string": "text", "boolean": "true or false",
          "array": "an array", "object": "an object", "null": "null"}  # fmt: skip
_OTHER: dict[str, Any] = {"integer": "7", "number": "7", "string": 7, "boolean": "True", "array": "text", "object": "text"}
_EMPTY: dict[str, Any] = {"integer": 1, "number": 1, "string": "text", "boolean": False, "array": [], "object": {}, "null": None}


def check(allowed: str | list[str], value: Any, _context: Context) -> Iterator[Fault]:
    types = [allowed] if isinstance(allowed, str) else allowed
    if not any(is_type(name, value) for name in types):
        wanted = " or ".join(_NAMES[name] for name in types)
        yield Fault((), ("is ", (), f", not {wanted}"), _hint(types, value))


def _hint(types: list[str], value: Any) -> str:
    if value is None:
        return "leave the field out when it has no value"
    if isinstance(value, str) and not {"string", "array", "object"} & set(types):
        return "take the quotes away"
    if types == ["string"] and not isinstance(value, dict | list):
        return "put it in quotes"
    return f"write {' or '.join(_NAMES[name] for name in types)}"


def is_type(name: str, value: Any) -> bool:
    """Say whether a value is of a JSON Schema type; 1.0 is an integer, true is not."""
    if name in {"integer", "number"}:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (name == "number" or value == int(value))
    kinds = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}
    return isinstance(value, kinds[name])


def satisfy(allowed: str | list[str], value: Any) -> Any:
    types = [allowed] if isinstance(allowed, str) else allowed
    return value if any(is_type(name, value) for name in types) else _EMPTY[types[0]]


def spoil(allowed: str | list[str], _value: Any) -> Any:
    types = [allowed] if isinstance(allowed, str) else allowed
    return next((_OTHER[name] for name in types if not any(is_type(other, _OTHER[name]) for other in types)), None)


RULE = Rule("wrong-type", "type", Rank.TYPE, __doc__, check, satisfy, spoil, native=True)
