"""Bodies in a recording: it may hold a whole body, a part of it, or only the information that there was one."""

import binascii
import json
import re
from base64 import b64decode
from typing import Any, NamedTuple

from ...spec.errors import FeedproofError
from ..content_coding import begins_as_json, limit, plain
from ..model import Path
from ..text.document import Text, decode
from .recording import Base64
from .template import has_variable, is_json

CUT, ELSEWHERE, LEFT_OUT, NO_TEXT, OPEN = "cut", "in_another_file", "left_out", "not_text", "with_variables"
"""Why a recording lacks a body: it has only the beginning, a file name, or the size; or the body is not text, or it is open.

An open body has variables, and is JSON only after they are filled in.
"""
MOST = 384 << 20
"""The maximum number of bytes of all bodies of a recording together: decompressed, and with each repetition by a YAML alias."""
_READ = {str, Base64, dict, list, int, float, bool}
"""The types of a body: text, or a parsed value; anything else was an object of a program."""
_BYTES = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
"""Characters that do not occur in texts, but in bytes that were recorded as text."""


class Body(NamedTuple):
    """What a recording contains about a body.

    `path` is the path to the member that holds it. `content` is its text, or its value, if the recorder parsed it; None or an empty
    text if there is none. `media` is its media type and `coding` its content coding, both in lower case, empty if not recorded.
    `is_base64`: the text is the base64 of its bytes. `size` is its recorded size in bytes, 0 if not recorded. `gap` says why it is
    not complete, if the recording says so. `is_template`: some of its values may be filled in only when it is sent.
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
        """Whether nothing in the recording shows that there was a body."""
        return not (self.gap or self.size) and self.content in (None, "")


class BodyBytes(NamedTuple):
    """The bytes of a body, as they were sent or received, but decompressed; or the reason why they are not complete (`gap`).

    `is_verbatim`: the recording has the same characters.
    """

    data: bytes = b""
    gap: str = ""
    is_verbatim: bool = False


def body_bytes(body: Body) -> BodyBytes:
    """Return the bytes of a body that was there, as far as recorded. Raises FeedproofError if it is too large or damaged."""
    if body.gap or body.content in (None, ""):
        return BodyBytes(gap=body.gap or LEFT_OUT)
    if type(body.content) not in _READ:
        return BodyBytes(gap=NO_TEXT)
    found = _of_text(body) if isinstance(body.content, str) else BodyBytes(_written(body.content))
    if body.is_template and has_variable(body.content) and not is_json(found.data):
        return BodyBytes(gap=OPEN)
    return BodyBytes(gap=CUT) if _is_beginning(found.data, body.size) else found


class Room:
    """The memory that is left for the bodies of one recording."""

    def __init__(self) -> None:
        self._left = MOST

    def take(self, data: bytes) -> None:
        """Take the memory for a body. Raises FeedproofError if there is not enough left."""
        self._left -= len(data)
        if self._left < 0:
            raise FeedproofError(f"holds more than {MOST >> 20} MB in bodies, so the rest was not read")


def _is_beginning(data: bytes, size: int) -> bool:
    """Return whether these bytes are only the beginning of a JSON body: it is cut off, and shorter than its recorded size."""
    return len(data) < size and begins_as_json(data) and Text(decode(data)[0]).scan.is_cut_off


def _of_text(body: Body) -> BodyBytes:
    text: str = body.content
    if body.is_base64:
        return BodyBytes(plain(_decoded(text), body.coding))
    data = text.encode("utf-8", "surrogatepass")
    is_packed = body.coding and not begins_as_json(data) and _BYTES.search(text)
    return _of_bytes_as_text(text, body.coding) if is_packed else BodyBytes(data, is_verbatim=True)


def _of_bytes_as_text(text: str, coding: str) -> BodyBytes:
    """Decompress bytes that were recorded with each byte as a character; if they were read as UTF-8, they are lost."""
    try:
        return BodyBytes(plain(text.encode("latin-1"), coding))
    except (FeedproofError, UnicodeEncodeError):
        return BodyBytes(gap=NO_TEXT)


def _decoded(text: str) -> bytes:
    limit(len(text) // 2)
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise FeedproofError("is marked as base64, but is not") from None


def _written(value: Any) -> bytes:
    """Return a value as JSON, up to the size limit: with YAML aliases, it could be too large for the memory."""
    parts, size = [], 0
    try:
        for part in json.JSONEncoder().iterencode(value):
            parts.append(part)
            size += len(part)
            limit(size)
    except (ValueError, RecursionError):
        raise FeedproofError("holds itself, or is nested too deep") from None
    return "".join(parts).encode()
