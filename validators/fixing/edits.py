"""Edits of a record, and the spans of its text that they change."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..model import Path
from ..text.document import Text
from ..text.offsets import name_extent, scalar_extent
from ..text.splice import Span, spelt


class Edit(NamedTuple):
    """A change at a place of the original record: the new value or, with `is_name`, the new name of the field."""

    place: Path
    value: Any
    is_name: bool


def spans(text: Text, base: Path, edits: Iterable[Edit]) -> Iterator[Span]:
    """Yield the span in the text that each edit of the record at `base` changes."""
    for edit in edits:
        place = (*base, *edit.place)
        extent = _name(text, place) if edit.is_name else scalar_extent(text.characters, text.offset(place))
        if extent:
            yield Span(*extent, spelt(edit.value, text.characters[slice(*extent)]))


def _name(text: Text, place: Path) -> tuple[int, int] | None:
    return name_extent(text.characters, text.offset(place[:-1]), str(place[-1]))
