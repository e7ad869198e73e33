"""Read parts of the input again, for the few records that seem to break a rule across records."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from ...spec.errors import FeedproofError
from ..bulk.pieces import Piece
from ..bulk.run import all_pieces
from ..bulk.text_readers import TextReader, already_read, text_readers
from ..check import Checker
from ..text.document import Record
from .unit import Unit


class FoundRecord(NamedTuple):
    """A record that was read again, with its number in its document; `lines` is how many lines are before its piece."""

    unit: Unit
    record: Record
    lines: int


class _PieceOfUnit(NamedTuple):
    """A piece of a unit: its records are those from `begin` up to `end` in the whole input, and `lines` lines are before it.

    `one_record_per_item`: each line or item that is not blank is one record, so that a record is found by its number.
    """

    unit: Unit
    piece: Piece
    begin: int
    end: int
    lines: int
    one_record_per_item: bool


class RecordFinder:
    """Finds records again, in the order of the units; it cannot go back."""

    def __init__(self, checker: Checker, units: list[Unit]) -> None:
        self._checker = checker
        self._units = units
        self._firsts = [unit.first for unit in units]
        self._pieces: Iterator[_PieceOfUnit] = iter(())
        self._piece: _PieceOfUnit | None = None
        self._records: Iterator[tuple[int, Callable[[], Record]]] = iter(())

    def find(self, at: int) -> FoundRecord:
        """Return the record with this number in the whole input. Raises FeedproofError if the input has changed."""
        unit = self._units[bisect_right(self._firsts, at) - 1]
        try:
            return self._find(unit, at)
        except StopIteration:
            raise FeedproofError(f"{unit.path}: changed while it was read") from None

    def _find(self, unit: Unit, at: int) -> FoundRecord:
        if self._piece is None or self._piece.unit is not unit:
            self._pieces, self._piece = _pieces(self._checker, unit), None
        while self._piece is None or self._piece.end <= at:
            self._piece = next(self._pieces)
            self._records = _records(self._checker, self._piece)
        record = next(read for number, read in self._records if number == at)
        return FoundRecord(unit, record(), self._piece.lines)


def _pieces(checker: Checker, unit: Unit) -> Iterator[_PieceOfUnit]:
    """Yield the pieces of a unit."""
    begin, before = unit.first, unit.line
    with unit.opens() as stream:
        cut = all_pieces(checker, stream, is_lines=unit.is_lines)
        for piece, count, lines, is_one in zip(cut, unit.counts, unit.lines, unit.one_record_per_item, strict=False):
            yield _PieceOfUnit(unit, piece, begin, begin + count, before, bool(is_one))
            begin, before = begin + count, before + lines


def _records(checker: Checker, run: _PieceOfUnit) -> Iterator[tuple[int, Callable[[], Record]]]:
    """Yield each record of a piece: its number in the whole input, and a reader, so that only the records needed are parsed."""
    number, shift = run.begin, run.unit.record - run.unit.first
    for read in text_readers(run.piece):
        if run.one_record_per_item:
            yield number, partial(_only_record, checker, run.unit.path, read, number + shift)
            number += 1
        else:
            for record in _records_of(checker, run.unit.path, read, number + shift):
                yield number, partial(already_read, record)
                number += 1


def _only_record(checker: Checker, path: str, read: TextReader, number: int) -> Record:
    """Return the only record of a line or an item."""
    return next(_records_of(checker, path, read, number))


def _records_of(checker: Checker, path: str, read: TextReader, number: int) -> Iterator[Record]:
    text = read()
    return checker.records(text, path, number) if text else iter(())
