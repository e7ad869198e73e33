"""Parts of the input that can be read again."""

from array import array
from collections.abc import Callable
from contextlib import AbstractContextManager

from ..bulk.source import Stream
from ..check import Checked

Opens = Callable[[], AbstractContextManager[Stream]]


class Unit:
    """A document, or a part of one, that can be read again.

    Its first record has the number `first` in the run and `record` in its document, of which `line` lines stand before it. For each
    piece, `counts` has the number of records and `lines` that of lines; `evens` says whether each line or item that is not blank is
    one record: then a record is found by its number, without reading those before it.
    """

    def __init__(  # noqa: PLR0913 - where it is, and what stands before it
        self, path: str, opens: Opens, first: int, *, is_lines: bool | None, record: int = 0, line: int = 0
    ) -> None:
        """Begin with a unit of which no piece is known."""
        self.path, self.opens, self.is_lines = path, opens, is_lines
        self.first, self.record, self.line = first, record, line
        self.counts, self.lines, self.evens = array("L"), array("L"), bytearray()

    def add(self, checked: Checked) -> None:
        """Keep what is known of the next piece."""
        self.counts.append(checked.records)
        self.lines.append(checked.lines)
        self.evens.append(checked.is_even)
