"""A recording as it is read: the value in it, and where the texts stand in the file."""

from typing import Any, NamedTuple, Protocol

from ..document import Text
from ..model import Path


class Token(NamedTuple):
    """A text as it is written in a file, quotes and escapes with it, and the line and column where it begins, both from 1.

    `style` is what such a text begins with in YAML; in JSON that is a double quote. Nothing stands for a plain one.
    """

    raw: str
    line: int
    column: int
    style: str


class Base64(str):
    """A text that stands for bytes, as YAML marks it."""

    __slots__ = ()


class Source(Protocol):
    """A file that was read. Where `text` has flaws that left nothing to judge, there is no value."""

    @property
    def text(self) -> Text: ...
    @property
    def value(self) -> Any: ...
    def token(self, path: Path) -> Token: ...
