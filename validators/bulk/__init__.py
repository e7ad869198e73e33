"""Bulk: judge documents of any size, in flat memory, on any number of processes.

A small document is judged by the checker alone; the modules for large documents are imported when they are needed.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..check import Checker
from ..checked import Checked
from .names import recorded
from .stream import Stream

if TYPE_CHECKING:
    from .run import Work

__all__ = ["Bulk"]


class Bulk:
    """Judges documents of any size, on `jobs` processes; a context manager, which ends these processes at its end."""

    def __init__(self, checker: Checker, jobs: int = 1) -> None:
        self.checker = checker
        self.jobs = jobs
        self._work: Work | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Return the object itself; no process is started before there is work for it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self._open.close()

    def check(self, stream: Stream, path: str, *, is_lines: bool | None = None) -> Iterator[Checked]:
        """Yield the result of checking a document, piece by piece, in order: the same for any number of processes.

        `is_lines` says whether it is NDJSON; if None, its beginning decides. Raises FeedproofError if it cannot be read or judged.
        """
        head = stream.read()
        if not is_lines and (syntax := recorded(head, path)):
            from .recording import check  # needed for recordings only

            yield from check(self.checker, stream, head, path, syntax)
            return
        if len(head) < stream.block:
            yield self.checker.check(head, path, lines=is_lines)
            return
        if self.jobs == 1:
            stream.plain = None
        from .run import check_stream, working

        if self._work is None:
            self._work = self._open.enter_context(working(self.checker, self.jobs))
        yield from check_stream(self.checker, self._work, stream, head, path, is_lines=is_lines)
