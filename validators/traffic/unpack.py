"""The bytes of a recorded body, as the program that sent or got it had them."""

import binascii
import json
import zlib
from base64 import b64decode
from typing import Any

from ...spec.errors import FeedproofError
from ..bulk.stream import LONGEST
from .exchange import Body

_WINDOWS = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}
"""Of each coding the ways to unpack it: some servers send deflate without the frame that RFC 9110 asks for."""
_MARK = b"\xef\xbb\xbf"


def unpacked(body: Body) -> bytes:
    """Return the bytes of a body. Raises FeedproofError for one that cannot be unpacked, or is too large."""
    data = _bytes(body) if isinstance(body.content, str) else _written(body.content)
    return data if is_plain(body) else plain(data, body.coding)


def plain(data: bytes, coding: str) -> bytes:
    """Return what is packed as a content coding says, unless it is JSON as it is. Raises FeedproofError where that cannot be."""
    if coding in {"", "identity"} or begins_as_json(data):
        return data
    if coding not in _WINDOWS:
        raise FeedproofError(f"is packed as {_named(coding)}, which is not unpacked here; it has to come unpacked")
    for window in _WINDOWS[coding]:
        try:
            return _inflated(data, window)
        except zlib.error:
            continue
    raise FeedproofError(f"is said to be packed as {coding} and cannot be unpacked")


def is_plain(body: Body) -> bool:
    """Say whether the characters in the recording are those of the body."""
    return isinstance(body.content, str) and not body.is_base64


def begins_as_json(data: bytes) -> bool:
    """Say whether an object or an array begins here, also behind a byte order mark."""
    return data.removeprefix(_MARK).lstrip(b" \t\r\n").startswith((b"{", b"["))


def _written(value: Any) -> bytes:
    """Return a value as JSON; an alias of YAML may stand in it more often than anybody has room for."""
    parts, size = [], 0
    try:
        for part in json.JSONEncoder().iterencode(value):
            parts.append(part)
            size += len(part)
            if size > LONGEST:
                raise _too_long()
    except (ValueError, RecursionError):
        raise FeedproofError("holds itself, or is nested too deep") from None
    return "".join(parts).encode()


def _bytes(body: Body) -> bytes:
    text: str = body.content
    if not body.is_base64:
        return text.encode("utf-8", "surrogatepass")
    if len(text) > 2 * LONGEST:
        raise _too_long()
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise FeedproofError("is said to be base64 and is not") from None


def _inflated(data: bytes, window: int) -> bytes:
    """Return what is packed, never more than a record may be long."""
    packed = zlib.decompressobj(window)
    plain = packed.decompress(data, LONGEST)
    if packed.unconsumed_tail:
        raise _too_long()
    if not packed.eof:
        raise zlib.error
    return plain


def _too_long() -> FeedproofError:
    return FeedproofError(f"holds more than {LONGEST:,} bytes, so it was not read")


def _named(coding: str) -> str:
    """Return the name of a known coding; any other may hold anything, so it is not shown."""
    return coding if coding in {"br", "zstd", "compress"} else "something else"
