"""One exchange of a recording: a request and what was answered, as plain data."""

from typing import Any, NamedTuple

from ...spec.errors import FeedproofError
from ..model import Path


class Body(NamedTuple):
    """A body as a recording holds it.

    `path` leads to the member that holds its text. `media` is the media type that it is said to have, `coding` how it was packed on
    the way; both in lower case, empty when nothing is said. `is_base64`: the text is the base64 of its bytes. `is_whole`: the
    recorder did not cut it.
    """

    path: Path
    content: str
    media: str = ""
    coding: str = ""
    is_base64: bool = False
    is_whole: bool = True


class Exchange(NamedTuple):
    """A request and its answer. `name` is what the recording calls it, with its number from 0; without an answer, `status` is 0."""

    name: str
    method: str
    url: str
    status: int
    sent: Body | None
    answered: Body | None

    @property
    def is_accepted(self) -> bool:
        """Whether the status of the answer is of the 2xx class."""
        return self.status // 100 == 2  # noqa: PLR2004 - the class of a status


def members(value: Any) -> dict[str, Any]:
    """Return the members of what should be an object; none where it is something else."""
    return value if isinstance(value, dict) else {}


def items(value: Any, what: str) -> list[Any]:
    """Return the items of what has to be a list. Raises FeedproofError where it is something else."""
    if isinstance(value, list):
        return value
    raise FeedproofError(f"{what} is no list, so there is nothing to judge; was it recorded whole?")


def line(request: Any, url: str, name: str) -> tuple[str, str]:
    """Return method and URL of a request. Raises FeedproofError where one of them is no text."""
    method, address = members(request).get("method"), members(request).get(url)
    if isinstance(method, str) and isinstance(address, str):
        return method, address
    raise FeedproofError(f"{name} holds no request with a method and a URL, so it is no recording that can be judged")


def number(status: Any) -> int:
    """Return a status as a number; 0 for what is none."""
    return int(status) if isinstance(status, int | str) and str(status).isdecimal() else 0


def words(value: Any) -> str:
    """Return a text in lower case; nothing for what is no text."""
    return value.lower() if isinstance(value, str) else ""
