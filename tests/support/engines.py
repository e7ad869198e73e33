"""Two JSON Schema engines that have to agree with the judge: jsonschema-rs and jsonschema. The tests compare all findings.

Each engine finds by itself which keyword is broken at which place: standard keywords with its own code, ours by their rules.
So they show if the walk, or the rule of a standard keyword, has another meaning than in JSON Schema.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import jsonschema_rs
from feedproof.validators.judge import Judge
from feedproof.validators.keyword import entries, keywords_of
from feedproof.validators.model import Context, Path, Rule
from feedproof.validators.paths import follow
from feedproof.validators.rules import rules
from feedproof.validators.rules.format import FORMATS
from feedproof.validators.walk import AppliedKeyword
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

STANDARD = Draft202012Validator.VALIDATORS.keys()
"""The keywords of JSON Schema, which an engine finds broken by itself."""

Engine = Callable[[dict[str, Any], Context], Callable[[Any], Iterable[AppliedKeyword]]]
"""Takes a flat schema and a context; returns a function from a record to the keywords to ask the rules about: all broken ones."""


class JudgeBy(Judge):
    """A judge that lets an engine decide which keywords the rules are asked about in each record."""

    def __init__(self, feed: str, context: Context, engine: Engine) -> None:
        """Prepare the judge of one feed, with the engine."""
        super().__init__(feed, context)
        self._engine = engine(self.schema, self.context)

    def _keywords_to_apply(self, record: Any) -> Iterable[AppliedKeyword]:
        return self._engine(record)


class ReportedError(Protocol):
    """What an engine reports: a path into the payload and a path into the schema, the last part being the keyword."""

    @property
    def instance_path(self) -> Iterable[str | int]: ...
    @property
    def schema_path(self) -> Iterable[str | int]: ...


Reports = Callable[[dict[str, Any], Context], Callable[[Any], Iterable[ReportedError]]]
"""Takes a flat schema and a context; returns a function from a payload to its broken keywords."""


class _Error(NamedTuple):
    instance_path: Path
    schema_path: Path


def jsonschema_rs_reports(schema: dict[str, Any], context: Context) -> Callable[[Any], Iterable[ReportedError]]:
    """Return a function that reports what jsonschema-rs finds broken in a payload, our keywords included."""
    own = {keyword: _keyword_class(rule, context) for keyword, rule in rules().items() if keyword not in STANDARD}
    validator = jsonschema_rs.Draft202012Validator(schema, keywords=own, formats=FORMATS, validate_formats=True)
    return validator.iter_errors


def jsonschema_reports(schema: dict[str, Any], context: Context) -> Callable[[Any], Iterable[ReportedError]]:
    """Return a function that reports what jsonschema finds broken in a payload, our keywords included."""
    own = {keyword: _keyword(rule, context) for keyword, rule in rules().items() if keyword not in STANDARD}
    extended = extend(Draft202012Validator, own)  # type: ignore[no-untyped-call]
    validator = extended(schema, format_checker=_formats())

    def broken(record: Any) -> Iterator[ReportedError]:
        for error in validator.iter_errors(record):
            yield _Error(tuple(error.absolute_path), tuple(error.absolute_schema_path))

    return broken


def engine(reports: Reports) -> Engine:
    """Return the engine that asks the rules how a keyword is broken at each place that the reports name."""

    def asking(schema: dict[str, Any], context: Context) -> Callable[[Any], Iterable[AppliedKeyword]]:
        broken = reports(schema, context)
        return lambda record: asked(schema, record, broken(record))

    return asking


ENGINES: dict[str, Engine] = {
    "jsonschema-rs": engine(jsonschema_rs_reports),
    "jsonschema": engine(jsonschema_reports),
}


def asked(schema: dict[str, Any], record: Any, broken: Iterable[ReportedError]) -> Iterator[AppliedKeyword]:
    """Yield the keywords to ask the rules about: those that an engine reports as broken."""
    for place, (*path, name) in {(tuple(error.instance_path), tuple(error.schema_path)) for error in broken}:
        for keyword in keywords_of(follow(schema, tuple(path)), rules()[str(name)]):
            yield keyword, place, follow(record, place)


def _keyword_class(rule: Rule, context: Context) -> type:
    class Own:
        def __init__(self, _schema: dict[str, Any], argument: Any, _path: list[str | int]) -> None:
            self.entries = entries(rule, argument)

        def validate(self, value: Any) -> None:
            for entry in self.entries:
                for _fault in rule.check(entry, value, context):
                    raise ValueError(rule.id)

    return Own


def _keyword(rule: Rule, context: Context) -> Callable[[Any, Any, Any, Any], Iterator[ValidationError]]:
    def judge(_validator: Any, argument: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
        if any(True for entry in entries(rule, argument) for _fault in rule.check(entry, value, context)):
            yield ValidationError(rule.id)

    return judge


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, is_good in FORMATS.items():
        checker.checks(name)(lambda value, is_good=is_good: not isinstance(value, str) or is_good(value))
    return checker
