"""Read cassettes: of vcrpy and pytest-recording, and in the format of Ruby's VCR, which betamax and schemathesis also write."""

from collections.abc import Iterator
from typing import Any

from ...spec.errors import FeedproofError
from ..model import Path
from .body import CUT, Body
from .exchange import Exchange, exchanges_of, is_page, items, line, members, number, words
from .recording import Base64

NAMES = {"interactions", "http_interactions"}
_BYTES = "base64_string"
_INSIDE = ("string", _BYTES)
"""Members of a body's object that hold its content."""
_HOLDERS = ("body", "parsed_body", "content")
"""Members of a message that hold its body; vcrpy before version 6 used the last for answers to httpx."""


def exchanges(value: dict[str, Any]) -> Iterator[Exchange | FeedproofError]:
    """Return the exchanges of a cassette. Raises FeedproofError if it has no list of interactions."""
    (name, *_) = NAMES & value.keys()
    return exchanges_of(
        items(value[name] or [], name), lambda interaction, index: _exchange(interaction, (name, index))
    )


def _exchange(interaction: dict[str, Any], at: Path) -> Exchange:
    name = f"interaction {at[-1]}"
    request, response = members(interaction.get("request")), members(interaction.get("response"))
    method, url = line(request, name)
    sent, answered = _body(request, (*at, "request")), _body(response, (*at, "response"))
    return Exchange(name, method, url, _status(response), sent, answered, is_page(_header(request, "accept")))


def _status(response: dict[str, Any]) -> int:
    """Return the status of an answer, which recorders write in one of three places; 0 if there is none."""
    places = (members(response.get("status")).get("code"), response.get("status_code"), response.get("code"))
    return next(filter(None, map(number, places)), 0)


def _body(message: dict[str, Any], path: Path) -> Body:
    """Return the body of a request or a response."""
    where, content = _held(message)
    media, coding = _header(message, "content-type"), _header(message, "content-encoding")
    is_base64 = where[-1] == _BYTES or isinstance(content, Base64)
    size, gap = number(_header(message, "content-length")), CUT if "truncated_from" in message else ""
    return Body((*path, *where), content, media, coding, is_base64, size, gap)


def _held(message: dict[str, Any]) -> tuple[tuple[str, ...], Any]:
    """Return the path in a message to the content of its body, and the content; None if there is no body."""
    body = members(message.get("body"))
    inside = next((name for name in _INSIDE if name in body), "")
    if inside:
        return ("body", inside), body[inside]
    name = next((name for name in _HOLDERS if message.get(name) is not None), "body")
    return (name,), message.get(name)


def _header(message: dict[str, Any], name: str) -> str:
    """Return the first value of a header: cassettes have a list of values, old ones a single value."""
    for key, values in members(message.get("headers")).items():
        if words(key) == name:
            return words(values[0] if isinstance(values, list) and values else values)
    return ""
