"""What differs in the operations: which there are, their parameters, and what else they answer than records."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .diff_schemas import Schema, compared
from .difference import Difference, Fact, said_once
from .effect import Effect
from .flatten import EVIDENCE, UNSAID, flatten, nearest
from .operations import JSON, Operation, address, deref, operations
from .pointer import join, resolve

_OPERATION = "operation"
_PART = re.compile(r"\{[^}]*\}")
_DOES = {"x-assigns"}
_OWN = {"description", "deprecated", "x-filters", "x-page"}
"""What a parameter says beside its schema."""

Document = dict[str, Any]


def of_operations(old: Document, new: Document, feeds: Collection[str]) -> list[Difference]:
    """Return what differs in the operations that serve these feeds."""
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
    """Return the new URL of each operation whose method or path changed, with the old one: it does what one did that is gone."""
    gone = {(each.feed, each.action): url for url, each in before.items() if url not in after}
    come = {(each.feed, each.action): url for url, each in after.items() if url not in before}
    return {url: gone[does] for does, url in come.items() if does in gone}


def _of_operation(old: Document, before: Operation, new: Document, after: Operation) -> Iterator[Difference]:
    was, now = (_fact(operation) for operation in (before, after))
    if was != now:
        yield Difference(Effect.EVIDENCE, "changed", about=_OPERATION, was=was, now=now)
    yield from _of_parameters(before, after)
    yield from _of_request(old, before, new, after)
    yield from _of_answers(old, before, new, after)


def _fact(operation: Operation) -> Fact:
    own = nearest(operation.node, UNSAID)
    return Fact(own.certainty, own.source, "#" + operation.at)


def _of_request(old: Document, before: Operation, new: Document, after: Operation) -> Iterator[Difference]:
    """Yield what differs in what an operation does and asks for, beside its parameters and what a body holds."""
    had, has = ({keyword: each.node[keyword] for keyword in _DOES if keyword in each.node} for each in (before, after))
    yield from (replace(difference, about=_OPERATION) for difference in compared(had, has))
    had_body, has_body = (_has_body(doc, each) for doc, each in ((old, before), (new, after)))
    yield from _asked_for("required", had_body, has_body, "body")
    secured, secures = (_around(doc, each, "security") for doc, each in ((old, before), (new, after)))
    yield from _asked_for("security", secured, secures)
    served, serves = (list(map(address, _around(doc, each, "servers"))) for doc, each in ((old, before), (new, after)))
    if served != serves:
        yield Difference(Effect.UNJUDGED, "changed", keyword="servers", about=_OPERATION, old=served, new=serves)


def _has_body(document: Document, operation: Operation) -> bool:
    return bool(deref(document, operation.node.get("requestBody", {})).get("required"))


def _asked_for(keyword: str, had: Any, has: Any, about: str = _OPERATION) -> Iterator[Difference]:
    """Yield that something is asked for on one side only, or that it is something else; what is empty asks for nothing."""
    if had != has:
        effect = Effect.STRICTER if not had else Effect.LOOSER if not has else Effect.OTHER
        kind = "added" if not had else "removed" if not has else "changed"
        yield Difference(effect, kind, keyword=keyword, about=about, old=had or None, new=has or None)


def _around(document: Document, operation: Operation, keyword: str) -> list[Any]:
    """Return the list that an operation has, or else the whole document."""
    return list((operation.node if keyword in operation.node else document).get(keyword, []))


def _of_parameters(before: Operation, after: Operation) -> Iterator[Difference]:
    had, has = ({f"{p['in']} {p['name']}": p for p in each.parameters} for each in (before, after))
    for about in dict.fromkeys((*has, *had)):
        if about in had and about in has:
            yield from _of_parameter(had[about], has[about], about)
        elif not about.startswith("path "):  # the path says it
            is_stricter = about in had or has[about].get("required")
            kind = "removed" if about in had else "added"
            yield Difference(Effect.STRICTER if is_stricter else Effect.LOOSER, kind, about=about)


def _of_parameter(had: Document, has: Document, about: str) -> Iterator[Difference]:
    """Yield what differs in a parameter. Where its schema is that of a property, the property says it."""
    old, new = ({keyword: value for keyword, value in each.items() if keyword in _OWN} for each in (had, has))
    yield from (replace(difference, about=about) for difference in compared(old, new))
    yield from _asked_for("required", bool(had.get("required")), bool(has.get("required")), about)
    before, after = had["schema"], has["schema"]
    if "$ref" not in before and "$ref" not in after:
        yield from (replace(difference, about=about) for difference in compared(_bare(before), _bare(after)))
    elif before != after:
        yield Difference(Effect.OTHER, "changed", keyword="schema", old=before, new=after, about=about)


def _bare(schema: Schema) -> Schema:
    """Return a schema that is not compiled without the evidence in it, which a flat one has in another form."""
    kept = {keyword: argument for keyword, argument in schema.items() if keyword != EVIDENCE}
    return {
        keyword: _bare(argument) if isinstance(argument, Mapping) else argument for keyword, argument in kept.items()
    }


def _of_answers(old: Document, before: Operation, new: Document, after: Operation) -> Iterator[Difference]:
    """Yield what differs in the answers, but in the records that they hold: those are judged, and said with them."""
    had, has = before.node["responses"], after.node["responses"]
    for status in sorted({*had, *has}):
        about = f"answer {status}"
        if status in had and status in has:
            bodies = _body(old, before, status), _body(new, after, status)
            yield from (replace(difference, about=about) for difference in compared(*bodies))
        else:
            effect, kind = (Effect.STRICTER, "removed") if status in had else (Effect.LOOSER, "added")
            yield Difference(effect, kind, about=about)


def _body(document: Document, operation: Operation, status: str) -> Schema:
    """Return the flat schema of an answer, without records; empty for one that is a record, or no JSON."""
    if status.startswith("2") and operation.action != "list":
        return {}
    at = join(operation.at, "responses", status)
    while "$ref" in (node := resolve(document, at)):
        at = node["$ref"].removeprefix("#")
    if "schema" not in node.get("content", {}).get(JSON, {}):
        return {}
    flat = flatten(document, join(at, "content", JSON, "schema"), UNSAID)
    return _without_items(flat) if status.startswith("2") else flat


def _without_items(flat: Schema) -> Schema:
    properties = {
        name: {keyword: argument for keyword, argument in child.items() if keyword != "items"}
        for name, child in flat.get("properties", {}).items()
    }
    return {**flat, "properties": properties}
