"""Read the JSON texts of a document strictly, and locate everything that is wrong with them.

A document holds one record, an array of records, an envelope, or one record a line (NDJSON).
"""

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from operator import eq
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model import Path
from .laws import BLANKS_VALUE, ENDS_TEXT, HIDES_VALUE, LEAVES_NOTHING
from .strict import MAX_DEPTH, SURROGATE, Flaw, is_too_large, mend_surrogates

if TYPE_CHECKING:
    from .offsets import OffsetIndex
    from .scan import Scan


class Text:
    """One JSON text in a document, and the place where it begins.

    It begins in line `first_line` of the document, from 1, after `before` characters of that line; `base` is the path to its value.
    `is_line`: it is a line of NDJSON; `is_doubted`: an accepting path was tried already and did not accept it.
    """

    def __init__(  # noqa: PLR0913 - plain data of a text
        self,
        characters: str,
        first_line: int = 1,
        before: int = 0,
        base: Path = (),
        value: Any = None,
        *,
        flaws: Iterable[Flaw] = (),
        is_line: bool = False,
        is_doubted: bool = False,
    ) -> None:
        self.characters, self.value = characters, value
        self.first_line, self.before, self.base = first_line, before, base
        self.flaws = list(flaws)
        self.is_line, self.is_doubted = is_line, is_doubted
        self._index: OffsetIndex | None = None
        self._last: tuple[Path, int] | None = None

    @cached_property
    def scan(self) -> "Scan":
        """The offsets of all values; scanned only when a finding needs them."""
        return _walked(self.characters, len(self.base))

    def locate(self, path: Path) -> tuple[int, int]:
        """Return line and column, from 1, of the value at a path, or of the innermost value around it that exists."""
        return self.position(self.offset(path))

    def offset(self, path: Path) -> int:
        """Return the offset of the value at a path, or of the innermost value around it that exists.

        The last offset is cached: a finding and its fix are often at the same place.
        """
        if self._last is None or self._last[0] != path:
            self._last = path, self._offset(path[len(self.base) :])
        return self._last[1]

    def _offset(self, path: Path) -> int:
        if not self.flaws:
            offsets = _offsets()
            self._index = self._index or offsets.empty_index()
            found: int = offsets.find(self.characters, self.value, path, self._index)
            return found
        while path and path not in self.scan.places:
            path = path[:-1]
        return self.scan.places.get(path, 0)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of an offset."""
        last = self.characters.rfind("\n", 0, offset)
        if last < 0:
            return self.first_line, offset + 1 + self.before
        return self.first_line + self.characters.count("\n", 0, offset), offset - last


class Record(NamedTuple):
    """One record: its value, the text that contains it, its path there, and its number in the document, from 0.

    `is_alone`: it is the whole payload, not one of a list. `lacks` is set for a line of NDJSON without a record: it is the pointer
    to the records, which finds nothing in this line.
    """

    value: Any
    text: Text
    path: Path
    number: int
    is_alone: bool = False
    lacks: str = ""


def blanked(record: Record) -> list[Path]:
    """Return the places in a record whose value could not be read, so that nothing more is reported about them."""
    if not record.text.flaws:
        return []
    text, depth = record.text, len(record.path)
    places = [(*text.base, *flaw.path) for flaw in text.flaws if flaw.law in BLANKS_VALUE]
    return [place[depth:] for place in places if place[:depth] == record.path]


def is_sound(record: Record) -> bool:
    """Return whether the text of a record can be edited: every value in it is written only once, and exactly as it was read."""
    text = record.text
    if not text.flaws:
        return True
    places = ((*text.base, *flaw.path) for flaw in text.flaws if flaw.law in HIDES_VALUE)
    return not any(all(map(eq, place, record.path)) for place in places)


@cache
def _offsets() -> ModuleType:
    from . import offsets  # only for findings; cached, as importing again takes time

    return offsets


def _walked(characters: str, depth: int = 0) -> "Scan":
    from .scan import Scan

    return Scan(characters, depth=depth)


class _Flawed(Exception):  # noqa: N818 - a signal from the hooks to parse, not an error
    """Raised by the hooks of the quick decoder; `parse` then uses the exact reader, to find what is wrong and where."""


def texts(data: bytes, *, lines: bool | None) -> Iterator[Text]:
    """Yield the JSON texts of a document, parsed: a single one, or one for each line.

    `lines` says whether the document is NDJSON, which may have no texts; if it is None, the first lines decide.
    """
    characters, flaws = decode(data)
    if not characters.strip(" \t\r\n") and not (lines and not flaws):
        yield Text(characters, flaws=[*flaws, Flaw("empty-payload", (), 0, "holds nothing", "send a record")])
    elif lines or (lines is None and looks_like_lines(characters)):
        yield from _lines(data)
    else:
        yield _read(Text(characters, flaws=flaws))


def _lines(data: bytes) -> Iterator[Text]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        text = line_text(line, number, is_first=number == 1)
        if text:
            yield text


def line_text(line: bytes, number: int, *, is_first: bool) -> Text | None:
    """Return the text of a line of NDJSON, parsed; None for a blank line. `is_first`: it is the document's first line."""
    if not line.strip(b" \t\r\n"):
        return None
    characters, flaws = decode(line) if is_first else _decode(line)
    return _read(Text(characters, number, flaws=flaws, is_line=True))


