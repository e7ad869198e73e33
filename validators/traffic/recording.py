"""A recording that was read: its value, and the places of its texts in the file."""

import re
from bisect import bisect
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from ..model import Path
from ..text.document import Text


class LineIndex:
    """The lines of a text; their offsets are found once, when the first one is needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of an offset."""
        line = bisect(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and a column."""
        return self._starts[line - 1] + column - 1


class Token(NamedTuple):
    """A text as it is written in a file, with its quotes and escapes; its offset there, and the lines of the file.

    `style` is the character with which such a text begins in YAML, empty for a plain one; in JSON it is a double quote.
    """

    raw: str
    begin: int
    lines: LineIndex
    style: str


class Base64(str):
    """A text that is the base64 of bytes, by its YAML tag."""

    __slots__ = ()


class TaggedMembers(dict[str, Any]):
    """The members of an object of a program, by its YAML tag."""


class TaggedItems(list[Any]):
    """The items of an object of a program, by its YAML tag."""


class Recording(Protocol):
    """A recording that was read. If `text` has flaws that leave nothing to judge, `value` is None."""

    @property
    def text(self) -> Text: ...
    @property
    def value(self) -> Any: ...
    def token(self, path: Path) -> Token: ...
