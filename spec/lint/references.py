"""Every `$ref` stands alone, leads to something of its kind, and never back to itself."""

from collections.abc import Iterator
from typing import Any

from ..conform import Issue
from ..keys import Key, keys
from ..layers import resolves, target
from ..pointer import join, resolve
from ..walk import walk

_REFERABLE = {"schema", "parameter", "response"}


def references(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every reference that cannot be followed."""
    kinds = {node.at: node.kind for node in walk(document)}
    for key in keys(document):
        if key.name == "$ref":
            message = _fault(document, kinds, key)
            if message:
                yield key.at, message


def _fault(document: dict[str, Any], kinds: dict[str, str], key: Key) -> str:
    if len(key.beside) > 1:
        return "a $ref must stand alone; only some programs read what is next to it"
    if not resolves(document, key.value):
        return f"{key.value!r} leads nowhere in this document"
    return _wrong_kind(document, kinds, key)


def _wrong_kind(document: dict[str, Any], kinds: dict[str, str], key: Key) -> str:
    kind = kinds.get(key.owner)
    if kind is None:
        return ""
    if kind not in _REFERABLE:
        return f"a {kind} must be written out in place"
    if kinds.get(target(key.value)) != kind:
        return f"{key.value!r} does not lead to a {kind}"
    if kind == "response" and "$ref" in resolve(document, target(key.value)):
        return f"{key.value!r} leads to another $ref; name its target"
    return ""


def loops(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every reference that leads back to where it came from."""
    done: set[str] = set()
    for node in walk(document):
        if node.kind in _REFERABLE:
            yield from _follow(document, node.at, (), done)


def _follow(document: dict[str, Any], at: str, trail: tuple[str, ...], done: set[str]) -> Iterator[Issue]:
    if at in trail:
        yield join(trail[-1], "$ref"), "leads back to itself; a payload of this shape would never end"
    elif at not in done:
        done.add(at)
        for child in _below(resolve(document, at), at):
            yield from _follow(document, child, (*trail, at), done)


def _below(node: dict[str, Any], at: str) -> list[str]:
    if "$ref" in node:
        return [target(node["$ref"])]
    named = [join(at, "properties", name) for name in node.get("properties", {})]
    listed = [join(at, "allOf", index) for index in range(len(node.get("allOf", [])))]
    return [*named, *listed, *([join(at, "items")] if "items" in node else [])]
