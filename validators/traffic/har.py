"""HAR 1.2: what browsers, proxies and schemathesis write (http://www.softwareishard.com/blog/har-12-spec)."""

from collections.abc import Iterator
from typing import Any

from ..model import Path
from .exchange import Body, Exchange, items, line, members, number, words

_CUT = "body truncated"
"""How schemathesis begins the comment on a body of which it kept the beginning; HAR has no member for that."""


def exchanges(value: dict[str, Any]) -> Iterator[Exchange]:
    """Yield the entries of a log. Raises FeedproofError where it holds something else."""
    for index, entry in enumerate(items(members(value["log"]).get("entries"), "log.entries")):
        yield _exchange(members(entry), index)


def _exchange(entry: dict[str, Any], index: int) -> Exchange:
    name = f"entry {index}"
    request, response = members(entry.get("request")), members(entry.get("response"))
    method, url = line(request, "url", name)
    at: Path = ("log", "entries", index)
    sent = _body(request.get("postData"), request, (*at, "request", "postData"))
    answered = _body(response.get("content"), response, (*at, "response", "content"))
    return Exchange(name, method, url, number(response.get("status")), sent, answered)


def _body(holder: Any, message: dict[str, Any], path: Path) -> Body | None:
    held = members(holder)
    text = held.get("text")
    if not isinstance(text, str):
        return None
    return Body(
        (*path, "text"),
        text,
        media=words(held.get("mimeType")),
        coding=_header(message, "content-encoding"),
        is_base64=words(held.get("encoding")) == "base64",
        is_whole=not words(held.get("comment")).startswith(_CUT),
    )


def _header(message: dict[str, Any], name: str) -> str:
    headers = message.get("headers")
    found = (members(header) for header in headers) if isinstance(headers, list) else ()
    return next((words(header.get("value")) for header in found if words(header.get("name")) == name), "")
