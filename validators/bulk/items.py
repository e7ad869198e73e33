"""Where the items of a JSON array stand in bytes: all at once with msgspec, or one after the other."""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from json.decoder import JSONDecoder

from ..text.laws import ENDS_TEXT
from ..text.scan import Scan
from .parts import Spans

try:
    from msgspec import Raw
    from msgspec.json import Decoder

    FRAME: Decoder[list[Raw]] | None = Decoder(list[Raw])
except ModuleNotFoundError:
    FRAME = None

_TRIES = 6
_SPACE = re.compile(r"[ \t\n\r]*")
_BETWEEN = re.compile(rb"[ \t\n\r,]*")
_OPENING = re.compile(rb'[ \t\n\r]*(\{[ \t\n\r]*"(?:[^"\\]|\\.)*")')
_end_of = JSONDecoder().scan_once  # type: ignore[attr-defined]  # there, and in no stub


@dataclass(slots=True)
class Walk:
    """Items found in bytes: where they stand, where the next one is looked for, and whether it has to come."""

    items: Spans = field(default_factory=Spans)
    end: int = 0
    after_comma: bool = False


def frame(buffer: bytes) -> Walk | None:
    """Find the whole items at the beginning of the buffer, up to behind a comma; None where that cannot be found at once.

    A cut is tried before an item that begins as the first one does. Inside a text or an item the bytes before it would not be
    a list, so no cut that holds is wrong.
    """
    if FRAME is None:
        return None
    for comma in _commas(buffer):
        try:
            found = FRAME.decode(b"".join((b"[", memoryview(buffer)[:comma], b"]")))
        except (ValueError, RecursionError):
            continue
        return Walk(_placed(buffer, map(len, found)), comma + 1, after_comma=True)
    return None


def _commas(buffer: bytes) -> Iterator[int]:
    """Yield, from the end, where commas stand before what begins as the first item does; after some tries it is enough."""
    opening = _OPENING.match(buffer)
    if not opening:
        return
    at = len(buffer)
    for _ in range(_TRIES):
        at = buffer.rfind(opening[1], 1, at)
        comma = buffer.rfind(b",", 0, max(at, 0))
        if comma < 0:
            return
        yield comma


def _placed(data: bytes, lengths: Iterable[int]) -> Spans:
    """Return where items of these lengths stand: between two are blanks and a comma, with which none begins.

    `gap` is what stood between the last two, up to the first byte of an item: mostly it stands there again.
    """
    begins, ends, end, gap, skip = [], [], 0, b"\0", 0
    for length in lengths:
        if not data.startswith(gap, end):
            skip = _BETWEEN.match(data, end).end() - end  # type: ignore[union-attr]  # it always matches
            gap = data[end : end + skip + 1]
        begins.append(end + skip)
        end += skip + length
        ends.append(end)
    return Spans(array("I", begins), array("I", ends))


def walk(data: bytes, *, is_last: bool) -> Walk:
    """Walk over items up to the end of the array, a flaw, or the end of the bytes. `is_last`: no more bytes will come."""
    text = data.decode("latin-1")
    found = Walk(end=_skip(text, 0))
    while found.end < len(text) and text[found.end] != "]":
        start = found.end
        end = _item_end(text, start)
        if end is None:
            break
        after = _skip(text, end)
        if after == len(text) and not is_last:
            break
        found.items.add(start, end)
        found.after_comma = text.startswith(",", after)
        found.end = _skip(text, after + 1) if found.after_comma else after
        if not found.after_comma:
            break
    return found


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _item_end(text: str, start: int) -> int | None:
    try:
        return int(_end_of(text, start)[1])
    except (StopIteration, ValueError, RecursionError):
        scan = Scan(text, start)
        return None if any(flaw.law in ENDS_TEXT for flaw in scan.flaws) else scan.end
