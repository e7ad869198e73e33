"""Read the exchanges of a recording of any format."""

from collections.abc import Iterator
from typing import Any

from ...spec.errors import FeedproofError
from . import har, postman, vcr
from .exchange import Exchange


def exchanges(value: Any) -> Iterator[Exchange | FeedproofError]:
    """Return the exchanges of a recording, or errors for those that cannot be read. Raises FeedproofError if it is not one."""
    held = value.keys() if isinstance(value, dict) else set[str]()
    if har.NAME in held:
        return har.exchanges(value)
    if held & vcr.NAMES:
        return vcr.exchanges(value)
    if postman.NAME in held:
        return postman.exchanges(value)
    raise FeedproofError(
        "is not a recording: it is neither HAR (log.entries), nor a cassette (interactions), nor a Postman collection (item)"
    )
