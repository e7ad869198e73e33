"""A recording as it is read: the value in it, and where the texts stand in the file."""

import re
from bisect import bisect
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from ..model import Path
from ..text.document import Text


class LineIndex:
    """The lines of a text. They are looked for once, when the first place is asked for."""

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
    """A text as it is written in a file, quotes and escapes with it, its offset there, and the lines of the file.

    `style` is what such a text begins with in YAML; in JSON that is a double quote. Nothing stands for a plain one.
    """

    raw: str
    begin: int
    lines: LineIndex
    style: str


class Base64(str):
    """A text that stands for bytes, as YAML marks it."""

    __slots__ = ()


class TaggedMembers(dict[str, Any]):
    """Members of what is an object of a program, as YAML marks it."""


class TaggedItems(list[Any]):
    """Items of what is an object of a program, as YAML marks it."""


class Recording(Protocol):
    """A file that was read. Where `text` has flaws that left nothing to judge, there is no value."""

    @property
    def text(self) -> Text: ...
    @property
    def value(self) -> Any: ...
    def token(self, path: Path) -> Token: ...
