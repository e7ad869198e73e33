"""Parts of the input that can be read again."""

from array import array
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from ..bulk.source import Stream
from ..check import Checked

Opens = Callable[[], AbstractContextManager[Stream]]


@dataclass(slots=True)
class Unit:
    """A document, or a part of one, that can be read again.

    `first` is the number of its first record in the whole input, `record` in its document; `line` are the lines of the document
    before it. Of its pieces, `counts` are the numbers of records, `lines` of lines, and `evens` tells whether each line or item
    that is not blank is one record.
    """

    path: str
    opens: Opens
    is_lines: bool | None
    first: int
    record: int = 0
    line: int = 0
    counts: "array[int]" = field(default_factory=lambda: array("L"))
    lines: "array[int]" = field(default_factory=lambda: array("L"))
    evens: bytearray = field(default_factory=bytearray)

    def add(self, checked: Checked) -> None:
        """Keep what is known of the next piece."""
        self.counts.append(checked.records)
        self.lines.append(checked.lines)
        self.evens.append(checked.is_even)
