"""Parts of the input that can be read again."""

from array import array
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from ..bulk.source import Stream

Opens = Callable[[], AbstractContextManager[Stream]]


@dataclass(slots=True)
class Unit:
    """A document, or a part of one, that can be read again.

    `first` is the number of its first record in the whole input, `record` in its document; `line` are the lines of the document
    before it; `counts` the numbers of records in its pieces.
    """

    path: str
    opens: Opens
    is_lines: bool | None
    first: int
    record: int = 0
    line: int = 0
    counts: "array[int]" = field(default_factory=lambda: array("L"))
