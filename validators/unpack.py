"""The bytes that were packed for the way, as a content coding says."""

import zlib
from codecs import BOM_UTF8
from collections.abc import Callable
from functools import partial
from io import BytesIO

from ..spec.errors import FeedproofError
from .text.strict import LONGEST


def plain(data: bytes, coding: str) -> bytes:
    """Return what was recorded as packed: many recorders unpack it, so it may be JSON as it is. Raises as `unpacked_body` does."""
    return data if begins_as_json(data) else unpacked_body(data, coding)


def unpacked_body(data: bytes, coding: str) -> bytes:
    """Return what is packed as a content coding says. Raises FeedproofError where it is not, or cannot be unpacked here."""
    if coding in {"", "identity"}:
        return data
    if coding not in _WAYS:
        raise FeedproofError(
            f"is compressed as {_named(coding)}, which is not supported here; it must come uncompressed"
        )
    for way in _WAYS[coding]:
        try:
            found = way(data)
        except (OSError, EOFError, zlib.error):
            continue
        limit(len(found))
        return found
    raise FeedproofError(f"is marked as compressed with {coding} and cannot be decompressed")


def begins_as_json(data: bytes) -> bool:
    """Say whether an object or an array begins here, also behind a byte order mark."""
    return data.removeprefix(BOM_UTF8).lstrip(b" \t\r\n").startswith((b"{", b"["))


def limit(size: int) -> None:
    """Raise FeedproofError for a body of more bytes than a record may have."""
    if size > LONGEST:
        raise FeedproofError(f"holds more than {LONGEST:,} bytes, so it was not read")


def _gunzipped(data: bytes) -> bytes:
    """Return what all members of a gzip hold (RFC 1952), no more of it than tells that it is too long."""
    from gzip import GzipFile  # few bodies are packed

    return GzipFile(fileobj=BytesIO(data)).read(LONGEST + 1)


def _inflated(window: int, data: bytes) -> bytes:
    """Return what is deflated, no more of it than tells that it is too long."""
    packed = zlib.decompressobj(window)
    found = packed.decompress(data, LONGEST + 1)
    if len(found) <= LONGEST and (packed.unused_data or not packed.eof):
        raise zlib.error
    return found


_WAYS: dict[str, tuple[Callable[[bytes], bytes], ...]] = {
    "gzip": (_gunzipped,),
    "x-gzip": (_gunzipped,),
    "deflate": (partial(_inflated, zlib.MAX_WBITS), partial(_inflated, -zlib.MAX_WBITS)),
}
"""Of each coding the ways to unpack it: some servers send deflate without the frame that RFC 9110 asks for."""


def _named(coding: str) -> str:
    """Return the name of a known coding; any other may hold anything, so it is not shown."""
    return coding if coding in {"br", "zstd", "compress"} else "something else"
