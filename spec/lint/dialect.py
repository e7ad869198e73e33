"""Every keyword is known, stands where it may, and has an argument that it can work with."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from ..conform import CompiledSchema, Issue, compiled, conform
from ..dialect import keywords, shipped
from ..keys import Key, keys
from ..layers import layers, properties
from ..nearest import did_you_mean
from ..pointer import join
from ..walk import OpenAPIObject, walk

_METASCHEMA = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
_FREE = {"title", "description", "type", "allOf", "properties", "x-certainty", "x-source", "x-evidence"}
_NOT_PORTABLE = re.compile(r"\\[dDwWsSbB]|\(\?[=!<]")


def placement(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every x- key, and every keyword of a schema that the judge reads, that is unknown or out of place."""
    nodes = list(walk(document))
    kinds = {node.at: node.kind for node in nodes}
    unjudged = tuple(join(node.at, "schema") for node in nodes if node.kind == "parameter")
    for key in keys(document):
        kind = kinds.get(key.owner, "object")
        judged = kind == "schema" and not key.owner.startswith(unjudged)
        if key.name.startswith("x-") or judged:
            message = _misplaced(key, kind)
            if message:
                yield key.at, message


def _misplaced(key: Key, kind: str) -> str:
    if key.name in _of_actions():
        return f"{key.name} is not a keyword of a {kind}: write it in an action of its own, next to target and instead of update"
    if key.name in keywords():
        on = keywords()[key.name].on
        return "" if kind in on else f"{key.name} has no meaning on this {kind}; it belongs on: {', '.join(on)}"
    known = [keyword.name for keyword in keywords().values() if kind in keyword.on or key.name.startswith("x-")]
    who = "the dialect does not have it" if key.name.startswith("x-") else "the judge has no rule for it"
    return f"{key.name}: {who}{did_you_mean(key.name, known)}; see spec/keywords.yaml"


@cache
def _of_actions() -> set[str]:
    """Return the keys of our own that an action of an overlay has, which are nothing inside of its update."""
    return {name for name in shipped("overlay.shape.yaml")["$defs"]["action"]["properties"] if name.startswith("x-")}


def arguments(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every argument that its keyword cannot work with."""
    feeds = {node.value["x-feed"] for node in walk(document) if isinstance(node.value.get("x-feed"), str)}
    for node in walk(document):
        names = _names(document, node, feeds)
        for name in node.value:
            if name in keywords() and node.kind in keywords()[name].on:
                yield from conform(_reader(name, *names), node.value[name], join(node.at, name), names)


@cache
def _reader(keyword: str, *formats: str) -> CompiledSchema:
    return compiled(keywords()[keyword].argument, formats)


def _names(document: dict[str, Any], node: OpenAPIObject, feeds: set[str]) -> dict[str, Collection[Any]]:
    """Return what the arguments on this object may name."""
    owner, is_property, _ = node.at.rpartition("/properties/")
    return {
        "property": properties(document, node.at) if node.kind == "schema" else (),
        "sibling": properties(document, owner) if node.kind == "schema" and is_property else (),
        "value": node.value.get("enum", ()),
        "keyword": node.value,
        "feed": feeds,
        "source": document.get("x-sources", {}),
        "collection": [*sorted(feeds), *document.get("x-collections", {})],
    }


def schemas(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield what the metaschema of JSON Schema 2020-12 says."""
    from jsonschema_rs import meta

    root = " "
    for node in walk(document):
        if node.kind == "schema" and not node.at.startswith(root):
            root = node.at + "/"
            if not meta.is_valid(node.value):
                yield from conform(compiled(_METASCHEMA), node.value, node.at)


def patterns(document: dict[str, Any]) -> Iterator[Issue]:
    r"""Yield every pattern that two regular expression engines would read in two ways."""
    for node in walk(document):
        pattern = node.value.get("pattern") if node.kind == "schema" else None
        found = _NOT_PORTABLE.search(pattern) if isinstance(pattern, str) else None
        if found:
            yield join(node.at, "pattern"), f"{found[0]} differs between regex engines; write classes such as [0-9]"


def doubles(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield what two schemas of one `allOf` both say: in the flat schema only one would count."""
    for node in walk(document):
        first: dict[str, str] = {}
        for at, layer in layers(document, node.at) if node.kind == "schema" and "allOf" in node.value else ():
            for parts in _sayings(layer):
                place = join(at, *parts)
                if first.setdefault(join("", *parts), place) != place:
                    yield first[join("", *parts)], f"{parts[-1]} is at {place} too; an allOf may have it only once"


def _sayings(layer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    yield from ((key,) for key in layer if not _joins(key))
    yield from (("properties", name) for name in layer.get("properties", {}))


def _joins(key: str) -> bool:
    """Return whether the flat schema can hold the arguments of several schemas."""
    return key in _FREE or (key in keywords() and keywords()[key].argument.get("type") == "array")


CHECKS = (placement, arguments, schemas, patterns, doubles)
