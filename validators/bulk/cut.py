"""Cut a document into parts, whatever its shape: lines, an array, an array in an envelope."""

from collections.abc import Collection, Iterator

from ...spec.errors import FeedproofError
from ..document import decode, looks_like_lines
from .array import opening
from .parts import Around, Items, Lines, Whole
from .source import Stream

LARGEST = 32 << 20
"""The most bytes of a document that has to be read whole."""

Piece = Lines | Items | Around | Whole


def pieces(
    stream: Stream, head: bytes, envelopes: Collection[str], at: str, *, is_lines: bool | None
) -> Iterator[Piece]:
    """Yield a document in pieces, in order. `head` is what has been read of it; what `at` points into comes whole."""
    if is_lines or (is_lines is None and looks_like_lines(decode(head)[0])):
        yield from _lines(stream, head)
    else:
        head, array = (head, None) if at else opening(stream, head, envelopes)
        yield from array.pieces() if array else [Whole(_whole(stream, head), is_lines=None)]


def _lines(stream: Stream, block: bytes) -> Iterator[Lines]:
    at, rest = 0, b""
    while block:
        end = block.rfind(b"\n") + 1
        if end:
            part = rest + block[:end]
            yield _part(stream, part, at)
            at += len(part)
            rest = block[end:]
        else:
            rest += block
        if len(rest) > stream.longest:
            raise stream.too_long("line", at)
        block = stream.read()
    if rest:
        yield _part(stream, rest, at)


def _part(stream: Stream, data: bytes, at: int) -> Lines:
    return Lines(None if stream.plain else data, stream.plain, at, at + len(data), opens=stream.start + at == 0)


def _whole(stream: Stream, data: bytes) -> bytes:
    blocks = [data]
    while block := stream.read():
        blocks.append(block)
        if len(blocks) * stream.block > LARGEST:
            raise FeedproofError(
                f"is larger than {LARGEST >> 20} MB and neither an array, nor a list answer, nor NDJSON, so it was not read"
            )
    return b"".join(blocks)
