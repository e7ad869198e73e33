"""Messages for each kind of error that a JSON Schema finds; the `description` in the schema says what is expected."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .errors import printable
from .nearest import did_you_mean
from .text import TYPES

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_LONGEST = 160

_KINDS: dict[str, Callable[[Any, Any], str]] = {
    "type": lambda value, kind: f"{_shown(value)} is not {' or '.join(TYPES[name] for name in sorted(kind.types))}",
    "enum": lambda value, kind: unlisted(value, kind.options),
    "const": lambda value, kind: f"{_shown(value)} is not {_shown(kind.expected_value)}",
    "pattern": lambda value, _: f"{_shown(value)} is not right",
    "minimum": lambda value, kind: f"{_shown(value)} is below {_shown(kind.limit)}",
    "maximum": lambda value, kind: f"{_shown(value)} is above {_shown(kind.limit)}",
    "exclusiveMinimum": lambda value, kind: f"{_shown(value)} is not above {_shown(kind.limit)}",
    "exclusiveMaximum": lambda value, kind: f"{_shown(value)} is not below {_shown(kind.limit)}",
    "multipleOf": lambda value, kind: f"{_shown(value)} is not a multiple of {_shown(kind.multiple_of)}",
    "uniqueItems": lambda value, _: f"{_shown(_again(value))} occurs here twice",
    "not": lambda value, kind: kind.schema.get("description", f"{_shown(value)} is not allowed here"),
}
"""How a value and the kind of its error are put; of other kinds, the library's own words are as good."""


def words(error: "ValidationError", schema: dict[str, Any]) -> str:
    """Return in words what is wrong, and what to write instead if the schema says so."""
    name, owner = error.kind.name, schema_around(schema, error.schema_path)
    if name == "oneOf" and isinstance(error.instance, dict):
        return _chosen(error.instance, owner["oneOf"])
    said = _KINDS[name](error.instance, error.kind) if name in _KINDS else _cut(error.message)
    return printable(said if name == "enum" else f"{said}{_write(owner)}")


def missing(name: str, schema: dict[str, Any], path: Iterable[str | int]) -> str:
    """Return in words that an object lacks a member."""
    member = schema_around(schema, path).get("properties", {}).get(name, {})
    return printable(f"{name!r} is missing{_write(_followed(schema, member))}")


def unexpected(name: str, schema: dict[str, Any], path: Iterable[str | int]) -> str:
    """Return in words that an object has an unknown member, and which one may be meant, or which members there are."""
    owner = schema_around(schema, path)
    known = owner.get("properties", {})
    listed = f"; known: {', '.join(known)}" if known else ""
    return printable(f"{name!r} is not known here{did_you_mean(name, known) or listed or _write(owner)}")


def _chosen(value: Any, each_requires: list[dict[str, Any]]) -> str:
    """Return in words which members an object has, if a `oneOf` requires one of several."""
    choices = [name for each in each_requires for name in each["required"]]
    has = " and ".join(name for name in choices if name in value) or f"none of {', '.join(choices)}"
    return printable(f"has {has}; write one of them")


def unlisted(value: Any, listed: list[Any]) -> str:
    """Return in words that a value is not one of the listed ones, and which one may be meant."""
    said = [option if isinstance(option, str) else json.dumps(option) for option in listed]
    near = did_you_mean(value, said) if isinstance(value, str) else ""
    return printable(f"{_shown(value)} is not one of {', '.join(said)}{near}")


def such_as(described: dict[str, Any], written: Callable[[Any], str]) -> str:
    """Return what to write instead, if the schema has an example."""
    return f"; write, say, {written(described['examples'][0])}" if "examples" in described else ""


def schema_around(schema: dict[str, Any], path: Iterable[str | int]) -> dict[str, Any]:
    """Return the schema that a keyword is in; an empty one if it is in another document."""
    node: Any = schema
    for part in list(path)[:-1]:
        if not (part in node if isinstance(node, dict) else isinstance(part, int) and part < len(node)):
            return {}
        node = node[part]
    return node if isinstance(node, dict) else {}


def _followed(schema: dict[str, Any], member: dict[str, Any]) -> dict[str, Any]:
    """Return what the `$ref` of a member leads to, or the member."""
    return schema_around(schema, [*member["$ref"].split("/")[1:], ""]) if "$ref" in member else member


def _write(schema: dict[str, Any]) -> str:
    return f"; write {schema['description']}" if "description" in schema else ""


def _again(values: list[Any]) -> Any:
    """Return the first value that a list has twice; true is not 1 here."""
    texts = [json.dumps(value, sort_keys=True) for value in values]
    return next((value for index, value in enumerate(values) if texts[index] in texts[:index]), values[-1])


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else "this value"


def _cut(message: str) -> str:
    """Return the message; where it begins with a value that is long, without that."""
    try:
        _, end = json.JSONDecoder().raw_decode(message)
    except ValueError:  # it begins with words
        return message
    return message if end < _LONGEST else f"this value{message[end:]}"
