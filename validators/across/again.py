"""Read parts of the input once more, for the few records that have to be looked at closely."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ...spec.errors import FeedproofError
from ..bulk.cut import Piece
from ..bulk.items import extents
from ..bulk.parts import Around, Items, Lines, Whole
from ..bulk.run import cut_of
from ..bulk.worker import Place
from ..check import Checker
from ..document import Record, Text, item_text, line_text, texts
from .unit import Unit


@dataclass(frozen=True, slots=True)
class Found:
    """A record that was looked for, numbered as in its document, and the lines before those that its text knows of."""

    unit: Unit
    record: Record
    lines: int


class Reader:
    """Finds records of units again, going forward only."""

    def __init__(self, checker: Checker, units: list[Unit]) -> None:
        """Prepare to read units in this order."""
        self._checker = checker
        self._units = units
        self._firsts = [unit.first for unit in units]
        self._unit: Unit | None = None
        self._pieces: Iterator[tuple[int, Piece, int]] = iter(())
        self._records: Iterator[tuple[int, Record]] = iter(())
        self._lines = self._end = 0

    def find(self, at: int) -> Found:
        """Return the record of this number in the whole input. Raises FeedproofError when the input is not what it was."""
        unit = self._units[bisect_right(self._firsts, at) - 1]
        try:
            return self._find(unit, at)
        except StopIteration:
            raise FeedproofError(f"{unit.path}: changed while it was read") from None

    def _find(self, unit: Unit, at: int) -> Found:
        if unit is not self._unit:
            self._unit, self._pieces, self._end = unit, _pieces(self._checker, unit), unit.first
        while self._end <= at:
            begin, (self._end, piece, self._lines) = self._end, next(self._pieces)
            self._records = _records(self._checker, unit, piece, begin)
        record = next(record for number, record in self._records if number == at)
        return Found(unit, record, self._lines)


def _pieces(checker: Checker, unit: Unit) -> Iterator[tuple[int, Piece, int]]:
    """Yield the pieces, each with the number behind its last record and the lines before it."""
    end, lines = unit.first, unit.line
    with unit.opens() as stream:
        stream.plain = None
        head = stream.read()
        is_small = len(head) < stream.block
        cut = iter([Whole(head, unit.is_lines)]) if is_small else cut_of(checker, stream, head, is_lines=unit.is_lines)
        for piece, count in zip(cut, unit.counts, strict=False):
            end += count
            yield end, piece, lines
            lines += piece.bytes().count(b"\n") if isinstance(piece, Lines) else 0


def _records(checker: Checker, unit: Unit, piece: Piece, begin: int) -> Iterator[tuple[int, Record]]:
    """Yield the records of a piece with their numbers in the whole input; in their document they have others."""
    shift = unit.record - unit.first
    for text in _texts(piece):
        for record in checker.records(text, unit.path, begin + shift):
            yield record.number - shift, record
            begin += 1


def _texts(piece: Piece) -> Iterator[Text]:
    """Yield the texts of a piece, parsed."""
    if isinstance(piece, Lines):
        for number, line in enumerate(piece.bytes().split(b"\n"), start=1):
            text = line_text(line, number, opens=piece.opens and number == 1)
            yield from [text] if text else []
    elif isinstance(piece, Items):
        data = piece.bytes()
        place = Place(data, piece.line, piece.before)
        for index, (start, end) in enumerate(extents(data), start=piece.index):
            yield item_text(data[start:end], *place.move(start), (*piece.base, index))
    elif not isinstance(piece, Around):
        yield from texts(piece.data, lines=piece.is_lines)
