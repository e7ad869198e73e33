"""Unpack gzip and zstd in small steps, so that a bomb fills no memory. What is broken raises OSError, what is cut off EOFError."""

import gzip
import zlib
from io import RawIOBase
from typing import IO, Any

from ...spec.errors import FeedproofError
from .beginning import PeekedStream
from .names import PACKINGS

_STEP = 512
"""Packed bytes at a time: zstd can turn each into tens of thousands."""


def unpacked(packed: str, raw: IO[bytes]) -> IO[bytes]:
    """Return a stream of what a packed stream holds. Raises FeedproofError when it is not packed."""
    source: Any = PeekedStream(raw)  # read is all that is used
    if source.head and source.packed != packed:
        raise FeedproofError(f"cannot be decompressed: it is not {PACKINGS[packed].name}, despite its name")
    return _Gzip(fileobj=source) if packed == ".gz" else _zstd(source)  # type: ignore[return-value]  # likewise


class _Gzip(gzip.GzipFile):
    def read(self, size: int | None = -1) -> bytes:
        """Return up to so many bytes."""
        try:
            return super().read(size)
        except zlib.error as error:
            raise OSError(f"cannot be decompressed: {error}") from None
        except gzip.BadGzipFile:  # its words show what stands in the file
            raise OSError("cannot be decompressed: it is damaged, or other data follows it") from None


def _zstd(raw: PeekedStream) -> Any:
    try:
        import zstandard  # of the extra
    except ModuleNotFoundError:
        return _standard(raw)
    return _Zstd(raw, zstandard)


def _standard(raw: PeekedStream) -> Any:
    """Return what Python reads zstd with, since 3.14."""
    try:
        from compression import zstd  # type: ignore[import-not-found]
    except ModuleNotFoundError:
        raise FeedproofError("cannot be decompressed: python -m pip install 'feedproof[bulk]' reads zstd") from None
    return zstd.open(raw)


class _Zstd(RawIOBase):
    """Reads one frame after the other."""

    def __init__(self, raw: PeekedStream, library: Any) -> None:
        super().__init__()
        self._raw = raw
        self._library = library
        self._frame: Any = None
        self._packed = b""
        self._ready = b""

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes; none at the end."""
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
