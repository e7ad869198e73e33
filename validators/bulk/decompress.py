"""Decompress gzip and zstd in small steps, so that a bomb cannot fill the memory. Damaged data raise OSError, cut data EOFError."""

import gzip
import zlib
from io import RawIOBase
from typing import IO, Any

from ...spec.errors import FeedproofError
from .names import PACKINGS
from .peeked import PeekedStream

_STEP = 512
"""How many compressed bytes are read at once: zstd can expand each to tens of thousands of bytes."""


def decompressed(packed: str, raw: IO[bytes]) -> IO[bytes]:
    """Return the decompressed content of a stream, as a stream. Raises FeedproofError if it is not compressed as named."""
    source: Any = PeekedStream(raw)  # only its read is used
    if source.head and source.packed != packed:
        raise FeedproofError(f"cannot be decompressed: it is not {PACKINGS[packed].name}, despite its name")
    return _Gzip(fileobj=source) if packed == ".gz" else _zstd(source)  # type: ignore[return-value]  # likewise


class _Gzip(gzip.GzipFile):
    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes."""
        try:
            return super().read(size)
        except zlib.error as error:
            raise OSError(f"cannot be decompressed: {error}") from None
        except gzip.BadGzipFile:  # its message shows bytes of the file
            raise OSError("cannot be decompressed: it is damaged, or other data follows it") from None


def _zstd(raw: PeekedStream) -> Any:
    try:
        import zstandard  # from the extra `bulk`
    except ModuleNotFoundError:
        return _standard(raw)
    return _Zstd(raw, zstandard)


def _standard(raw: PeekedStream) -> Any:
    """Return a reader from Python's own zstd module, which it has since 3.14."""
    try:
        from compression import zstd  # type: ignore[import-not-found]
    except ModuleNotFoundError:
        raise FeedproofError("cannot be decompressed: python -m pip install 'feedproof[bulk]' reads zstd") from None
    return zstd.open(raw)


class _Zstd(RawIOBase):
    """Reads zstd, frame by frame."""

    def __init__(self, raw: PeekedStream, library: Any) -> None:
        super().__init__()
        self._raw = raw
        self._library = library
        self._frame: Any = None
        self._packed = b""
        self._ready = b""

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes; none at the end."""
        while not self._ready and (packed := self._packed or self._raw.read(_STEP)):
            self._packed = b""
            self._feed(packed)
        if not self._ready and self._frame is not None:
            raise EOFError
        part, self._ready = self._ready[:size], self._ready[size:]
        return part

    def _feed(self, packed: bytes) -> None:
        self._frame = self._frame or self._library.ZstdDecompressor().decompressobj()
        try:
            self._ready = self._frame.decompress(packed)
        except self._library.ZstdError as error:
            raise OSError(f"cannot be decompressed: {error}") from None
        if self._frame.eof:
            self._packed = self._frame.unused_data
            self._frame = None
