"""The bytes of what a program is about to send, whatever it has them in."""

from typing import Any

from ..spec.errors import FeedproofError
from .payload import document, is_document


def outgoing(body: Any, coding: str = "") -> bytes:
    """Return the bytes of a body, unpacked as its content coding says; none for None.

    It is bytes, text, a file, which is left as it was, a value that is sent as JSON, or a function that returns one of these.
    Raises FeedproofError for what can be read only once, and for what JSON cannot hold.
    """
    held = body() if callable(body) else body
    data = b"" if held is None else _bytes(held)
    if not coding:
        return data
    from .traffic.unpack import plain  # noqa: PLC0415 - few bodies are packed

    try:
        return plain(data, coding.strip().lower())
    except FeedproofError as error:
        raise FeedproofError(f"the body {error}") from None


def _bytes(body: Any) -> bytes:
    if is_document(body) or not (hasattr(body, "read") or hasattr(body, "__next__")):
        return document(body)
    try:
        begin = body.tell()
        content = body.read()
        body.seek(begin)
    except (AttributeError, OSError, ValueError):
        raise FeedproofError("a body that is streamed cannot be judged; give bytes") from None
    return document(content)
