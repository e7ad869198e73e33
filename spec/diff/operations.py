"""Differences between operations: which there are, their parameters, and what their requests need."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from ..dialect import judges
from ..evidence import EVIDENCE, UNSAID, own_or_inherited
from ..flatten import flatten
from ..operations import Operation, address, deref, operations, parameters_at
from ..pointer import join, resolve
from .answers import of_answers
from .bounds import Schema
from .difference import Difference, placeless, said_once
from .effect import Effect
from .presence import asked_for, of_content
from .schemas import compared

_OPERATION = "operation"
_NAME = "operationId"
_PART = re.compile(r"\{[^{}]*\}")
_DOES = {"x-assigns", "deprecated"}
_OWN = {"description", "deprecated", "x-filters", "x-page"}
"""What a parameter says beside its schema."""
_STYLE = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
"""How OpenAPI writes the value of a parameter that does not say it, by where it stands."""

Document = dict[str, Any]


def of_operations(old: Document, new: Document, feeds: Collection[str]) -> list[Difference]:
    """Return the differences between the operations that serve these feeds."""
    before, after = ({_url(each): each for each in operations(doc) if each.feed in feeds} for doc in (old, new))
    moved = _moved(before, after)
    found: list[tuple[str, Difference]] = []
    for url, operation in after.items():
        former, label = before.get(moved.get(url, url)), operation.label
        if former is None:
            found.append((label, Difference(Effect.LOOSER, "added", about=_OPERATION)))
            continue
        if url in moved:
            found.append((label, Difference(Effect.OTHER, "changed", about=_OPERATION, old=former.label, new=label)))
        found += ((label, difference) for difference in _of_operation(old, former, new, operation))
    gone = [each.label for url, each in before.items() if url not in after and url not in moved.values()]
    found += ((label, Difference(Effect.STRICTER, "removed", about=_OPERATION)) for label in gone)
    return sorted(said_once(found), key=lambda difference: difference.about)


def _url(operation: Operation) -> str:
    """Return method and path without the names of its parts, which are no part of a URL."""
    return f"{operation.method} {_PART.sub('{}', operation.path)}"


def _moved(before: dict[str, Operation], after: dict[str, Operation]) -> dict[str, str]:
    """Return the new URL of each operation whose method or path changed, with its old one: both have the same feed and action."""
    gone = {(each.feed, each.action): url for url, each in before.items() if url not in after}
    come = {(each.feed, each.action): url for url, each in after.items() if url not in before}
    return {url: gone[does] for does, url in come.items() if does in gone}


def _of_operation(old: Document, before: Operation, new: Document, after: Operation) -> Iterator[Difference]:
    yield from _of_evidence(before, after, _OPERATION)
    yield from _of_name(before.node.get(_NAME), after.node.get(_NAME))
    yield from _of_parameters(old, before, new, after)
    yield from _of_request(old, before, new, after)
    yield from of_answers(old, before, new, after)


def _of_name(old: str | None, new: str | None) -> Iterator[Difference]:
    """Yield the difference if an operation's name changed: no request shows it, but generated clients use it."""
    if old != new:
        kind = "added" if old is None else "removed" if new is None else "changed"
        yield Difference(Effect.UNJUDGED, kind, keyword=_NAME, about=_OPERATION, old=old, new=new)


def _of_evidence(had: "Operation | _Parameter", has: "Operation | _Parameter", about: str) -> Iterator[Difference]:
    was, now = (own_or_inherited(each.node, UNSAID)._replace(at=f"#{each.at}") for each in (had, has))
    if placeless(was) != placeless(now):
        yield Difference(Effect.EVIDENCE, "changed", about=about, was=was, now=now)


def _of_request(old: Document, before: Operation, new: Document, after: Operation) -> Iterator[Difference]:
    """Yield the differences in what an operation does and needs, except in its parameters and in the schema of its body."""
    yield from (replace(difference, about=_OPERATION) for difference in compared(_does(before), _does(after)))
    old_body, new_body = _body(old, before), _body(new, after)
    yield from asked_for("required", bool(old_body.get("required")), bool(new_body.get("required")), "body")
    yield from of_content(old_body, new_body, "body")
    yield from asked_for("security", _security(old, before), _security(new, after), _OPERATION)
    old_urls, new_urls = _server_urls(old, before), _server_urls(new, after)
    if old_urls != new_urls:
        yield Difference(Effect.UNJUDGED, "changed", keyword="servers", about=_OPERATION, old=old_urls, new=new_urls)


