"""Where the items of a JSON array stand in bytes: all at once with msgspec, or one after the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json.decoder import JSONDecoder

from ..scan import Scan

try:
    from msgspec import Raw
    from msgspec.json import Decoder

    FRAME: Decoder[list[Raw]] | None = Decoder(list[Raw])
except ModuleNotFoundError:
    FRAME = None

_TRIES = 6
_FATAL = {"not-json", "too-deep"}
_SPACE = re.compile(r"[ \t\n\r]*")
_OPENING = re.compile(rb'[ \t\n\r]*(\{[ \t\n\r]*"(?:[^"\\]|\\.)*")')
_end_of = JSONDecoder().scan_once  # type: ignore[attr-defined]  # there, and in no stub


@dataclass(slots=True)
class Walk:
    """Items found one after the other: where each begins and ends, where the walk stopped, and whether after a comma."""

    items: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0
    after_comma: bool = False


def frame(buffer: bytes) -> tuple[int, int] | None:
    """Return the number of whole items in the buffer and where the comma after them stands; None where it cannot tell.

    A cut is tried before an item that begins as the first one does. Inside a text or an item the bytes before it would not be
    a list, so no cut that holds is wrong.
    """
    opening = _OPENING.match(buffer) if FRAME else None
    if not opening or not FRAME:
        return None
    at = len(buffer)
    for _ in range(_TRIES):
        at = buffer.rfind(opening[1], 1, at)
        comma = buffer.rfind(b",", 0, at)
        if at < 1 or comma < 0:
            return None
        try:
            return len(FRAME.decode(b"[" + buffer[:comma] + b"]")), comma
        except (ValueError, RecursionError):
            continue
    return None


def items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where each item of a verified part begins, and its bytes."""
    if FRAME:
        try:
            found = [bytes(item) for item in FRAME.decode(b"[" + data + b"]")]
        except (ValueError, RecursionError):
            found = []
        if found:
            yield from _placed(data, found)
            return
    yield from ((start, data[start:end]) for start, end in walk(data, is_last=True).items)


def _placed(data: bytes, found: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield where each item begins: between two stand blanks and a comma, with which none begins."""
    end = 0
    for item in found:
        start = data.find(item[:1], end)
        yield start, item
        end = start + len(item)


def walk(data: bytes, *, is_last: bool) -> Walk:
    """Walk over items up to the end of the array, a fault, or the end of the bytes. `is_last`: no more bytes will come."""
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
        found.items.append((start, end))
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
        return None if any(flaw.law in _FATAL for flaw in scan.flaws) else scan.end
