"""Read Postman collections, versions 2.0 and 2.1: saved requests, with example answers (https://schema.postman.com)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...spec.errors import FeedproofError
from ...spec.status import OK, is_success
from ..model import Path
from .body import ELSEWHERE, Body
from .exchange import Exchange, is_page, items, line, members, number, objects, words
from .template import begun

NAME = "item"
"""The member that holds the requests, and folders of them."""
_RAW, _FILE, _FORM = "raw", "file", "form"
"""Kinds of bodies: text, a file, and anything else, which is not JSON."""
_ANSWERS = "response"
_NOTHING = Body((), None, "")


class _SavedRequest(NamedTuple):
    """A request of a collection: its path, its name in messages, and the item that holds it and its answers."""

    path: Path
    name: str
    item: dict[str, Any]


def exchanges(collection: dict[str, Any]) -> Iterator[Exchange | FeedproofError]:
    """Yield an exchange for each body that a request would send, and for each answer that is saved with it.

    Raises FeedproofError if the items of the collection or a folder are not a list.
    """
    values = _values(collection)
    for saved in _requests(collection):
        try:
            yield from _exchanges(saved, values)
        except FeedproofError as error:
            yield error


def _requests(collection: dict[str, Any]) -> Iterator[_SavedRequest]:
    """Yield the requests of all folders, in order."""
    count = 0
    waiting: list[tuple[Path, dict[str, Any]]] = [((), collection)]
    while waiting:
        path, item = waiting.pop()
        if NAME in item:
            held = enumerate(items(item[NAME], NAME))
            waiting += reversed([((*path, NAME, index), members(each)) for index, each in held])
        else:
            yield _SavedRequest(path, f"request {count}", item)
            count += 1


def _values(collection: dict[str, Any]) -> dict[str, str]:
    """Return the values of the collection's own variables; variables of a Postman environment are not in the collection."""
    variables = objects(collection.get("variable"))
    named = ((each.get("key", each.get("id")), each) for each in variables)  # either names it, in both versions
    return {str(name): str(each.get("value") or "") for name, each in named if not each.get("disabled")}


def _exchanges(saved: _SavedRequest, values: Mapping[str, str]) -> Iterator[Exchange]:
    """Yield an exchange for the request, accepted if an answer is a success or none is saved, then one for each answer."""
    request, answers = saved.item.get("request"), objects(saved.item.get(_ANSWERS))
    sent = _sent(members(request), (*saved.path, "request"))
    if not (answers and sent.is_absent):
        yield _asked(saved.name, request, values)._replace(status=_status(answers), sent=sent)
    for index, answer in enumerate(answers):
        own, code = answer.get("originalRequest"), number(answer.get("code"))
        asked = _asked(f"{saved.name}, example {index}", own if members(own).get("url") else request, values)
        yield asked._replace(status=code, answered=_answered(answer, (*saved.path, _ANSWERS, index)))


def _status(answers: Sequence[dict[str, Any]]) -> int:
    """Return the first status that is a success, or else the first status; without answers, 200."""
    codes = [number(answer.get("code")) for answer in answers]
    return next(filter(is_success, codes), codes[0] if codes else OK)


def _asked(name: str, request: Any, values: Mapping[str, str]) -> Exchange:
    """Return an exchange for a request, without bodies. A request may be just a URL; raises FeedproofError if it has none."""
    said = request if isinstance(request, dict) else {"url": request}
    method, url = line({"method": "GET"} | said | {"url": _address(said.get("url"))}, name)
    return Exchange(name, method, begun(url, values), OK, _NOTHING, _NOTHING, is_page(_header(said, "accept")))


def _address(url: Any) -> Any:
    """Return a URL that is stored as a text, or in parts."""
    if not isinstance(url, dict):
        return url
    server, path = _joined(".", url.get("host")), _joined("/", url.get("path"))
    if url.get("raw") or not (server or path):
        return url.get("raw") or None
    protocol, port = str(url.get("protocol") or "").removesuffix("://"), url.get("port")
    return (f"{protocol}://" if protocol else "") + server + (f":{port}" if port else "") + f"/{path.removeprefix('/')}"


def _joined(between: str, parts: Any) -> str:
    """Return the parts of a host or a path as one text; a part of a path may be an object with its text in `value`."""
    if not isinstance(parts, list):
        return str(parts or "")
    return between.join(str(part.get("value") or "") if isinstance(part, dict) else str(part) for part in parts)


def _sent(request: dict[str, Any], path: Path) -> Body:
    body = members(request.get("body"))
    mode = str(body.get("mode", _RAW))
    held, at = body.get(mode), (*path, "body", mode)
    if not held or body.get("disabled"):
        return Body(at, None, "")
    if mode == _RAW:
        return _body(at, held, _header(request, "content-type"))
    return Body(at, _FORM, _FORM, gap=ELSEWHERE if mode == _FILE else "")


def _answered(answer: dict[str, Any], path: Path) -> Body:
    return _body((*path, "body"), answer.get("body"), _header(answer, "content-type"))


def _body(path: Path, held: Any, media: str) -> Body:
    return Body(path, held, media, is_template=True)


def _header(message: dict[str, Any], name: str) -> str:
    """Return the value of a header in lower case; empty if it is missing or disabled, or if all headers are a single text."""
    headers = (header for header in objects(message.get("header")) if not header.get("disabled"))
    return next((words(header.get("value")) for header in headers if words(header.get("key")) == name), "")
