"""Find the offsets of the items of a JSON array in bytes: all at once with msgspec, or one after the other."""

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
_end_of = JSONDecoder().scan_once  # type: ignore[attr-defined]  # it exists, but the stubs lack it


@dataclass(slots=True)
class Walk:
    """Items found in bytes: their offsets, the offset at which to look for the next one (`end`), and whether one has to follow."""

    items: Spans = field(default_factory=Spans)
    end: int = 0
    after_comma: bool = False


def frame(buffer: bytes) -> Walk | None:
    """Find the complete items at the beginning of the buffer, up to and including a comma; None if this quick way does not work.

    Cuts are tried before items that begin like the first one. If a cut were inside a text or an item, the bytes before it would not
    be a valid list, so a cut that decodes is right.
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
    """Yield, from the end, the offsets of commas before something that begins like the first item; give up after some tries."""
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
    """Return the offsets of items of these lengths: between two are white space and a comma, with which no item begins.

    `gap` is the text between the last two items, with the first byte of an item: mostly it is the same again.
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
    """Find items up to the end of the array, a flaw, or the end of the bytes. `is_last`: no more bytes will come."""
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
