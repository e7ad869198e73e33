"""Streams whose beginning was looked at."""

from typing import IO

from .names import PACKINGS

_MAGIC = 4


class PeekedStream:
    """A stream whose first bytes were looked at; they are read all the same."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self.head = b""
        while len(self.head) < _MAGIC and (part := raw.read(_MAGIC - len(self.head))):
            self.head += part

    @property
    def packed(self) -> str:
        """How the name of a file would end that begins so; nothing where it is not packed."""
        return next((end for end, packing in PACKINGS.items() if self.head.startswith(packing.begins)), "")

    def read(self, size: int) -> bytes:
        """Return up to so many bytes."""
        head, self.head = self.head[:size], self.head[size:]
        return head or self._raw.read(size)
