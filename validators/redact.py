"""What of a text is redacted: of records that may hold personal values, all but listed values that are none."""

from collections.abc import Iterator
from typing import Any

from ..spec.errors import FeedproofError
from .check import Checker, is_sound
from .model import Path
from .personal import PERSONAL, holds_personal, is_public
from .text.document import Text
from .text.offsets import scalar_extent
from .text.splice import Span


class RedactionError(FeedproofError):
    """A text cannot be shown, since one of its values may be personal without that being known."""


def redactions(checker: Checker, text: Text, name: str) -> Iterator[Span]:
    """Yield a span for each value that is not shown. Raises RedactionError where a value may go unseen."""
    records = list(checker.records(text, name, 0))
    judges = {record.path: checker.judge_of(record) for record in records}
    if not any(judge is None or holds_personal(judge.schema) for judge in judges.values()):
        return
    schemas = {path: judge.schema if judge else {} for path, judge in judges.items()}
    if not all(map(is_sound, records)):
        raise RedactionError("it holds personal values, and a field twice, so what would change is not shown")
    for place, offset in text.scan.places.items():
        extent = scalar_extent(text.characters, offset)
        if extent and not _is_public(schemas, place):
            yield Span(*extent, f'"{PERSONAL}"')


def _is_public(schemas: dict[Path, dict[str, Any]], place: Path) -> bool:
    """Say whether a value stands in a record, and is public there."""
    depth = next((depth for depth in range(len(place) + 1) if place[:depth] in schemas), None)
    return depth is not None and is_public(schemas[place[:depth]], place[depth:])
