"""Say in one line each how a value breaks a JSON Schema."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .errors import printable
from .nearest import did_you_mean
from .pointer import join

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

Issue = tuple[str, str]
"""A JSON Pointer into a document, and what is wrong there; a `Problem` says the line, too."""

Names = Mapping[str, Collection[Any]]
"""For each `format` of a schema, the texts that are known."""

_LONGEST = 160


def reader(schema: dict[str, Any], formats: Iterable[str] = ()) -> "Draft202012Validator":
    """Return a schema as `conform` takes it. It serves any names: each text of these formats is told, and looked up then."""
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(schema, formats=dict.fromkeys(formats, _tell), validate_formats=True)


def _tell(_text: str) -> bool:
    return False


def conform(schema: "Draft202012Validator", value: Any, at: str, names: Names | None = None) -> Iterator[Issue]:
    """Yield the first issue at each place of the value; `at` is the pointer to the value. Each format has its names."""
    issues: dict[str, str] = {}
    try:
        for error in schema.iter_errors(value):
            place, message = _issue(error, names or {})
            if message:
                issues.setdefault(join(at, *place), message)
    except ValueError as error:  # a document that was made, not read, may have what no JSON has
        issues = {at: f"is no JSON: {error}"}
    yield from issues.items()


def _issue(error: "ValidationError", names: Names) -> tuple[list[str | int], str]:
    """Return the path to what is wrong, to a member where its name is, and what is wrong; nothing of a name that is known."""
    from jsonschema_rs import ValidationErrorKind as Kind  # it is loaded by now

    kind = error.kind
    if isinstance(kind, Kind.AnyOf):  # the one that was meant is the one that was followed deepest
        return _issue(max((errors[0] for errors in kind.context), key=lambda each: len(each.instance_path)), names)
    if isinstance(kind, Kind.PropertyNames):
        return [*error.instance_path, str(kind.error.instance)], _issue(kind.error, names)[1]
    if isinstance(kind, Kind.Format) and kind.format in names:
        return error.instance_path, _unknown(kind.format, str(error.instance), names[kind.format])
    if isinstance(kind, Kind.Enum):
        return error.instance_path, unlisted(error.instance, kind.options)
    if isinstance(kind, Kind.Required):
        return error.instance_path, f"{kind.property!r} is a required property"
    return error.instance_path, printable(_cut(error.message))


def _unknown(word: str, text: str, known: Collection[Any]) -> str:
    """Say that a name is not known, or nothing. Of the text of a source, the name is what stands up to the colon."""
    name = text.partition(":")[0] if word == "source" else text
    return "" if name in known else f"{name!r} is no {word} that is known here{did_you_mean(name, map(str, known))}"


def unlisted(value: Any, listed: list[Any]) -> str:
    """Say that a value is not one of those that are listed, and which it may be meant to be."""
    said = [option if isinstance(option, str) else json.dumps(option) for option in listed]
    near = did_you_mean(value, said) if isinstance(value, str) else ""
    return printable(_cut(f"{json.dumps(value, ensure_ascii=False)} is not one of {', '.join(said)}{near}"))


def _cut(message: str) -> str:
    """Return the message; where it begins with a value that is long, without that."""
    try:
        _, end = json.JSONDecoder().raw_decode(message)
    except ValueError:  # it begins with words
        return message
    return message if end < _LONGEST else f"this value{message[end:]}"
