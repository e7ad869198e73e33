"""A document in parts: each a run of whole records that can be judged alone, in any process."""

from dataclasses import dataclass
from io import FileIO

from ..document import Text
from ..model import Path
from .source import shrunk


@dataclass(frozen=True, slots=True)
class Part:
    """Records of a document: their bytes, or where they stand in a file.

    `line` is the line that the part begins in, as far as that is known: lines of NDJSON count from the beginning of the part.
    """

    data: bytes | None
    file: str | None
    start: int
    stop: int
    line: int = 1

    def bytes(self) -> bytes:
        """Return the bytes. Raises FeedproofError when the file has lost them."""
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
    """Lines of NDJSON; `opens`: the document begins with them."""

    opens: bool = False


@dataclass(frozen=True, slots=True)
class Items(Part):
    """Items of an array, with commas between them.

    `base` is the path to the array, `index` the number of the first item, `before` the number of characters before the part in
    its first line.
    """

    base: Path = ()
    index: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """Flaws of what stands around the items, each with the text that it is in."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A document that cannot be cut."""

    data: bytes
    is_lines: bool | None
