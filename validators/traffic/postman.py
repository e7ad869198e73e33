"""Collections of Postman, versions 2.0 and 2.1: requests that are kept, with examples of answers (https://schema.postman.com)."""

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
"""What a body is: text, what lies in a file, and whatever else, which is no JSON."""
_ANSWERS = "response"
_NOTHING = Body((), None, "")


class _Kept(NamedTuple):
    """A request that a collection keeps: where, what a message calls it, and what holds it and its answers."""

    path: Path
    name: str
    item: dict[str, Any]


def exchanges(collection: dict[str, Any]) -> Iterator[Exchange | FeedproofError]:
    """Yield an exchange for each body that a request would send, and for each answer that is kept with it.

    Raises FeedproofError where something else stands in the place of the requests.
    """
    values = _values(collection)
    for kept in _requests(collection):
        try:
            yield from _exchanges(kept, values)
        except FeedproofError as error:
            yield error


def _requests(collection: dict[str, Any]) -> Iterator[_Kept]:
    """Yield the requests in all folders, in their order."""
    count = 0
    waiting: list[tuple[Path, dict[str, Any]]] = [((), collection)]
    while waiting:
        path, item = waiting.pop()
        if NAME in item:
            held = enumerate(items(item[NAME], NAME))
            waiting += reversed([((*path, NAME, index), members(each)) for index, each in held])
        else:
            yield _Kept(path, f"request {count}", item)
            count += 1


def _values(collection: dict[str, Any]) -> dict[str, str]:
    """Return the values of the collection's own variables; those of an environment are kept elsewhere."""
    variables = objects(collection.get("variable"))
    return {str(each.get("key")): str(each.get("value") or "") for each in variables if not each.get("disabled")}


def _exchanges(kept: _Kept, values: Mapping[str, str]) -> Iterator[Exchange]:
    """Yield what a request would send, which is accepted where one of its answers says so, or none is kept; then each answer."""
    request, answers = kept.item.get("request"), objects(kept.item.get(_ANSWERS))
    sent = _sent(members(request), (*kept.path, "request"))
    if not (answers and sent.is_absent):
        yield _asked(kept.name, request, values)._replace(status=_status(answers), sent=sent)
    for index, answer in enumerate(answers):
        own, code = answer.get("originalRequest"), number(answer.get("code"))
        asked = _asked(f"{kept.name}, example {index}", own if members(own).get("url") else request, values)
        yield asked._replace(status=code, answered=_answered(answer, (*kept.path, _ANSWERS, index)))


def _status(answers: Sequence[dict[str, Any]]) -> int:
    """Return the first status of a success, or else the first one."""
    codes = [number(answer.get("code")) for answer in answers]
    return next(filter(is_success, codes), codes[0] if codes else OK)


def _asked(name: str, request: Any, values: Mapping[str, str]) -> Exchange:
    """Return an exchange without its bodies, by its request, which may be no more than a URL. Raises FeedproofError for none."""
    said = request if isinstance(request, dict) else {"url": request}
    method, url = line({"method": "GET"} | said | {"url": _address(said.get("url"))}, name)
    return Exchange(name, method, begun(url, values), OK, _NOTHING, _NOTHING, is_page(_header(said, "accept")))


def _address(url: Any) -> Any:
    """Return a URL that is kept as a text, or in parts."""
    if not isinstance(url, dict):
        return url
    parts = _joined(".", url.get("host")), _joined("/", url.get("path"))
    return url.get("raw") or ("/".join(parts) if any(parts) else None)


def _joined(between: str, parts: Any) -> str:
    return between.join(map(str, parts)) if isinstance(parts, list) else str(parts or "")


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
    """Return the value of a header, in small letters; nothing where the headers are a text of their own."""
    headers = objects(message.get("header"))
    return next((words(header.get("value")) for header in headers if words(header.get("key")) == name), "")
