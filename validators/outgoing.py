"""The bytes of what a program is about to send, whatever it has them in."""

from collections.abc import AsyncIterable, Awaitable, Collection, Coroutine, Iterable
from typing import Any

from ..spec.errors import FeedproofError
from .payload import document, is_document
from .text.strict import LONGEST


def outgoing(body: Any, coding: str) -> bytes:
    """Return the bytes of a body, unpacked as its content coding says; none for None.

    It is bytes, text, a file, which is left as it was, a value that is sent as JSON, or a function that returns one of these.
    Raises FeedproofError for what can be read only once, or cannot be read here, and for what JSON cannot hold.
    """
    held = _read(body) if callable(body) else body
    data = b"" if held is None else _bytes(held)
    if not coding:
        return data
    from .unpack import unpacked_body  # few bodies are packed

    try:
        return unpacked_body(data, coding.strip().lower())
    except FeedproofError as error:
        raise FeedproofError(f"the body {error}") from None


def _read(reader: Any) -> Any:
    """Return what a function reads. What it raises is whatever a client does about a body that can only be read later."""
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
    """Return what a file holds from where it stands on, and leave it there. Raises FeedproofError for one that is too large."""
    from .unpack import limit  # few bodies are files

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
