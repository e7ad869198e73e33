"""Read a document in blocks of bounded size, from a file or a stream, plain or compressed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from typing import IO

from ...spec.errors import FeedproofError
from ..text.strict import LONGEST
from .names import ending

BLOCK = 1 << 20
_PROBE = 1 << 14


class Stream:
    """An open document.

    `plain` is the path of its file, if that is not compressed, so that its offsets are those of the text. `size` is the file's size
    when it was opened; no more is read. `block` is the size of the blocks in bytes, and `longest` the maximum length of a line or a
    record. `start` is the offset at which the document begins, if it is a part of a file.
    """

    def __init__(  # noqa: PLR0913 - how a stream is read
        self,
        file: IO[bytes],
        plain: str | None = None,
        size: int | None = None,
        *,
        block: int = BLOCK,
        longest: int = LONGEST,
        start: int = 0,
    ) -> None:
        self.file = file
        self.plain = plain
        self.size = size
        self.block = block
        self.longest = longest
        self.start = start
        self.at = 0

    def read(self) -> bytes:
        """Return the next block, which is shorter only at the end. Raises FeedproofError if it cannot be read."""
        size = self.block
        if self.size is not None:
            size = min(size, self.size - self.at)
        data = self._some(size)
        self.at += len(data)
        if self.size is not None and len(data) < size:
            raise shrunk(self.size, self.at)
        return data

    def whole(self, head: bytes, most: int) -> bytes | None:
        """Return the whole document, whose `head` has been read; None if it has more than `most` bytes."""
        blocks, size = [head], len(head)
        while size <= most and (block := self.read() if len(head) >= self.block else b""):
            blocks.append(block)
            size += len(block)
        return b"".join(blocks) if size <= most else None

    def _some(self, size: int) -> bytes:
        parts = []
        while size and (part := self._part(size)):
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _part(self, size: int) -> bytes:
        try:
            return self.file.read(size)
        except OSError as error:
            raise FeedproofError(error.strerror or str(error)) from None
        except EOFError:
            raise FeedproofError("the compressed file ends early; is it truncated or damaged?") from None

    def line_end(self, start: int, stop: int) -> int:
        """Return the offset, in the file, after the last line that ends between `start` and `stop`; 0 if no line ends there.

        It reads no more of the file than necessary. Raises FeedproofError if the file cannot be read.
        """
        begin, most = stop, _PROBE
        while begin > start:
            end, begin = begin, max(start, begin - most)
            self.file.seek(begin)
            data = self._some(end - begin)
            if len(data) < end - begin:
                raise shrunk(self.size or stop, self.file.seek(0, os.SEEK_END))
            if found := data.rfind(b"\n") + 1:
                return begin + found
            most *= 8
        return 0

    def first_line_end(self, start: int, stop: int) -> int:
        """Return the offset after the first line that ends between `start` and `stop`. Raises FeedproofError if unreadable."""
        self.file.seek(start)
        return start + self._some(stop - start).find(b"\n") + 1

    def too_long(self, what: str, at: int) -> FeedproofError:
        """Return the error for a line or a record that is longer than `longest`."""
        begins = f"the {what} that begins at byte {self.start + at:,}"
        return FeedproofError(f"{begins} is longer than {self.longest:,} bytes; the rest was not read")


def shrunk(expected: int, found: int) -> FeedproofError:
    """Return the error for a file that became shorter while it was read."""
    return FeedproofError(f"became shorter while it was read, from {expected:,} to {found:,} bytes")


@contextmanager
def opened(file: str | os.PathLike[str]) -> Iterator[Stream]:
    """Open a file, compressed or not. Raises FeedproofError if it cannot be read."""
    try:
        raw = FileIO(file)
    except OSError as error:
        raise FeedproofError(error.strerror or str(error)) from None
    with raw:
        if packed := ending(file).packed:
            from .decompress import decompressed

            yield Stream(decompressed(packed, raw))
        elif os.path.isfile(file):
            yield Stream(raw, os.fspath(file), os.fstat(raw.fileno()).st_size)
        else:
            yield Stream(raw)
