"""Decompress bodies by their content coding."""

import zlib
from codecs import BOM_UTF8
from collections.abc import Callable
from functools import partial
from io import BytesIO

from ..spec.errors import FeedproofError
from .text.strict import LONGEST


def plain(data: bytes, coding: str) -> bytes:
    """Return a recorded body decompressed; unchanged if the recorder did that already. Raises as `decompressed_body` does."""
    return data if begins_as_json(data) else decompressed_body(data, coding)


def decompressed_body(data: bytes, coding: str) -> bytes:
    """Decompress a body by its content coding. Raises FeedproofError if it has another or an unsupported coding."""
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
    """Return whether the data begin with an object or an array, perhaps after a byte order mark."""
    return data.removeprefix(BOM_UTF8).lstrip(b" \t\r\n").startswith((b"{", b"["))


def limit(size: int) -> None:
    """Raise FeedproofError for a body with more bytes than a record may have."""
    if size > LONGEST:
        raise FeedproofError(f"holds more than {LONGEST:,} bytes, so it was not read")


def _gunzipped(data: bytes) -> bytes:
    """Decompress all members of a gzip file (RFC 1952), up to one byte more than is allowed."""
    from gzip import GzipFile  # needed for gzip only

    return GzipFile(fileobj=BytesIO(data)).read(LONGEST + 1)


def _inflated(window: int, data: bytes) -> bytes:
    """Decompress deflated data, up to one byte more than is allowed."""
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
"""The ways to decompress each coding: some servers send deflate without the zlib frame that RFC 9110 requires."""


def _named(coding: str) -> str:
    """Return the name of a known coding; any other text is not shown, because it may hold anything."""
    return coding if coding in {"br", "zstd", "compress"} else "something else"
