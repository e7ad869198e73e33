"""Standard input can be read only once: a copy of it is kept on disk, in a file without a name, while it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO

from ..spec.errors import FeedproofError
from ..validators.bulk.stream import BLOCK, Stream


@dataclass(slots=True)
class Rereadable:
    """A stream that can be opened again and again; what is small is kept in memory."""

    source: IO[bytes]
    _copy: IO[bytes] = field(default_factory=lambda: SpooledTemporaryFile(BLOCK))  # noqa: SIM115 - it lives as long
    _is_read: bool = False

    def __del__(self) -> None:
        """Let the copy go with what it is kept for."""
        self._copy.close()

    @contextmanager
    def opened(self) -> Iterator[Stream]:
        """Open it: the first time the stream itself, then what has been read of that."""
        if self._is_read:
            self._copy.seek(0)
            yield Stream(self._copy)
            return
        self._is_read = True
        yield Stream(self)  # type: ignore[arg-type]  # read is all that is used

    def read(self, size: int) -> bytes:
        """Return the next bytes, and keep them. Raises FeedproofError when the disk is full."""
        data = self.source.read(size)
        try:
            self._copy.write(data)
        except OSError as error:
            raise FeedproofError(
                f"a copy of it cannot be kept to look for repeated ids: {error.strerror or error}; check a file instead"
            ) from None
        return data
