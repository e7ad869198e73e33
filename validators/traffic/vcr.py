"""Cassettes: of vcrpy and pytest-recording, and in the shape of Ruby's VCR, which betamax and schemathesis write, too."""

from collections.abc import Iterator
from typing import Any

from ..model import Path
from .exchange import Body, Exchange, items, line, members, number, words
from .source import Base64

NAMES = {"interactions", "http_interactions"}


def exchanges(value: dict[str, Any]) -> Iterator[Exchange]:
    """Yield the interactions of a cassette. Raises FeedproofError where it holds something else."""
    (name, *_) = NAMES & value.keys()
    for index, interaction in enumerate(items(value[name] or [], name)):
        yield _exchange(members(interaction), (name, index))


def _exchange(interaction: dict[str, Any], at: Path) -> Exchange:
    name = f"interaction {at[-1]}"
    request, response = members(interaction.get("request")), members(interaction.get("response"))
    method, url = line(request, "uri", name)
    status = members(response.get("status")).get("code")
    sent = _body(request, (*at, "request", "body"))
    return Exchange(name, method, url, number(status), sent, _body(response, (*at, "response", "body")))


def _body(message: dict[str, Any], path: Path) -> Body | None:
    """Return the body of a request or a response: its text, or an object with that as `string` or `base64_string`."""
    held = members(message.get("body"))
    name = next((name for name in ("string", "base64_string") if name in held), "")
    content = held[name] if name else message.get("body")
    if not isinstance(content, str):
        return None
    return Body(
        (*path, name) if name else path,
        content,
        media=_header(message, "content-type"),
        coding=_header(message, "content-encoding"),
        is_base64=name == "base64_string" or isinstance(content, Base64),
        is_whole="truncated_from" not in message,
    )


def _header(message: dict[str, Any], name: str) -> str:
    """Return the first value of a header: cassettes hold a list of them, old ones the value."""
    for key, values in members(message.get("headers")).items():
        if words(key) == name:
            return words(values[0] if isinstance(values, list) and values else values)
    return ""
