"""The documents of the input, which can be read again."""

from array import array
from collections.abc import Callable
from contextlib import AbstractContextManager

from ..bulk.stream import Stream
from ..checked import Checked

Opens = Callable[[], AbstractContextManager[Stream]]


class Unit:
    """A document, or a part of one, that can be read again.

    `first` is the number of its first record in the whole input, `record` the number of that record in its file; `line` is how many
    lines of the file are before the unit. For each piece, `counts` has the number of records, `lines` the number of lines, and
    `one_record_per_item` whether each line or item that is not blank is one record: then record n is found without parsing those
    before it.
    """

    def __init__(  # noqa: PLR0913 - its location and its position in the input
        self, path: str, opens: Opens, first: int, *, is_lines: bool | None, record: int, line: int
    ) -> None:
        self.path, self.opens, self.is_lines = path, opens, is_lines
        self.first, self.record, self.line = first, record, line
        self.counts, self.lines, self.one_record_per_item = array("L"), array("L"), bytearray()

    def add(self, checked: Checked) -> None:
        """Add the numbers of the next piece."""
        self.counts.append(checked.records)
        self.lines.append(checked.lines)
        self.one_record_per_item.append(checked.one_record_per_item)