def item_text(item: bytes, line: int, before: int, base: Path) -> Text:
    """Return the text of an item of an array, parsed."""
    characters, flaws = _decode(item)
    return _read(Text(characters, line, before, base, flaws=flaws))


def _read(text: Text) -> Text:
    """Parse a text, unless its bytes had a flaw that leaves nothing to read."""
    begun, text.flaws = text.flaws, []
    if not any(flaw.law in LEAVES_NOTHING for flaw in begun):
        parse(text)
    text.flaws[:0] = begun
    return text


def decode(data: bytes, at: int = 0) -> tuple[str, list[Flaw]]:
    """Return the characters, without a byte order mark, and the flaws of the bytes, which begin at offset `at` of a document."""
    flaws, mark = [], 0
    if not at and data.startswith(BOM_UTF8):
        mark = len(BOM_UTF8)
        flaws.append(Flaw("byte-order-mark", (), 0, "begins with a byte order mark", "save it as UTF-8 without one"))
    characters, wrong = _decode(data[mark:], at + mark)
    return characters, flaws + wrong


def _decode(data: bytes, at: int = 0) -> tuple[str, list[Flaw]]:
    try:
        return data.decode(), []
    except UnicodeDecodeError as error:
        characters = data.decode(errors="replace")
        offset = len(data[: error.start].decode())
        message = f"has the byte 0x{data[error.start]:02x}, which is not UTF-8, at byte {at + error.start}"
        return characters, [Flaw("not-utf-8", (), offset, message, "save it as UTF-8")]


def looks_like_lines(characters: str) -> bool:
    """Return whether the first line is a complete JSON text and something follows it."""
    first, _, rest = characters.strip(" \t\r\n").partition("\n")
    if not rest.strip() or first.strip() in {"{", "["}:
        return False
    scan = _walked(first)
    return not [flaw for flaw in scan.flaws if flaw.law == "not-json"] and not first[scan.end :].strip()


def parse(text: Text) -> None:
    """Set the text's value and its flaws. A value that cannot be read is None, and has a flaw."""
    try:
        text.value = _quick(text.characters)
    except (_Flawed, ValueError, RecursionError):
        _parse_exactly(text)
    room = MAX_DEPTH - len(text.base)
    if not text.flaws and _may_be_deep(text.characters, room) and _is_deep(text.value, room):
        _parse_exactly(text)


def _quick(characters: str) -> Any:
    if SURROGATE.search(characters) and mend_surrogates(characters) != characters:
        raise _Flawed
    return _QUICK.decode(characters)


def _parse_exactly(text: Text) -> None:
    scan = text.scan
    text.flaws += scan.flaws
    rest = text.characters[scan.end :].strip(" \t\r\n")
    if not any(flaw.law in ENDS_TEXT for flaw in scan.flaws) and rest:
        text.flaws.append(
            Flaw("not-json", (), scan.end, "something follows the end of the JSON text", scan.hint_after())
        )
    if any(flaw.law in ENDS_TEXT for flaw in text.flaws):
        return
    text.value = _TOLERANT.decode(mend_surrogates(text.characters))


def _may_be_deep(characters: str, room: int) -> bool:
    return characters.count("{") + characters.count("[") > room


def _is_deep(value: Any, room: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    return not room or any(
        _is_deep(child, room - 1) for child in (value.values() if isinstance(value, dict) else value)
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Flawed
    return members


def _integer(text: str) -> int:
    if len(text) > 15 and is_too_large(text):  # noqa: PLR2004 - shorter ones cannot be
        raise _Flawed
    return int(text)


def _float(text: str) -> float:
    if is_too_large(text):
        raise _Flawed
    return float(text)


def _constant(_text: str) -> None:
    raise _Flawed


_QUICK = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_integer, parse_float=_float, parse_constant=_constant)
_TOLERANT = json.JSONDecoder(
    parse_int=lambda text: 0 if is_too_large(text) else int(text),
    parse_float=lambda text: 0 if is_too_large(text) else float(text),
    parse_constant=lambda _text: None,
)
