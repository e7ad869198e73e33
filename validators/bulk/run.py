"""Judge whole documents of any size, on one process or on many, in flat memory."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...spec.errors import FeedproofError
from ..check import Checked, Checker
from ..model import Finding
from .cut import Piece, pieces
from .source import Stream
from .worker import Worker

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_AHEAD = 2
"""So many pieces wait for each process; more would only take memory."""

Work = Callable[[Iterator[Piece], str], Iterator[Checked]]
"""Given the pieces of a document and its name, what came of each, in order."""


def check_stream(  # noqa: PLR0913 - what the check of a stream depends on
    checker: Checker, work: Work, stream: Stream, head: bytes, path: str, *, is_lines: bool | None
) -> Iterator[Checked]:
    """Yield what came of a document of which the head has been read, piece by piece, in order.

    Nothing but the time that it takes depends on how many processes work. Raises FeedproofError when it cannot be read or
    judged.
    """
    lines = records = 0
    for checked in work(cut_of(checker, stream, head, is_lines=is_lines), path):
        if lines or records:
            checked.findings = [_moved(finding, lines, records) for finding in checked.findings]
        yield checked
        lines += checked.lines
        records += checked.records


def cut_of(checker: Checker, stream: Stream, head: bytes, *, is_lines: bool | None) -> Iterator[Piece]:
    """Yield the pieces of a document of which the head has been read; the same ones each time."""
    envelopes = {feed.envelope for feed in checker.contract.feeds.values() if checker.feed in {None, feed.name}}
    return pieces(stream, head, sorted(envelopes - {""}), checker.at or "", is_lines=is_lines)


def _moved(finding: Finding, lines: int, records: int) -> Finding:
    """Return the finding that much further on in the document."""
    record = None if finding.record is None else finding.record + records
    return finding._replace(record=record, line=finding.line + lines)


@contextmanager
def working(checker: Checker, jobs: int) -> Iterator[Work]:
    """Yield what does the work on so many processes; they end with the block, whatever ends it."""
    if jobs == 1:
        yield alone(checker)
        return
    pool = _pool(checker, jobs)
    try:
        yield _shared(pool, jobs)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def alone(checker: Checker) -> Work:
    """Return what does the work in this process."""
    worker = Worker(checker)
    return lambda cut, path: (worker.work(piece, path) for piece in cut)


def _pool(checker: Checker, jobs: int) -> "ProcessPoolExecutor":
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - takes its time, for several processes only

    return ProcessPoolExecutor(jobs, initializer=_begin, initargs=(checker.afresh(),))


def _shared(pool: "ProcessPoolExecutor", jobs: int) -> Work:
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    def work(cut: Iterator[Piece], path: str) -> Iterator[Checked]:
        waiting: deque[Future[Checked]] = deque()
        try:
            for piece in cut:
                waiting.append(pool.submit(_work, piece, path))
                if len(waiting) > jobs * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise FeedproofError(
                "a process that judged was ended from outside, or ran out of memory; try fewer --jobs"
            ) from None
        finally:
            for future in waiting:
                future.cancel()

    return work


_worker: Worker | None = None


def _begin(checker: Checker) -> None:
    """Make a process ready."""
    from ..child import begin  # noqa: PLC0415 - for several processes only

    begin()
    global _worker  # noqa: PLW0603 - one for each process, made by its initializer
    _worker = Worker(checker)


def _work(piece: Piece, path: str) -> Checked:
    if _worker is None:
        raise FeedproofError("a process was not made ready")
    return _worker.work(piece, path)
