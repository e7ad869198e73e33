"""Read HAR 1.2, which browsers, proxies and schemathesis write (http://www.softwareishard.com/blog/har-12-spec)."""

from collections.abc import Iterator
from typing import Any

from ...spec.errors import FeedproofError
from ..model import Path
from .body import CUT, ELSEWHERE, Body
from .exchange import Exchange, exchanges_of, is_page, items, line, members, number, objects, words

NAME = "log"
"""The member that holds the entries."""
_CUT = "body truncated"
"""The beginning of schemathesis' comment on a body that it truncated; HAR has no member for that."""
_ELSEWHERE = {"_file", "_sha1"}
"""Members in which Playwright names the file that holds a body."""
_OPENS = ("{", "[")
_PACKED_NOTHING = 20
"""The size of an empty body compressed with gzip, in bytes; other codings need fewer."""
_FORM = "form"
"""The content of a body that has the fields of a form, because these are never JSON."""
_UNSAID = "harfile"
"""The library that writes the log of schemathesis: it may write all bodies as base64, but marks only those of answers."""


def exchanges(value: dict[str, Any]) -> Iterator[Exchange | FeedproofError]:
    """Return the exchanges of a log. Raises FeedproofError if it has no list of entries."""
    log = members(value[NAME])
    entries = items(log.get("entries"), f"{NAME}.entries")
    is_unsaid = members(log.get("creator")).get("name") == _UNSAID and any(map(_has_bytes, entries))
    return exchanges_of(entries, _exchange_in_bytes if is_unsaid else _exchange)


def _has_bytes(entry: Any) -> bool:
    """Return whether the answer of an entry is marked as base64."""
    return _is_base64(members(members(members(entry).get("response")).get("content")))


def _exchange_in_bytes(entry: dict[str, Any], index: int) -> Exchange:
    """Return an exchange whose sent body is treated as base64, unless it looks like JSON."""
    exchange = _exchange(entry, index)
    sent = exchange.sent
    if not isinstance(sent.content, str) or sent.content.lstrip().startswith(_OPENS):
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


def _body(holder: Any, message: dict[str, Any], path: Path) -> Body:
    """Return the body of a message: its text, or the fields of a form; some programs write the text without an object."""
    held, at = (holder, (*path, "text")) if isinstance(holder, dict) else ({"text": holder}, path)
    media = words(held.get("mimeType"))
    if held.get("params") and not held.get("text"):
        return Body((*path, "params"), _FORM, media or _FORM)
    coding, size = _header(message, "content-encoding"), _size(held, message)
    return Body(at, held.get("text"), media, coding, _is_base64(held), size, _gap(held))


def _gap(held: dict[str, Any]) -> str:
    """Return why a body is not complete, if the recording says so."""
    if words(held.get("comment")).startswith(_CUT):
        return CUT
    return ELSEWHERE if _ELSEWHERE & held.keys() and not held.get("text") else ""


def _size(held: dict[str, Any], message: dict[str, Any]) -> int:
    """Return the recorded size of a body in bytes, or else its size in transit; 0 if neither is recorded.

    A browser writes 0 both for a body that it did not keep and for an empty body, which has some bytes in transit if compressed.
    """
    size = held.get("size")
    on_the_way = max(number(message.get("bodySize")), number(_header(message, "content-length")))
    if isinstance(size, int) and (size > 0 or (size == 0 and on_the_way <= _PACKED_NOTHING)):
        return size
    return on_the_way


def _header(message: dict[str, Any], name: str) -> str:
    headers = objects(message.get("headers"))
    return next((words(header.get("value")) for header in headers if words(header.get("name")) == name), "")
