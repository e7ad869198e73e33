"""Peek at the beginning of a stream."""

from typing import IO

from .names import PACKINGS

_MAGIC = 4


class PeekedStream:
    """A stream whose first bytes were peeked at; `read` still returns them."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self.head = b""
        while len(self.head) < _MAGIC and (part := raw.read(_MAGIC - len(self.head))):
            self.head += part

    @property
    def packed(self) -> str:
        """The file name extension for its compression, recognised by its first bytes; empty if it is not compressed."""
        return next((end for end, packing in PACKINGS.items() if self.head.startswith(packing.begins)), "")

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        head, self.head = self.head[:size], self.head[size:]
        return head or self._raw.read(size)
