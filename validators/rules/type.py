"""A value has another JSON type than the contract says.

Why: A number in quotes, a yes or no as text, or null for a field that is not set are read differently by every program; the
server refuses them or, worse, guesses.

Fix: Send the type that the contract names, and leave out a field that has no value.

With --fix: True and false as text, a number in quotes, and a whole number where text is wanted.
"""

from collections.abc import Iterator
from typing import Any

from ...spec.text import TYPES
from ..kinds import is_any
from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Rule
from ..respell import ENCODED_TWICE, holds_json, meant_value
from ..text.strict import MAX_INTEGER, encodes

_NAMES = TYPES | {"array": "an array"}
_OTHER: dict[str, Any] = {"integer": "7", "number": "7", "string": 7, "boolean": "True"}
_EMPTY: dict[str, Any] = {"integer": 1, "number": 1, "string": "text", "boolean": False,
          "array": [], "object": {}, "null": None}  # fmt: skip


def check(types: list[str], value: Any, context: Context) -> Iterator[Breach]:
    if not is_any(types, value):
        yield Breach((), ("is ", (), f", not {_named(types)}"), _hint(types, value, context))


def _named(types: list[str]) -> str:
    return " or ".join([_NAMES[name] for name in types])


def _hint(types: list[str], value: Any, context: Context) -> str:
    if (value is None or value == "") and types != ["object"]:
        return context.no_value
    if isinstance(value, str) and types == ["boolean"]:
        return "write true or false, without quotes"
    if isinstance(value, str) and is_any(types, meant_value(value)):
        return "remove the quotes"
    if holds_json(value) and not {"array", "object"}.isdisjoint(types):
        return ENCODED_TWICE
    if types == ["string"] and not isinstance(value, dict | list):
        return "put it in quotes"
    return f"write {_named(types)}"


def satisfy(types: list[str], value: Any) -> Any:
    return value if is_any(types, value) else _EMPTY[types[0]]


def spoil(types: list[str], _value: Any) -> Any:
    others = [*(_OTHER.get(name, "text") for name in types), []]
    return next((other for other in others if not is_any(types, other)), None)


def accept(types: list[str], build: ExpressionBuilder) -> str:
    return " or ".join(_ACCEPT[name].format(v=build.value(), encodes=build.bind(encodes)) for name in types)


_WHOLE = f"type({{v}}) is int and -{MAX_INTEGER} <= {{v}} <= {MAX_INTEGER}"
_ACCEPT = {"integer": _WHOLE, "number": f"{_WHOLE} or type({{v}}) is float and {{v}} - {{v}} == 0",
           "string": "type({v}) is str and ({v}.isascii() or {encodes}({v}))", "boolean": "{v} is True or {v} is False",
           "array": "type({v}) is list", "object": "type({v}) is dict", "null": "{v} is None"}  # fmt: skip


def fix(types: list[str], value: Any, _at: Path) -> Any:
    meant = meant_value(value)
    return meant if is_any(types, meant) else None


RULE = Rule("wrong-type", "type", Rank.TYPE, __doc__, check, satisfy, spoil, accept=accept, fix=fix)
