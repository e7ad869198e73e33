"""Count the lines and characters of a document in bytes, only as far as they are needed."""

from dataclasses import dataclass

_LARGE = 1 << 16


@dataclass(slots=True)
class Cursor:
    """A position that moves forward over bytes: its line, from 1, and the number of characters `before` it in that line."""

    data: bytes
    before: int
    line: int = 1
    at: int = 0

    def move(self, to: int) -> tuple[int, int]:
        """Move to an offset, and return the line and the characters before it there; offsets must not decrease."""
        passed = self.data[self.at : to]
        begin = passed.rfind(b"\n") + 1
        if begin:
            self.line += line_ends(passed)
            self.before = 0
        self.before += characters(passed[begin:])
        self.at = to
        return self.line, self.before

    def lines(self) -> int:
        """Return how many lines end in the bytes as a whole."""
        return self.line - 1 + line_ends(self.data[self.at :])


def line_ends(data: bytes) -> int:
    """Return how many lines end in bytes. On long lines, `replace` and `len` are much quicker than `count`."""
    return len(data.replace(b"\n", b"\n\n")) - len(data)


def characters(data: bytes) -> int:
    """Return how many characters the bytes encode; bytes that are not UTF-8 count as the replacement characters shown for them.

    ASCII needs no decoding. Bytes that are not all ASCII are halved again and again, so that only a small part is decoded; they are
    cut after a comma, which is never inside a character.
    """
    if data.isascii():
        return len(data)
    middle = data.find(b",", len(data) // 2) + 1 if len(data) > _LARGE else 0
    if middle in {0, len(data)}:
        return len(data.decode(errors="replace"))
    return characters(data[:middle]) + characters(data[middle:])
