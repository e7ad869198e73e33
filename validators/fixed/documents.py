"""Fix whole documents: only the wrong characters change, and NDJSON is fixed line by line, so it is never in memory as a whole."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from ...spec.errors import FeedproofError
from ..bulk.names import recorded
from ..bulk.pieces import LARGEST
from ..bulk.stream import BLOCK
from ..check import Checker
from ..fixing.edits import spans
from ..fixing.records import Fix, RecordFixer
from ..model import RuleFilter
from ..text.document import Record, Text, blanked, decode, is_sound, line_text, looks_like_lines, texts
from ..text.laws import LAWS
from ..text.splice import Span, spliced
from ..text.strict import LONGEST


class RecordingError(FeedproofError):
    """A document is recorded traffic, which must not be changed."""


@dataclass(frozen=True, slots=True)
class FixedPiece:
    """Complete lines of a document, before and after they were fixed.

    `text` is their parsed text, None if they are blank, and `records` the number of records. `fixes` are the fixes, each with its
    record; `laws` are the laws of the text whose flaws were fixed.
    """

    before: bytes
    after: bytes
    text: Text | None = None
    records: int = 0
    fixes: tuple[tuple[Record, Fix], ...] = ()
    laws: tuple[str, ...] = ()

    @property
    def fixed(self) -> Counter[str]:
        """How many findings were fixed, by rule."""
        return Counter([*self.laws, *(fix.violation.rule.id for _, fix in self.fixes)])

    def spans(self) -> Iterator[Span]:
        """Yield the spans of the text that were changed."""
        for record, fix in self.fixes:
            yield from spans(record.text, record.path, fix.edits)


@dataclass(frozen=True, slots=True)
class DocumentFixer:
    """Applies the certain fixes of the wanted rules to documents; the checker finds the records."""

    checker: Checker
    wanted: RuleFilter = lambda _rule: True

    def pieces(self, file: IO[bytes], name: str, *, is_lines: bool | None = None) -> Iterator[FixedPiece]:
        """Yield the fixed pieces of a seekable document, in order; no fix changes the number of lines.

        Raises RecordingError for recorded traffic, and FeedproofError for a document that cannot be read or judged, or that is not
        NDJSON and too large to be read whole.
        """
        if not is_lines and recorded(_head(file), name):
            raise RecordingError("it is a recording, so it was not fixed")
        if is_lines or (is_lines is None and _looks_like_lines(file)):
            yield from self._lines(file, name)
        else:
            yield self._whole(file, name)

    def _whole(self, file: IO[bytes], name: str) -> FixedPiece:
        data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise FeedproofError(f"is larger than {LARGEST >> 20} MB and not NDJSON, so it was not fixed")
        (text,) = texts(data, lines=False)
        return self._begun(self._piece(data, text, name, 0))

    def _lines(self, file: IO[bytes], name: str) -> Iterator[FixedPiece]:
        number = records = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise FeedproofError(f"line {number:,} is longer than {LONGEST:,} bytes, so it was not fixed")
            text = line_text(line.removesuffix(b"\n"), number, is_first=number == 1)
            piece = self._piece(line, text, name, records)
            yield self._begun(piece) if number == 1 else piece
            records += piece.records

    def _piece(self, data: bytes, text: Text | None, name: str, count: int) -> FixedPiece:
        if text is None:
            return FixedPiece(data, data)
        found = list(self.checker.records(text, name, count))
        fixes = tuple((record, fix) for record in found for fix in self._fixes(record))
        piece = FixedPiece(data, data, text, len(found), fixes)
        return replace(piece, after=_changed(data, text, list(piece.spans()))) if fixes else piece

    def _fixes(self, record: Record) -> list[Fix]:
        judge = self.checker.judge_of(record)
        if judge is None or not is_sound(record):
            return []
        violations = judge.violations(record.value, blanked(record))
        return (
            RecordFixer(judge, self.wanted, blanked(record)).fix(record.value, violations).fixes() if violations else []
        )

    def _begun(self, piece: FixedPiece) -> FixedPiece:
        """Return the first piece of a document, with the fixes of laws applied."""
        for law in LAWS.values():
            if law.fix and self.wanted(law.id) and (after := law.fix(piece.after)) != piece.after:
                piece = replace(piece, after=after, laws=(*piece.laws, law.id))
        return piece


def _head(file: IO[bytes]) -> bytes:
    head = file.read(BLOCK)
    file.seek(0)
    return head


def _looks_like_lines(file: IO[bytes]) -> bool:
    """Return whether a document looks like NDJSON, by its complete first line and the beginning of the next."""
    head = file.read(BLOCK) + file.readline(LONGEST) + file.read(BLOCK)
    file.seek(0)
    return looks_like_lines(decode(head)[0])


def _changed(data: bytes, text: Text, changes: list[Span]) -> bytes:
    """Return the bytes from which a text was read, with spans of its characters replaced."""
    before, _, behind = data.partition(text.characters.encode())
    return before + spliced(text.characters, changes).encode() + behind
