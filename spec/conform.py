"""Say in one line each how a value breaks a JSON Schema."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

from .nearest import did_you_mean
from .pointer import join

if TYPE_CHECKING:
    from jsonschema import FormatChecker, ValidationError
    from jsonschema_rs import Draft202012Validator

Issue = tuple[str, str]
"""A JSON Pointer into a document, and what is wrong there; a `Problem` says the line, too."""

Names = Mapping[str, Collection[Any]]
"""For each `format` of a schema, the texts that are known."""

_LONGEST = 160


def conform(schema: dict[str, Any], value: Any, at: str, names: Names | None = None) -> Iterator[Issue]:
    """Yield the first issue at each place of the value; `at` is the pointer to the value."""
    names = names or {}
    if _holds(schema, value, names):
        return
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - it has the better words, and takes longer to load than all else

    issues: dict[str, str] = {}
    for error in Draft202012Validator(schema, format_checker=_formats(names)).iter_errors(value):
        issues.setdefault(join(at, *_path(error)), _message(error, names))
    yield from issues.items()


def _holds(schema: dict[str, Any], value: Any, names: Names) -> bool:
    """Say whether the value is certainly without an issue: most are, and are judged quickly."""
    token = _names.set(names)
    try:
        return bool(_judge(schema, tuple(names)).is_valid(value))
    except ValueError:  # what it cannot read, jsonschema can tell of
        return False
    finally:
        _names.reset(token)


def _judge(schema: dict[str, Any], words: tuple[str, ...]) -> "Draft202012Validator":
    """Return what judges by a schema with these formats, made once."""
    from jsonschema_rs import Draft202012Validator  # noqa: PLC0415 - only where a contract is checked

    key = id(schema), words
    _, judge = _judges.get(key, (None, None))
    if judge is None:
        formats: dict[str, Callable[..., bool]] = {word: partial(_is_named, word) for word in words}
        judge = Draft202012Validator(schema, formats=formats, validate_formats=True)
        if len(_judges) >= _MOST:
            _judges.clear()
        _judges[key] = schema, judge
    return judge


def _is_named(word: str, value: Any) -> bool:
    return _is_known(word, _names.get()[word], value)


_names: ContextVar[Names] = ContextVar("names")
"""The names that are known where a value is judged: a judge is for a schema, and serves all places."""
_judges: "dict[tuple[int, tuple[str, ...]], tuple[dict[str, Any], Draft202012Validator]]" = {}
"""By the schema's identity; it is kept with its judge, so that no other one can have it."""
_MOST = 256


def _path(error: "ValidationError") -> list[str | int]:
    """Return the path to what is wrong: to a member, where its name is."""
    is_name = "propertyNames" in list(error.absolute_schema_path)[-2:]
    return [*error.absolute_path, *([str(error.instance)] if is_name else [])]


def _formats(names: Names) -> "FormatChecker":
    from jsonschema import FormatChecker  # noqa: PLC0415 - only where a contract is checked

    checker = FormatChecker(formats=())
    for word, known in names.items():
        checker.checks(word)(partial(_is_known, word, known))
    return checker


def _is_known(word: str, known: Collection[Any], value: Any) -> bool:
    return not isinstance(value, str) or _name(word, value) in known


def _name(word: str, value: str) -> str:
    """Return the part of the text that is a name."""
    return value.partition(":")[0] if word == "source" else value


def _message(error: "ValidationError", names: Names) -> str:
    if error.validator == "format":
        word = str(error.validator_value)
        name = _name(word, str(error.instance))
        return f"{name!r} is no {word} that is known here{did_you_mean(name, map(str, names[word]))}"
    shown = repr(error.instance)
    message = error.message if len(shown) < _LONGEST else error.message.replace(shown, "this value")
    return " ".join(message.split())
