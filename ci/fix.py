"""feedproof check --fix and --diff: write what is certain into the files, or show what that would change."""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import click

from ..spec.errors import FeedproofError
from ..spec.text import counted
from ..validators.bulk.names import ending
from ..validators.bulk.peeked import PeekedStream
from ..validators.bulk.stream import BLOCK
from ..validators.check import Checker
from ..validators.fixed.documents import DocumentFixer, FixedPiece, RecordingError
from ..validators.model import RuleFilter
from ..validators.redact import RedactionError
from .atomic import replacing
from .fix_diff import differences
from .inputs import Input, find_documents, standard_input, without_own
from .outputs import Output, is_screen
from .progress import watched
from .report import Report
from .rereadable import rereadable
from .terminal import complain, has_colour, mention, pour

_IS_PACKED = "it is compressed, so it was not fixed; decompress it first"


@dataclass(slots=True)
class Fixes:
    """The result of fixing: how many findings of each rule were fixed, or would be; which inputs were not fixed, and why.

    `failed` are inputs that could not be written, `recordings` those that are never fixed. `stdin` is the document to check as
    standard input, if that was among the inputs; if it `writes`, the document is also written to standard output.
    """

    writes: bool
    fixed: Counter[str] = field(default_factory=Counter)
    unfixed: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    recordings: set[str] = field(default_factory=set)
    stdin: IO[bytes] | None = None

    def finish(self, report: Report) -> Report:
        """Report what was not fixed, write standard input to standard output, and return the report with the numbers fixed."""
        found = report.findings if self.unfixed else ()
        left = {finding.path for finding in found if finding.fix or finding.path in self.recordings}
        for name, reason in ({name: why for name, why in self.unfixed.items() if name in left} | self.failed).items():
            complain(f"{name}: {reason}")
        if not self.writes:
            mention(f"--fix would fix {counted(self.fixed.total(), 'finding')}")
        if self.stdin:
            self._return(self.stdin)
        return report._replace(fixed=dict(self.fixed.most_common())) if self.writes else report

    def _return(self, stdin: IO[bytes]) -> None:
        with stdin:
            if self.writes:
                stdin.seek(0)
                pour(iter(partial(stdin.read, BLOCK), b""))


def fix_all(
    checker: Checker, names: Iterable[str], wanted: RuleFilter, own: Collection[Path], *, writes: bool
) -> Fixes:
    """Fix files, the payloads in directories and `-`; or show on standard output what that would change."""
    fixes = Fixes(writes)
    fixer = DocumentFixer(checker, wanted)
    for document in watched(without_own(find_documents(names)[0], own), "file"):
        try:
            fixes.fixed += _fix(fixer, document, fixes) if writes else _show(fixer, document, fixes)
        except FeedproofError as error:
            fixes.unfixed[document.name] = str(error).removeprefix(f"{document.name}: ")
            fixes.recordings.update([document.name] if isinstance(error, RecordingError) else [])
        except OSError as error:
            fixes.failed[document.name] = f"could not be fixed: {error.strerror or error}"
    if fixes.stdin:
        fixes.stdin.seek(0)
    return fixes


def beside_diff(outputs: Sequence[Output], formats: Collection[str]) -> list[Output]:
    """Return the reports that go into files. Raises UsageError if another one was asked for: the diff takes its place."""
    kept = [output for output in outputs if not is_screen(output.file)]
    lost = next((output.format for output in outputs if output not in kept), None)
    if lost and formats:
        raise click.UsageError(f"--diff goes to standard output: give --format {lost} an -o FILE")
    return kept


def _fix(fixer: DocumentFixer, document: Input, fixes: Fixes) -> Counter[str]:
    return _rewrite(fixer, document, Path(document.file)) if document.file else _fix_stdin(fixer, document, fixes)


def _opened(file: Path) -> IO[bytes]:
    """Open a file. Raises FeedproofError if it cannot be read, or not be written in the form in which it is read."""
    if ending(file).packed:
        raise FeedproofError(_IS_PACKED)
    if file.exists() and not file.is_file():
        raise FeedproofError("it is not a regular file, so it was not fixed")
    try:
        return file.open("rb")
    except OSError as error:
        raise FeedproofError(error.strerror or str(error)) from None


def _rewrite(fixer: DocumentFixer, document: Input, file: Path) -> Counter[str]:
    """Rewrite a file from its first change on; a file without changes is not touched."""
    fixed = Counter[str]()
    with ExitStack() as last:
        with _opened(file) as source:
            attempt, at, was = None, 0, _state(file)
            for piece in fixer.pieces(source, document.name, is_lines=document.lines):
                if attempt is None and piece.after != piece.before:
                    attempt = last.enter_context(replacing(file))
                    _copy(file, attempt, at)
                if attempt:
                    attempt.write(piece.after)
                at += len(piece.before)
                fixed += piece.fixed
        if attempt and _state(file) != was:
            raise OSError("it changed while it was read; try again")
    return fixed


def _state(file: Path) -> tuple[int, int, int]:
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _copy(file: Path, attempt: IO[bytes], size: int) -> None:
    with file.open("rb") as source:
        while size and (block := source.read(min(size, BLOCK))):
            attempt.write(block)
            size -= len(block)


def _fix_stdin(fixer: DocumentFixer, document: Input, fixes: Fixes) -> Counter[str]:
    """Fix standard input; it comes out again, as it was where it could not be judged."""
    fixes.stdin = given = rereadable(standard_input())
    _refuse_packed(given)
    fixed, made = Counter[str](), TemporaryFile()  # noqa: SIM115 - it is read when all is checked
    try:
        for piece in fixer.pieces(given, document.name, is_lines=document.lines):
            made.write(piece.after)
            fixed += piece.fixed
        fixes.stdin = made
    finally:
        (given if fixes.stdin is made else made).close()
    return fixed


def _refuse_packed(kept: IO[bytes]) -> None:
    """Raise FeedproofError for what begins as a packed file does."""
    packed = PeekedStream(kept).packed
    kept.seek(0)
    if packed:
        raise FeedproofError(_IS_PACKED)


def _show(fixer: DocumentFixer, document: Input, fixes: Fixes) -> Counter[str]:
    fixed = Counter[str]()
    with ExitStack() as last:
        if document.file:
            source = last.enter_context(_opened(Path(document.file)))
        else:
            source = fixes.stdin = rereadable(standard_input())
            _refuse_packed(source)
        pieces = _noted(fixer.pieces(source, document.name, is_lines=document.lines), fixed)
        try:
            pour(differences(fixer.checker, pieces, document.name, colour=has_colour()))
        except RedactionError as error:
            fixes.unfixed[document.name] = str(error)
            deque(pieces, maxlen=0)  # what is not shown would be fixed all the same
    return fixed


def _noted(pieces: Iterable[FixedPiece], fixed: Counter[str]) -> Iterator[FixedPiece]:
    for piece in pieces:
        fixed.update(piece.fixed)
        yield piece
