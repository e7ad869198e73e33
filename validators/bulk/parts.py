"""The parts of a document: each is a run of complete records that any process can judge on its own."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO

from ..model import Path
from ..text.document import Text
from .stream import shrunk


@dataclass(frozen=True, slots=True)
class Part:
    """Records of a document: their bytes, or their offsets in a file. Lines are counted from the beginning of the part."""

    data: bytes | None
    file: str | None
    start: int
    stop: int

    def bytes(self) -> bytes:
        """Return the bytes. Raises FeedproofError if the file has become too short."""
        if self.data is not None or self.file is None:
            return self.data or b""
        with FileIO(self.file) as file:
            file.seek(self.start)
            data = file.read(self.stop - self.start)
        if len(data) < self.stop - self.start:
            raise shrunk(self.stop, self.start + len(data))
        return data


@dataclass(frozen=True, slots=True)
class Lines(Part):
    """Lines of NDJSON; `is_first`: the document begins with them."""

    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Spans:
    """The byte offsets at which consecutive items begin and end."""

    begins: "array[int]" = field(default_factory=lambda: array("I"))
    ends: "array[int]" = field(default_factory=lambda: array("I"))

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self.ends)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Return an iterator over the start and end of each item."""
        return zip(self.begins, self.ends, strict=True)

    def add(self, begin: int, end: int) -> None:
        """Add the next item."""
        self.begins.append(begin)
        self.ends.append(end)


@dataclass(frozen=True, slots=True)
class Items(Part):
    """Items of an array, with the text between them and after the last one.

    `spans` are the offsets of the items in the part, `base` is the path to the array, `index` the number of the first item,
    `before` the number of characters before the part in its first line.
    """

    spans: Spans
    base: Path
    index: int
    before: int


@dataclass(frozen=True, slots=True)
class Around:
    """The texts around the items, with their flaws."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A document that cannot be cut."""

    data: bytes
    is_lines: bool | None
