"""Cut a document of any shape into pieces: lines, an array, an array in an envelope."""

from collections.abc import Collection, Iterator

from ...spec.errors import FeedproofError
from ..text.document import decode, looks_like_lines
from .array import opening
from .parts import Around, Items, Lines, Whole
from .stream import Stream

LARGEST = 32 << 20
"""The maximum number of bytes of a document that has to be read whole."""

Piece = Lines | Items | Around | Whole


def pieces(
    stream: Stream, head: bytes, envelopes: Collection[str], at: str, *, is_lines: bool | None
) -> Iterator[Piece]:
    """Yield a document in pieces, in order. `head` is its first block; a document that `at` points into is a single piece."""
    if is_lines or (is_lines is None and looks_like_lines(decode(head)[0])):
        yield from _lines(stream, head)
    else:
        head, array = (head, None) if at else opening(stream, head, envelopes)
        yield from array.pieces() if array else [_whole(stream, head)]


def _lines(stream: Stream, block: bytes) -> Iterator[Lines]:
    """Yield the lines that end in each block, and then the last line, if it has no end."""
    at = 0
    for end, data in _places(stream) if stream.plain else _blocks(stream, block):
        yield Lines(data, stream.plain, at, end, is_first=stream.start + at == 0)
        at = end


def _blocks(stream: Stream, block: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the offset after the last line that ends in each block, and the bytes up to there."""
    at, rest = 0, b""
    while block:
        end = block.rfind(b"\n") + 1
        if end:
            _refuse_longer(stream, at, len(rest) + block.find(b"\n"))
            part = b"".join((rest, memoryview(block)[:end]))
            at += len(part)
            yield at, part
            rest = block[end:]
        else:
            rest += block
        _refuse_longer(stream, at, len(rest))
        block = stream.read()
    if rest:
        yield at + len(rest), rest


def _places(stream: Stream) -> Iterator[tuple[int, None]]:
    """Yield the offset after the last line that ends in each block of a plain file; the bytes are read when they are judged."""
    at, size = 0, stream.size or 0
    for start in range(0, size, stream.block):
        stop = min(start + stream.block, size)
        if end := stream.line_end(start, stop):
            if stop - at > stream.longest:
                _refuse_longer(stream, at, stream.first_line_end(start, stop) - 1 - at)
            at = end
            yield at, None
        _refuse_longer(stream, at, stop - at)
    if at < size:
        yield size, None


def _refuse_longer(stream: Stream, at: int, length: int) -> None:
    """Raise FeedproofError if the line at this offset is too long. In a block, only the first line can be: it began earlier."""
    if length > stream.longest:
        raise stream.too_long("line", at)


def _whole(stream: Stream, head: bytes) -> Whole:
    data = stream.whole(head, LARGEST)
    if data is None:
        raise FeedproofError(
            f"is larger than {LARGEST >> 20} MB and neither an array, nor a list answer, nor NDJSON, so it was not read"
        )
    return Whole(data, is_lines=None)
