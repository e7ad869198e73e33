"""What a fix changes, as a unified diff. A fix keeps the number of lines, so that line n becomes line n.

Of records that may hold personal values, only listed values that are not personal are shown.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import click

from ..spec.errors import printable
from ..validators.check import Checker
from ..validators.fixed.documents import FixedPiece
from ..validators.redact import redactions
from ..validators.text.splice import spliced

_AROUND = 3
_NO_END = "\\ No newline at end of file"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a document by its number from 1, with its end: as it was, as it will be, and whether there is anything to show."""

    number: int
    before: str = ""
    after: str = ""
    changed: bool = False
    is_known: bool = True


def differences(checker: Checker, pieces: Iterable[FixedPiece], name: str, *, colour: bool) -> Iterator[bytes]:
    """Yield the diff of a document, nothing where nothing changes. In colour it is for a terminal, and harmless there."""
    head = [f"--- {printable(name)}\n", f"+++ {printable(name)}\n"]
    for hunk in _hunks(_lines(checker, pieces, name)):
        span = f"{hunk[0].number},{len(hunk)}"
        for text in (*head, f"@@ -{span} +{span} @@\n", *_body(hunk)):
            yield (_coloured(text) if colour else text).encode()
        head = []


def _lines(checker: Checker, pieces: Iterable[FixedPiece], name: str) -> Iterator[DiffLine]:
    number = 0
    for piece in pieces:
        if piece.before == piece.after:
            number += 1  # a line of NDJSON; what stands around it says nothing of it
            yield DiffLine(number, is_known=False)
            continue
        real = zip(_cut(piece.before.decode()), _cut(piece.after.decode()), strict=True)
        shown = zip(*map(_cut, _shown(checker, piece, name)), strict=True)
        for (old, new), (before, after) in zip(real, shown, strict=True):
            number += 1
            yield DiffLine(number, before, after, old != new)


def _cut(text: str) -> list[str]:
    """Return the lines of a text, each with its end."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def _shown(checker: Checker, piece: FixedPiece, name: str) -> tuple[str, str]:
    """Return the lines of a piece as they were and as they will be, without what must not be shown."""
    before, after = piece.before.decode(), piece.after.decode()
    secret = {span.start: span for span in redactions(checker, piece.text, name)} if piece.text else {}
    if not secret or piece.text is None:
        return before, after
    changes = {span.start: span for span in piece.spans()} | secret
    was, will = (spliced(piece.text.characters, spans.values()) for spans in (secret, changes))
    head, _, tail = before.partition(piece.text.characters)
    return f"{head}{was}{tail}", f"{'' if piece.laws else head}{will}{tail}"


def _hunks(lines: Iterable[DiffLine]) -> Iterator[list[DiffLine]]:
    """Yield the lines that change, with up to three on each side that do not."""
    hunk: list[DiffLine] = []
    around: deque[DiffLine] = deque(maxlen=_AROUND)
    quiet = 0
    for line in lines:
        if line.changed:
            hunk += [line] if hunk else [*around, line]
            quiet = 0
        elif hunk and line.is_known and quiet < 2 * _AROUND:
            hunk.append(line)
            quiet += 1
        elif hunk:
            yield hunk[: len(hunk) - max(0, quiet - _AROUND)]
            hunk, quiet = [], 0
        around.append(line)
        if not line.is_known:
            around.clear()
    if hunk:
        yield hunk[: len(hunk) - max(0, quiet - _AROUND)]


def _body(hunk: list[DiffLine]) -> Iterator[str]:
    """Yield the lines of a hunk with their signs; in a run of changed lines, first the old ones, then the new ones."""
    for changed, run in groupby(hunk, lambda line: line.changed):
        lines = list(run)
        if changed:
            signed = [*(f"-{line.before}" for line in lines), *(f"+{line.after}" for line in lines)]
        else:
            signed = [f" {line.before}" for line in lines]
        yield from (text if text.endswith("\n") else f"{text}\n{_NO_END}\n" for text in signed)


def _coloured(text: str) -> str:
    colours = {"-": "red", "+": "green", "@": "cyan"}
    plain = "".join(character if character in "\t\n" else printable(character) for character in text)
    return click.style(plain, fg=colours.get(text[0]), bold=text.startswith(("---", "+++")))
