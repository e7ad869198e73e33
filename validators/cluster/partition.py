"""A part of a file that one worker reads and judges, and its result."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from ...spec.errors import FeedproofError
from ..bulk import Bulk
from ..bulk.decompress import decompressed
from ..bulk.names import ending
from ..bulk.run import alone, check_stream
from ..bulk.stream import Stream
from ..check import Checker
from ..checked import Checked
from .remote import opened_url

SIZE = 16 << 20
"""The size of a partition in bytes: a fraction of a second of work, and only some memory, for a worker."""
_PROBE = 1 << 16
_ANOTHER = "the workers have a different version of feedproof from this machine; install the same one"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file: its name in reports, its URL or path, its size in bytes, if that is known, and whether it is NDJSON."""

    name: str
    url: str
    size: int | None
    is_lines: bool | None


@dataclass(frozen=True, slots=True)
class Partition:
    """The lines of a file that begin at offsets from `start` up to `stop`; without `stop`, the whole file."""

    file: InputFile
    start: int = 0
    stop: int | None = None
    is_last: bool = True

    @contextmanager
    def opened(self) -> Iterator[Stream]:
        """Open the partition for reading, decompressed. Raises FeedproofError if it cannot be read."""
        with opened_url(self.file.url) as raw:
            if self.stop is None:
                packed = ending(self.file.name).packed
                yield Stream(decompressed(packed, raw) if packed else raw)
            else:
                begin, end = _line_at(raw, self.start), _line_at(raw, self.stop)
                raw.seek(begin)
                yield Stream(raw, size=end - begin, start=begin)


def _line_at(raw: IO[bytes], at: int) -> int:
    """Return the offset of the first line that begins at this offset or after it."""
    if at == 0:
        return 0
    at = raw.seek(at - 1)
    while block := raw.read(_PROBE):
        found = block.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(block)
    return at


def partitions(file: InputFile, size: int) -> Iterator[Partition]:
    """Yield the partitions of a file. A file that is compressed, or not known to be NDJSON, is a single partition."""
    if not file.is_lines or ending(file.name).packed or file.size is None or file.size <= size:
        yield Partition(file)
        return
    for start in range(0, file.size, size):
        stop = min(start + size, file.size)
        yield Partition(file, start, stop, is_last=stop == file.size)


@dataclass(slots=True)
class PartitionResult:
    """The result of a partition, piece by piece; lines and records are counted from the beginning of the partition.

    `error` says why the rest of the partition could not be judged.
    """

    checked: list[Checked] = field(default_factory=list)
    error: str = ""


def judge(checker: Checker, sha256: str, partition: Partition) -> PartitionResult:
    """Read and judge a partition by the contract with this digest. On an error, the result has the pieces before it."""
    if checker.contract.sha256 != sha256:
        return PartitionResult(error=_ANOTHER)
    outcome = PartitionResult()
    try:
        with partition.opened() as stream:
            for checked in _checked(checker, partition, stream):
                outcome.checked.append(checked)
    except FeedproofError as error:
        outcome.error = str(error)
    return outcome


def _checked(checker: Checker, partition: Partition, stream: Stream) -> Iterator[Checked]:
    name, is_lines = partition.file.name, partition.file.is_lines
    if partition.stop is None:
        with Bulk(checker) as bulk:
            yield from bulk.check(stream, name, is_lines=is_lines)
    else:
        yield from check_stream(checker, alone(checker), stream, stream.read(), name, is_lines=True)
