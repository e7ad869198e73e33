"""Turn a program's payload into the document that is judged, and find the checker for it."""

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial
from typing import Any

from ..spec.contract import Contract, or_bundled
from ..spec.errors import FeedproofError
from ..spec.pointer import join
from .check import Checker


def is_document(payload: Any) -> bool:
    """Return whether a payload is a document, as bytes or text, rather than a value."""
    return isinstance(payload, bytes | bytearray | memoryview | str)


def document(payload: Any) -> bytes:
    """Return the bytes of a document, or of a value written as JSON. Raises FeedproofError for a value that JSON cannot hold."""
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogatepass")
    if is_document(payload):
        return bytes(payload)
    try:
        return json.dumps(payload, default=partial(_refuse_type, payload)).encode()
    except RecursionError:
        raise FeedproofError("the payload is nested too deep to be written as JSON, or holds itself") from None
    except (TypeError, ValueError) as error:
        raise FeedproofError(f"the payload cannot be written as JSON: {error}") from None


def _refuse_type(payload: Any, value: Any) -> Any:
    kind, at = type(value).__name__, next(_places(payload, value, ""))
    instead = "text or a number" if at else "a dict, a list, or text"
    raise FeedproofError(f"{at or 'the payload'} is a {kind}, which JSON does not have; send {instead}")


def _places(within: Any, value: Any, at: str) -> Iterator[str]:
    """Yield the pointers to a value."""
    if within is value:
        yield at
    elif isinstance(within, dict | list | tuple):
        for key, member in within.items() if isinstance(within, dict) else enumerate(within):
            yield from _places(member, value, join(at, key))


def checker_of(payload: Any, contract: Contract | None, feed: str | None, action: str | None, today: date) -> Checker:
    """Return a checker for a payload, by the bundled contract if none is given. Cached: the same arguments give the same one.

    Raises FeedproofError for a feed or an action that the contract does not have, and for a wrong kind of argument.
    """
    if not isinstance(today, date):
        raise FeedproofError(f"today is a {type(today).__name__}, not a date; pass a datetime.date")
    is_body = isinstance(payload, dict) and action not in {None, "read"}
    return _cached(or_bundled(contract), feed, action, today, is_body=is_body)


@lru_cache(16)
def _cached(contract: Contract, feed: str | None, action: str | None, today: date, *, is_body: bool) -> Checker:
    checker = Checker(contract, feed, action, today=today, is_body=is_body)
    checker.contract.require(feed, action)
    return checker
