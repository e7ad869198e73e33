"""Readers of the texts of a piece of a document, so that only the texts that are needed are parsed."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ..model import Path
from ..text.document import Text, item_text, line_text, texts
from .cursor import Cursor
from .parts import Around, Items, Lines
from .pieces import Piece

TextReader = Callable[[], Text | None]
"""Parses a line or an item; None if it is blank."""


def text_readers(piece: Piece) -> Iterator[TextReader]:
    """Yield a reader for each line that is not blank, each item, or each text of a piece."""
    if isinstance(piece, Lines):
        for number, line in enumerate(piece.bytes().split(b"\n"), start=1):
            if line.strip(b" \t\r\n"):
                yield partial(line_text, line, number, is_first=piece.is_first and number == 1)
    elif isinstance(piece, Items):
        data = piece.bytes()
        cursor = Cursor(data, piece.before)
        for index, (begin, end) in enumerate(piece.spans, start=piece.index):
            yield partial(_item, cursor, data[begin:end], begin, (*piece.base, index))
    elif not isinstance(piece, Around):
        yield from (partial(already_read, text) for text in texts(piece.data, lines=piece.is_lines))


def _item(cursor: Cursor, item: bytes, begin: int, base: Path) -> Text:
    return item_text(item, *cursor.move(begin), base)


def already_read(read: Any) -> Any:
    """Return the argument: the reader of a text that has been parsed already."""
    return read
