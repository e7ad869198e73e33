"""Get the bytes of a request body that a program is about to send, from any kind of object that holds them."""

from collections.abc import AsyncIterable, Awaitable, Collection, Coroutine, Iterable
from typing import Any

from ..spec.errors import FeedproofError
from .payload import document, is_document
from .text.strict import LONGEST


def outgoing(body: Any, coding: str) -> bytes:
    """Return the bytes of a body, decompressed by its content coding; empty for None.

    The body is bytes, text, a file (which keeps its position), a value that is sent as JSON, or a function that returns one of
    these. Raises FeedproofError for a body that can be read only once, cannot be read here, or cannot be written as JSON.
    """
    held = _read(body) if callable(body) else body
    data = b"" if held is None else _bytes(held)
    if not coding:
        return data
    from .content_coding import decompressed_body  # needed for compressed bodies only

    try:
        return decompressed_body(data, coding.strip().lower())
    except FeedproofError as error:
        raise FeedproofError(f"the body {error}") from None


def _read(reader: Any) -> Any:
    """Return the body that a function reads. If the body can only be read later, the function raises an error of its client."""
    try:
        return reader()
    except Exception as error:
        raise _streamed() from error


def _bytes(body: Any) -> bytes:
    if is_document(body):
        return document(body)
    if hasattr(body, "read"):
        return document(_content(body))
    if isinstance(body, Coroutine):
        body.close()
    if isinstance(body, Iterable | AsyncIterable | Awaitable) and not isinstance(body, Collection):
        raise _streamed()
    return document(body)


def _content(file: Any) -> Any:
    """Return the rest of a file, and restore its position. Raises FeedproofError for a file that is too large."""
    from .content_coding import limit  # needed for files only

    try:
        begin = file.tell()
        content = file.read(LONGEST + 1)
        file.seek(begin)
    except (AttributeError, OSError, ValueError):
        raise _streamed() from None
    try:
        limit(len(content))
    except FeedproofError as error:
        raise FeedproofError(f"the body {error}") from None
    return content


def _streamed() -> FeedproofError:
    return FeedproofError("a streamed body cannot be checked; pass bytes")
