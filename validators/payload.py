"""Turn a program's payload into the document that is judged, and find the checker for it."""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from ..spec.contract import Contract
from ..spec.errors import FeedproofError
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
        return json.dumps(payload, default=_refuse_type).encode()
    except RecursionError:
        raise FeedproofError("the payload is nested too deep to be written as JSON, or holds itself") from None
    except (TypeError, ValueError) as error:
        raise FeedproofError(f"the payload cannot be written as JSON: {error}") from None


def _refuse_type(value: Any) -> Any:
    raise FeedproofError(f"the payload holds a {type(value).__name__}, which JSON does not have; send text or a number")


def checker_of(payload: Any, contract: Contract | None, feed: str | None, action: str | None, today: date) -> Checker:
    """Return a checker for a payload, by the bundled contract if none is given. Cached: the same arguments give the same one.

    Raises FeedproofError for a feed or an action that the contract does not have.
    """
    is_body = isinstance(payload, dict) and action not in {None, "read"}
    return _cached(contract, feed, action, today, is_body=is_body)


@lru_cache(16)
def _cached(contract: Contract | None, feed: str | None, action: str | None, today: date, *, is_body: bool) -> Checker:
    checker = Checker(contract, feed, action, today=today, is_body=is_body)
    checker.contract.require(feed, action)
    return checker
