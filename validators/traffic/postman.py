"""Collections of Postman, versions 2.0 and 2.1: requests that are kept, with examples of answers (https://schema.postman.com)."""

from collections.abc import Iterator, Mapping
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


class _Kept(NamedTuple):
    """A request that a collection keeps: where, what a message calls it, and what holds it and its answers."""

    path: Path
    name: str
    item: dict[str, Any]


def exchanges(collection: dict[str, Any]) -> Iterator[Exchange | FeedproofError]:
    """Yield an exchange for each answer that is kept with a request, and one for a request without: it counts as accepted.

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
    """Yield the exchanges of a request: its own body is part of the first one that was accepted, or of the first."""
    method, url = _line(kept, values)
    request = members(kept.item.get("request"))
    answers = objects(kept.item.get(_ANSWERS)) or [{"code": OK}]
    main = next((index for index, answer in enumerate(answers) if is_success(number(answer.get("code")))), 0)
    asks_for_page = is_page(words(_header(request, "accept")))
    for index, answer in enumerate(answers):
        name = kept.name if len(answers) == 1 else f"{kept.name}, example {index}"
        sent = _sent(request, (*kept.path, "request")) if index == main else Body(kept.path, None, "")
        answered = _answered(answer, (*kept.path, _ANSWERS, index))
        yield Exchange(name, method, url, number(answer.get("code")), sent, answered, asks_for_page)


def _line(kept: _Kept, values: Mapping[str, str]) -> tuple[str, str]:
    """Return method and URL of a request, which may be no more than its URL."""
    request = kept.item.get("request")
    said = request if isinstance(request, dict) else {"url": request}
    method, url = line({"method": "GET"} | said | {"url": _address(said.get("url"))}, kept.name)
    return method, begun(url, values)


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
