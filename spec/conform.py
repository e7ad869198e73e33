"""Report in one line each how a value breaks a JSON Schema."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .nearest import did_you_mean
from .pointer import join
from .wording import missing, unexpected, words

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

Issue = tuple[str, str]
"""A JSON Pointer into a document, and what is wrong there; a `Problem` says the line, too."""

Names = Mapping[str, Collection[Any]]
"""For each `format` of a schema, the texts that are known."""


class CompiledSchema(NamedTuple):
    """A JSON Schema, and what it is compiled to."""

    schema: dict[str, Any]
    validator: "Draft202012Validator"


def compiled(schema: dict[str, Any], formats: Iterable[str] = ()) -> CompiledSchema:
    """Return a schema as `conform` takes it. Every text of these formats is an error, until `conform` finds it among the names."""
    from jsonschema_rs import Draft202012Validator

    validator = Draft202012Validator(schema, formats=dict.fromkeys(formats, _never), validate_formats=True)
    return CompiledSchema(schema, validator)


def _never(_text: str) -> bool:
    return False


def conform(schema: CompiledSchema, value: Any, at: str, names: Names | None = None) -> Iterator[Issue]:
    """Yield the first issue at each place of the value; `at` is the pointer to the value. Each format has its names."""
    issues: dict[str, str] = {}
    try:
        for error in schema.validator.iter_errors(value):
            for place, message in _issues(error, schema.schema, names or {}):
                issues.setdefault(join(at, *place), message)
    except ValueError as error:  # a document that was made, not read, may have what no JSON has
        issues = {at: f"is not JSON: {error}"}
    yield from issues.items()


def _issues(error: "ValidationError", schema: dict[str, Any], names: Names) -> Iterator[tuple[list[str | int], str]]:
    """Yield the path to what is wrong, or to the member with a wrong name, and the message; nothing if a name is known."""
    from jsonschema_rs import ValidationErrorKind as Kind  # it is loaded by now

    kind, at = error.kind, error.instance_path
    if isinstance(kind, Kind.AnyOf):  # the one that was meant is the one that was followed deepest
        meant = max((errors[0] for errors in kind.context), key=lambda each: len(each.instance_path))
        yield from _issues(meant, schema, names)
    elif isinstance(kind, Kind.PropertyNames):
        yield from (([*at, str(kind.error.instance)], said) for _, said in _issues(kind.error, schema, names))
    elif isinstance(kind, Kind.AdditionalProperties):
        yield from (([*at, name], unexpected(name, schema, error.schema_path)) for name in kind.unexpected)
    elif isinstance(kind, Kind.Required):
        yield at, missing(kind.property, schema, error.schema_path)
    elif isinstance(kind, Kind.Format) and kind.format in names:
        if said := _unknown(kind.format, str(error.instance), names[kind.format]):
            yield at, said
    else:
        yield at, words(error, schema)


def _unknown(word: str, text: str, known: Collection[Any]) -> str:
    """Return in words that a name is unknown; empty if it is known. In the text of a source, the name ends at the colon."""
    name = text.partition(":")[0] if word == "source" else text
    return "" if name in known else f"{name!r} is not a known {word}{did_you_mean(name, map(str, known))}"
