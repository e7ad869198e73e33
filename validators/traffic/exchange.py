"""One exchange of a recording, as plain data: a request and its answer."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...spec.errors import FeedproofError
from ...spec.status import is_success
from .body import Body

_NUMBER = re.compile("[0-9]{1,18}")


class Exchange(NamedTuple):
    """A request and its answer.

    `name` is what its format calls an exchange, with its number from 0; `status` is 0 if none is recorded. `asks_for_page`: the
    request asks for a page for people, not for data.
    """

    name: str
    method: str
    url: str
    status: int
    sent: Body
    answered: Body
    asks_for_page: bool

    @property
    def is_accepted(self) -> bool:
        """Whether the status of the answer is of the 2xx class."""
        return is_success(self.status)


def members(value: Any) -> dict[str, Any]:
    """Return the members of a value that should be an object; no members if it is not."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the items of a value that should be a list of objects; no items if it is not."""
    return list(map(members, value)) if isinstance(value, list) else []


def items(value: Any, what: str) -> list[Any]:
    """Return the items of a value that must be a list. Raises FeedproofError if it is not."""
    if isinstance(value, list):
        return value
    raise FeedproofError(f"{what} is not a list, so there is nothing to check; is the recording complete?")


def exchanges_of(
    held: list[Any], made: Callable[[dict[str, Any], int], Exchange]
) -> Iterator[Exchange | FeedproofError]:
    """Yield each entry of a recording as an exchange, or the error if it is not one, so that the others are still judged."""
    for index, entry in enumerate(held):
        try:
            yield made(members(entry), index)
        except FeedproofError as error:
            yield error


def line(request: Any, name: str) -> tuple[str, str]:
    """Return the method and the URL of a request. Raises FeedproofError if one of them is not a text."""
    held = members(request)
    method, address = held.get("method"), held.get("url", held.get("uri"))
    if isinstance(method, str) and isinstance(address, str):
        return method, address
    raise FeedproofError(f"{name} has no request with a method and a URL, so it was not checked")


def number(said: Any) -> int:
    """Return a status or a size as a number; 0 for anything else."""
    if isinstance(said, float) and said.is_integer():
        return int(said)
    return int(said) if _NUMBER.fullmatch(str(said)) else 0


def words(value: Any) -> str:
    """Return a text in lower case; an empty text for anything else."""
    return value.lower() if isinstance(value, str) else ""


def is_page(accept: str) -> bool:
    """Return whether an Accept header asks for a page, as browsers do; Java's default ("HTML or anything") does not count."""
    return "application/xhtml+xml" in accept or ("text/html" in accept and "*/*" not in accept)
