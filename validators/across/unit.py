"""Parts of the input that can be read again."""

from array import array
from collections.abc import Callable
from contextlib import AbstractContextManager

from ..bulk.stream import Stream
from ..checked import Checked

Opens = Callable[[], AbstractContextManager[Stream]]


class Unit:
    """A document, or a part of one, that can be read again.

    `first` is the number of its first record in the run, `record` the number of that in its file; `line` is the number of lines of
    the file before it. For each piece, `counts` has the number of records, `lines` the number of lines, and `one_record_per_item`
    whether each line or item that is not blank is one record: then record n is found without parsing those before it.
    """

    def __init__(  # noqa: PLR0913 - where it is, and what stands before it
        self, path: str, opens: Opens, first: int, *, is_lines: bool | None, record: int, line: int
    ) -> None:
        self.path, self.opens, self.is_lines = path, opens, is_lines
        self.first, self.record, self.line = first, record, line
        self.counts, self.lines, self.one_record_per_item = array("L"), array("L"), bytearray()

    def add(self, checked: Checked) -> None:
        """Keep what is known of the next piece."""
        self.counts.append(checked.records)
        self.lines.append(checked.lines)
        self.one_record_per_item.append(checked.one_record_per_item)
