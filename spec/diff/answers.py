"""Differences between the answers of operations: in their statuses, their headers, and their bodies."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from ..evidence import EVIDENCE, UNSAID
from ..flatten import flatten
from ..layers import layers
from ..operations import JSON, Operation, answer_schema_at, operations
from ..pointer import join
from .bounds import Schema
from .difference import Difference
from .effect import Effect
from .presence import asked_for, of_content
from .schemas import compared

Document = dict[str, Any]


def of_answers(old: Document, before: Operation, new: Document, after: Operation) -> Iterator[Difference]:
    """Yield the differences between an operation's answers, except in the feed's records: those are reported for the feed."""
    had, has = before.node["responses"], after.node["responses"]
    records = _record(old, before.feed), _record(new, after.feed)
    for status in sorted({*had, *has}):
        about = f"answer {status}"
        if status in had and status in has:
            yield from _of_answer(_Answer(old, before, status), _Answer(new, after, status), records, about)
        else:
            effect, kind = (Effect.STRICTER, "removed") if status in had else (Effect.LOOSER, "added")
            yield Difference(effect, kind, about=about)


class _Answer:
    """An answer of an operation: its OpenAPI object, its headers, and the flat schema of its body (None if that is not JSON)."""

    def __init__(self, document: Document, operation: Operation, status: str) -> None:
        at, self.node = next(layers(document, join(operation.at, "responses", status)))
        media = self.node.get("content", {}).get(JSON)
        self.body: Schema | None = None if media is None else _flat(document, media, join(at, "content", JSON))
        self.headers = dict(_headers(document, join(at, "headers"), self.node.get("headers", {})))


class _Header(NamedTuple):
    """A header of an answer: its name as written, whether it must be there, and the flat schema of its value."""

    name: str
    required: bool
    schema: Schema


def _headers(document: Document, at: str, named: Document) -> Iterator[tuple[str, _Header]]:
    """Yield the headers with their names in lower case, because header names are compared without regard to case."""
    for name in named:
        place, node = next(layers(document, join(at, name)))
        flat = _flat(document, node, place)
        schema = {keyword: argument for keyword, argument in flat.items() if keyword != EVIDENCE}
        yield name.lower(), _Header(name, bool(node.get("required")), schema)


def _flat(document: Document, node: Document, at: str) -> Schema:
    """Return the flat schema of the object at the pointer; empty if it has no schema."""
    return flatten(document, join(at, "schema"), UNSAID) if "schema" in node else {}


def _of_answer(had: _Answer, has: _Answer, records: tuple[Schema, Schema], about: str) -> Iterator[Difference]:
    yield from of_content(had.node, has.node, about)
    yield from _of_headers(had.headers, has.headers, about)
    if had.body is not None and has.body is not None:
        bodies = _beside(had.body, has.body, *records), _beside(has.body, had.body, *reversed(records))
        yield from (replace(difference, about=about) for difference in compared(*bodies))


def _of_headers(had: dict[str, _Header], has: dict[str, _Header], about: str) -> Iterator[Difference]:
    for name in dict.fromkeys((*has, *had)):
        whole = f"{about} header {(has.get(name) or had[name]).name}"
        if name not in had:
            yield Difference(Effect.STRICTER, "added", about=whole)
        elif name not in has:
            yield Difference(Effect.LOOSER, "removed", about=whole)
        else:
            yield from asked_for("required", had[name].required, has[name].required, whole)
            yield from (replace(each, about=whole) for each in compared(had[name].schema, has[name].schema))


def _record(document: Document, feed: str) -> Schema:
    """Return the flat schema of the records in answers to the feed's read operation; empty if it has no such operation."""
    reads = (each for each in operations(document) if (each.feed, each.action) == (feed, "read"))
    return next((flatten(document, answer_schema_at(document, each), UNSAID) for each in reads), {})


def _beside(body: Schema, other: Schema, record: Schema, other_record: Schema) -> Schema:
    """Return the schema of a body without the records of its feed, if the body on the other side has its records there, too."""
    if body == record and other == other_record:
        return {}
    others, properties = other.get("properties", {}), dict(body.get("properties", {}))
    for name, child in properties.items():
        if name not in others or (child.get("items"), others[name].get("items")) == (record, other_record):
            properties[name] = _without_items(child)
    return {**body, "properties": properties}


def _without_items(schema: Schema) -> Schema:
    return {keyword: argument for keyword, argument in schema.items() if keyword != "items"}
