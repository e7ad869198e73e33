"""The reference engine: jsonschema, in pure Python. It is there to check the production engine against."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from .engine import Broken
from .keyword import entries
from .model import Context, Path, Rule
from .rules import rules
from .rules.format import FORMATS


@dataclass(frozen=True, slots=True)
class _Error:
    instance_path: Path
    schema_path: Path


def reference(schema: dict[str, Any], context: Context) -> Callable[[Any], Iterable[Broken]]:
    """Return an engine that judges as `engine.production` does, only slowly."""
    own = {keyword: _keyword(rule, context) for keyword, rule in rules().items() if not rule.native}
    extended = extend(Draft202012Validator, own)  # type: ignore[no-untyped-call]
    validator = extended(schema, format_checker=_formats())

    def broken(record: Any) -> Iterator[Broken]:
        for error in validator.iter_errors(record):
            yield _Error(tuple(error.absolute_path), tuple(error.absolute_schema_path))

    return broken


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, is_good in FORMATS.items():
        checker.checks(name)(lambda value, is_good=is_good: not isinstance(value, str) or is_good(value))
    return checker


def _keyword(rule: Rule, context: Context) -> Callable[[Any, Any, Any, Any], Iterator[ValidationError]]:
    def judge(_validator: Any, argument: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
        if any(True for entry in entries(rule, argument) for _fault in rule.check(entry, value, context)):
            yield ValidationError(rule.id)

    return judge
