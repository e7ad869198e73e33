"""Make standard input readable again: while it is read, a copy is kept on disk, in a file without a name."""

from io import SEEK_SET, BufferedReader, RawIOBase
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from ..spec.errors import FeedproofError
from ..validators.bulk.stream import BLOCK


def rereadable(source: IO[bytes]) -> IO[bytes]:
    """Return a stream that can seek within what was read so far."""
    return BufferedReader(_Copied(source), BLOCK)


class _Copied(RawIOBase):
    """Reads the copy first, and then the source; a small copy is kept in memory."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self._copy: IO[bytes] = SpooledTemporaryFile(BLOCK)  # noqa: SIM115 - it lives as long

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, at: int, whence: int = SEEK_SET) -> int:
        return self._copy.seek(at, whence)

    def close(self) -> None:
        self._copy.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        data = self._copy.read(len(buffer)) or self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        """Return the next bytes, and add them to the copy. Raises FeedproofError when the disk is full."""
        data = self._source.read(size)
        try:
            self._copy.write(data)
        except OSError as error:
            raise FeedproofError(
                f"a copy of it cannot be kept: {error.strerror or error}; check a file instead"
            ) from None
        return data
