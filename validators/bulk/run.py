"""Judge documents of any size, on one process or on many, in flat memory."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from ..check import Checker
from ..checked import Checked
from .parts import Whole
from .pieces import Piece, pieces
from .stream import Stream
from .worker import Worker

Work = Callable[[Iterator[Piece], str], Iterator[Checked]]
"""Given the pieces of a document and its name, yields the result of each piece, in order."""


def check_stream(  # noqa: PLR0913 - what the check of a stream depends on
    checker: Checker, work: Work, stream: Stream, head: bytes, path: str, *, is_lines: bool | None
) -> Iterator[Checked]:
    """Yield the result of checking a document, whose `head` has been read, piece by piece, in order.

    The number of processes changes only the time that it takes. Raises FeedproofError if the document cannot be read or judged.
    """
    lines = records = 0
    for checked in work(cut_of(checker, stream, head, is_lines=is_lines), path):
        checked.move(lines, records)
        yield checked
        lines += checked.lines
        records += checked.records


def cut_of(
    checker: Checker, stream: Stream, head: bytes, *, is_lines: bool | None, lists: Collection[str] = ()
) -> Iterator[Piece]:
    """Yield the pieces of a document, whose `head` has been read; the same pieces each time.

    `lists` are names of fields that may hold the records, in addition to the envelopes of the contract.
    """
    return pieces(stream, head, [*checker.envelopes(), *lists], checker.at or "", is_lines=is_lines)


def all_pieces(checker: Checker, stream: Stream, *, is_lines: bool | None) -> Iterator[Piece]:
    """Yield a document of any size in pieces; a small one is a single piece. Raises FeedproofError if it cannot be read."""
    head = stream.read()
    if len(head) < stream.block:
        yield Whole(head, is_lines)
    else:
        yield from cut_of(checker, stream, head, is_lines=is_lines)


@contextmanager
def working(checker: Checker, jobs: int) -> Iterator[Work]:
    """Yield the function that does the work on `jobs` processes; they end with the block, however that ends."""
    if jobs == 1:
        yield alone(checker)
        return
    from .worker_pool import WorkerPool

    pool = WorkerPool(Worker(checker), jobs)
    try:
        yield pool.work
    finally:
        pool.end()


def alone(checker: Checker) -> Work:
    """Return the function that does the work in this process."""
    worker = Worker(checker)
    return lambda cut, path: (worker.work(piece, path) for piece in cut)
