"""What a recording kept of a body: all of it, a part of it, or only that there was one."""

import binascii
import json
import re
from base64 import b64decode
from typing import Any, NamedTuple

from ...spec.errors import FeedproofError
from ..model import Path
from ..text.document import Text, decode
from ..unpack import begins_as_json, limit, plain
from .recording import Base64
from .template import has_variable, is_json

CUT, ELSEWHERE, LEFT_OUT, NO_TEXT, OPEN = "cut", "in_another_file", "left_out", "not_text", "with_variables"
"""Why a body that was there is not in its recording: a part of it is, the name of its file, its size, no text, no JSON as yet."""
MOST = 384 << 20
"""The most bytes that the bodies of a recording may have, all together: unpacked, and wherever an alias of YAML repeats them."""
_READ = {str, Base64, dict, list, int, float, bool}
"""What a body is as text, or read; anything else was an object of a program."""
_BYTES = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
"""What no text holds, but bytes that were taken for one."""


class Body(NamedTuple):
    """What a recording says of a body.

    `path` leads to the member that holds it. `content` is its text or, where the recorder read that, the value in it; None or an
    empty text for nothing. `media` is the media type that it is said to have, `coding` how it was packed on the way; both in lower
    case, empty when nothing is said. `is_base64`: the text is the base64 of its bytes. `size` is how many bytes it is said to have,
    0 where that is not said. `gap` says why not all of it is here, where the recording does. `is_template`: some of
    its values may be filled in only when it is sent.
    """

    path: Path
    content: Any
    media: str
    coding: str = ""
    is_base64: bool = False
    size: int = 0
    gap: str = ""
    is_template: bool = False

    @property
    def is_absent(self) -> bool:
        """Whether nothing tells that there was one."""
        return not (self.gap or self.size) and self.content in (None, "")


class Kept(NamedTuple):
    """The bytes of a body, as the program had them that sent or got it; or why they are not all here, if they are not.

    `is_verbatim`: its characters are those in the recording.
    """

    data: bytes = b""
    gap: str = ""
    is_verbatim: bool = False


def kept(body: Body) -> Kept:
    """Return what a recording kept of a body that was there. Raises FeedproofError for one that is too large, or damaged."""
    if body.gap or body.content in (None, ""):
        return Kept(gap=body.gap or LEFT_OUT)
    if type(body.content) not in _READ:
        return Kept(gap=NO_TEXT)
    found = _of_text(body) if isinstance(body.content, str) else Kept(_written(body.content))
    if body.is_template and has_variable(body.content) and not is_json(found.data):
        return Kept(gap=OPEN)
    return Kept(gap=CUT) if _is_beginning(found.data, body.size) else found


class Room:
    """The room for all bodies of one recording."""

    def __init__(self) -> None:
        """Begin with all of it."""
        self._left = MOST

    def take(self, data: bytes) -> None:
        """Take what a body needs. Raises FeedproofError where there is not enough left."""
        self._left -= len(data)
        if self._left < 0:
            raise FeedproofError(f"holds more than {MOST >> 20} MB in bodies, so the rest was not read")


def _is_beginning(data: bytes, size: int) -> bool:
    """Say whether these bytes are JSON without its end, and fewer than there were."""
    return len(data) < size and begins_as_json(data) and Text(decode(data)[0]).scan.is_cut_off


def _of_text(body: Body) -> Kept:
    text: str = body.content
    if body.is_base64:
        return Kept(plain(_decoded(text), body.coding))
    data = text.encode("utf-8", "surrogatepass")
    is_packed = body.coding and not begins_as_json(data) and _BYTES.search(text)
    return _of_bytes_as_text(text, body.coding) if is_packed else Kept(data, is_verbatim=True)


def _of_bytes_as_text(text: str, coding: str) -> Kept:
    """Return what is packed in bytes that were recorded as if each was a character; it is lost where they were read as UTF-8."""
    try:
        return Kept(plain(text.encode("latin-1"), coding))
    except (FeedproofError, UnicodeEncodeError):
        return Kept(gap=NO_TEXT)


def _decoded(text: str) -> bytes:
    limit(len(text) // 2)
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise FeedproofError("is marked as base64, but is not") from None


def _written(value: Any) -> bytes:
    """Return a value as JSON; an alias of YAML may stand in it more often than anybody has room for."""
    parts, size = [], 0
    try:
        for part in json.JSONEncoder().iterencode(value):
            parts.append(part)
            size += len(part)
            limit(size)
    except (ValueError, RecursionError):
        raise FeedproofError("holds itself, or is nested too deep") from None
    return "".join(parts).encode()
