"""HAR 1.2: what browsers, proxies and schemathesis write (http://www.softwareishard.com/blog/har-12-spec)."""

from collections.abc import Iterator
from typing import Any

from ...spec.errors import FeedproofError
from ..model import Path
from .exchange import (
    CUT,
    ELSEWHERE,
    LEFT_OUT,
    Body,
    Exchange,
    exchanges_of,
    is_page,
    items,
    line,
    members,
    number,
    words,
)

_CUT = "body truncated"
"""How schemathesis begins the comment on a body of which it kept the beginning; HAR has no member for that."""
_ELSEWHERE = {"_file", "_sha1"}
"""Members in which Playwright names the file that a body lies in."""
_OPENS, _ENDS = ("{", "["), ("}", "]")
_FORM = "form"
"""What stands for the fields of a form: whatever they are, no JSON."""
_UNSAID = "harfile"
"""What writes the log of schemathesis, which may write all bodies as base64 and says so of what was answered only."""


def exchanges(value: dict[str, Any]) -> Iterator[Exchange | FeedproofError]:
    """Return the entries of a log. Raises FeedproofError where it holds something else."""
    log = members(value["log"])
    entries = items(log.get("entries"), "log.entries")
    is_unsaid = members(log.get("creator")).get("name") == _UNSAID and any(map(_has_bytes, entries))
    return exchanges_of(entries, _exchange_in_bytes if is_unsaid else _exchange)


def _has_bytes(entry: Any) -> bool:
    """Say whether the answer of an entry is written as base64."""
    return _is_base64(members(members(members(entry).get("response")).get("content")))


def _exchange_in_bytes(entry: dict[str, Any], index: int) -> Exchange:
    """Return an exchange with what was sent as base64, unless it is JSON as it stands."""
    exchange = _exchange(entry, index)
    sent = exchange.sent
    if sent is None or sent.content.lstrip().startswith(_OPENS):
        return exchange
    return exchange._replace(sent=sent._replace(is_base64=True))


def _exchange(entry: dict[str, Any], index: int) -> Exchange:
    name = f"entry {index}"
    request, response = members(entry.get("request")), members(entry.get("response"))
    method, url = line(request, name)
    at: Path = ("log", "entries", index)
    sent = _body(request.get("postData"), request, (*at, "request", "postData"))
    answered = _body(response.get("content"), response, (*at, "response", "content"))
    status, asks_for_page = number(response.get("status")), is_page(_header(request, "accept"))
    return Exchange(name, method, url, status, sent, answered, asks_for_page)


def _is_base64(held: dict[str, Any]) -> bool:
    return words(held.get("encoding")) == "base64"


def _body(holder: Any, message: dict[str, Any], path: Path) -> Body | None:
    """Return the body of a message: its text, or the fields of a form; or what tells that there was one."""
    held = members(holder)
    text, media = held.get("text"), words(held.get("mimeType"))
    if isinstance(text, str) and text:
        coding, gap = _header(message, "content-encoding"), CUT if _is_cut(held, text) else ""
        return Body((*path, "text"), text, media, coding, _is_base64(held), gap)
    if held.get("params"):
        return Body((*path, "params"), _FORM, media or _FORM)
    gap = ELSEWHERE if _ELSEWHERE & held.keys() else LEFT_OUT if _size(held, message) > 0 else ""
    return Body(path, "", gap=gap) if gap else None


def _is_cut(held: dict[str, Any], text: str) -> bool:
    """Say whether a text is the beginning of a body: by a comment, or as it is JSON without its end and shorter than that was."""
    if words(held.get("comment")).startswith(_CUT):
        return True
    size, is_open = held.get("size"), text.lstrip().startswith(_OPENS) and not text.rstrip().endswith(_ENDS)
    return is_open and isinstance(size, int) and size > len(text.encode("utf-8", "replace"))


def _size(held: dict[str, Any], message: dict[str, Any]) -> int:
    """Return how many bytes a body is said to have; less than none where that is not said."""
    sizes = (holder.get(name) for holder, name in ((held, "size"), (message, "bodySize")))
    return next((size for size in sizes if isinstance(size, int) and size >= 0), -1)


def _header(message: dict[str, Any], name: str) -> str:
    headers = message.get("headers")
    found = (members(header) for header in headers) if isinstance(headers, list) else ()
    return next((words(header.get("value")) for header in found if words(header.get("name")) == name), "")