def _does(operation: Operation) -> Schema:
    """Return the keywords of an operation that say what it does."""
    return {keyword: operation.node[keyword] for keyword in _DOES if keyword in operation.node}


def _body(document: Document, operation: Operation) -> Document:
    """Return the OpenAPI object of the operation's request body; empty if it takes none."""
    return deref(document, operation.node.get("requestBody", {}))


def _server_urls(document: Document, operation: Operation) -> list[str]:
    return list(map(address, _around(document, operation, "servers")))


def _security(document: Document, operation: Operation) -> list[Document]:
    """Return the alternatives that authorise a request, each with its schemes."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    return [
        {name: _said(deref(document, schemes.get(name, {}))) | {"scopes": scopes} for name, scopes in choice.items()}
        for choice in _around(document, operation, "security")
    ]


def _said(scheme: Document) -> Document:
    """Return a security scheme without its description and its evidence."""
    return {name: value for name, value in scheme.items() if name != "description" and not name.startswith("x-")}


def _around(document: Document, operation: Operation, keyword: str) -> list[Any]:
    """Return the list under a keyword of the operation or, if it has none, of the whole document."""
    return list((operation.node if keyword in operation.node else document).get(keyword, []))


def _of_parameters(old: Document, before: Operation, new: Document, after: Operation) -> Iterator[Difference]:
    had, has = (_parameters(doc, each) for doc, each in ((old, before), (new, after)))
    for about in dict.fromkeys((*has, *had)):
        if about in had and about in has:
            yield from _of_parameter(had[about], has[about], about)
        elif not about.startswith("path "):  # the path says it
            is_stricter = about in had or has[about].node.get("required")
            kind = "removed" if about in had else "added"
            yield Difference(Effect.STRICTER if is_stricter else Effect.LOOSER, kind, about=about)


class _Parameter(NamedTuple):
    """A parameter: where it stands, itself, its flat schema, and the pointer that its schema is a reference to, if it is one."""

    at: str
    node: Document
    schema: Schema
    reference: str


def _parameters(document: Document, operation: Operation) -> dict[str, _Parameter]:
    """Return the parameters of an operation by location and name, such as "query limit"."""
    found = [_Parameter(at, *_schema(document, at)) for at in parameters_at(document, operation)]
    return {f"{each.node['in']} {each.node['name']}": each for each in found}


def _schema(document: Document, at: str) -> tuple[Document, Schema, str]:
    node = resolve(document, at)
    return node, flatten(document, join(at, "schema"), UNSAID), node["schema"].get("$ref", "")


def _of_parameter(had: _Parameter, has: _Parameter, about: str) -> Iterator[Difference]:
    """Yield the differences between two parameters. If the schema is that of a property, the property reports its differences."""
    yield from _of_evidence(had, has, about)
    old, new = ({name: value for name, value in each.node.items() if name in _OWN} for each in (had, has))
    yield from (replace(difference, about=about) for difference in compared(old, new))
    yield from asked_for("required", bool(had.node.get("required")), bool(has.node.get("required")), about)
    yield from _of_spelling(_spelling(had.node), _spelling(has.node), about)
    if not had.reference or had.reference != has.reference:
        is_property = bool(had.reference or has.reference)
        before, after = (_of_value(each.schema, is_property=is_property) for each in (had, has))
        yield from (replace(difference, about=about) for difference in compared(before, after))


def _of_value(schema: Schema, *, is_property: bool) -> Schema:
    """Return the keywords of a flat schema that judge the value of a parameter, without evidence: the parameter has its own.

    If the schema is that of a property, only JSON Schema's keywords count; the others are about records.
    """
    return {
        name: argument
        for name, argument in schema.items()
        if name != EVIDENCE and not (is_property and (name.startswith("x-") or name == "readOnly" or not judges(name)))
    }


def _spelling(parameter: Document) -> Document:
    """Return how the value of a parameter is serialised, with OpenAPI's defaults."""
    style = parameter.get("style", _STYLE[parameter["in"]])
    said = {"style": style, "explode": style == "form", "allowReserved": False}
    return {name: parameter.get(name, default) for name, default in said.items()}


def _of_spelling(had: Document, has: Document, about: str) -> Iterator[Difference]:
    for name, old in had.items():
        if old != has[name]:
            yield Difference(Effect.OTHER, "changed", keyword=name, about=about, old=old, new=has[name])
