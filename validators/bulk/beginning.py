"""How what is packed begins, and streams whose beginning was looked at."""

from typing import IO

BEGINNINGS = {
    ".gz": (b"\x1f\x8b",),
    ".zst": (b"\x28\xb5\x2f\xfd", *(bytes([kind]) + b"\x2a\x4d\x18" for kind in range(0x50, 0x60))),
}
"""How a packed file begins, by its suffix: zstd also with a frame that is skipped (RFC 8878)."""
_MAGIC = 4


class Begun:
    """A stream whose first bytes were looked at; they are read all the same."""

    def __init__(self, raw: IO[bytes]) -> None:
        """Look at them."""
        self._raw = raw
        self.head = b""
        while len(self.head) < _MAGIC and (part := raw.read(_MAGIC - len(self.head))):
            self.head += part

    @property
    def suffix(self) -> str:
        """The suffix that a file would have that begins so; nothing where it is not packed."""
        return next((suffix for suffix, begins in BEGINNINGS.items() if self.head.startswith(begins)), "")

    def read(self, size: int) -> bytes:
        """Return up to so many bytes."""
        head, self.head = self.head[:size], self.head[size:]
        return head or self._raw.read(size)
