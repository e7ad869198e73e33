"""Redact a text: in records that may hold personal values, all values except those that are listed and not personal.

In personal values, the names that the contract does not list are redacted as well.
"""

from collections.abc import Iterator, Mapping

from ..spec.errors import FeedproofError
from ..spec.flat import Schema
from .check import Checker
from .model import Path
from .personal import PERSONAL, holds_personal, is_public, nameable
from .text.document import Text, is_sound
from .text.offsets import name_extent, scalar_extent
from .text.splice import Span

Extent = tuple[int, int]
"""The offsets at which something begins and ends in a text."""


class RedactionError(FeedproofError):
    """A text cannot be shown, because a personal value in it might not be recognised."""


def redactions(checker: Checker, text: Text, name: str) -> Iterator[Span]:
    """Yield a span for each value and each name to redact. Raises RedactionError if a personal value could be missed."""
    records = list(checker.records(text, name, 0))
    judges = {record.path: checker.judge_of(record) for record in records}
    if not any(judge is None or holds_personal(judge.schema) for judge in judges.values()):
        return
    schemas = {path: judge.schema if judge else {} for path, judge in judges.items()}
    if not all(map(is_sound, records)):
        raise RedactionError("it holds personal values, and a field twice, so what would change is not shown")
    for place in text.scan.places:
        schema, own = _in_record(schemas, place)
        if len(nameable(schema, own)) < len(own):
            yield from _redacted(_name(text, place))
        if not is_public(schema, own):
            yield from _redacted(scalar_extent(text.characters, text.scan.places[place]))


def _in_record(schemas: Mapping[Path, Schema], place: Path) -> tuple[Schema, Path]:
    """Return the schema of the record that contains a place, and the path from there; both are empty outside all records."""
    for depth in range(len(place) + 1):
        if place[:depth] in schemas:
            return schemas[place[:depth]], place[depth:]
    return {}, ()


def _name(text: Text, place: Path) -> Extent | None:
    around, name = text.scan.places[place[:-1]], place[-1]
    return name_extent(text.characters, around, name) if isinstance(name, str) else None


def _redacted(extent: Extent | None) -> Iterator[Span]:
    if extent:
        yield Span(*extent, f'"{PERSONAL}"')
