"""The contract as people read it: for each feed its operations and its fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..spec.contract import Contract, Feed
from ..spec.flatten import CERTAINTY, EVIDENCE
from ..spec.operations import Operation, operations
from ..validators.kinds import kinds
from .table import table

_VERBS = {"read": "GET", "update": "PUT", "create": "POST"}


def overview(contract: Contract, feed: str | None = None) -> Iterator[str]:
    """Yield the lines. Raises FeedproofError with the nearest name for a feed that does not exist."""
    feeds = [contract.feed(feed)] if feed else list(contract.feeds.values())
    served = operations(contract.openapi)
    yield f"{contract.openapi['info']['title']}, contract {contract.version} (sha256 {contract.sha256[:12]})"
    for shown in feeds:
        yield from ("", *_feed(shown, [operation for operation in served if operation.feed == shown.name]))


def _feed(feed: Feed, served: list[Operation]) -> Iterator[str]:
    yield f"{feed.name}: identified by {feed.key}{f', listed in {feed.envelope!r}' if feed.envelope else ''}"
    yield ""
    rows = [(operation.label, operation.action, operation.node.get(CERTAINTY, "")) for operation in served]
    yield from table(("operation", "action", "certainty"), rows, indent="  ")
    yield ""
    verbs = [verb for action, verb in _VERBS.items() if action in feed.actions]
    filters = {name for operation in served for name in operation.filters.values()}
    yield from table(("field", "type", *verbs, "filter", "certainty"), list(_fields(feed, filters)), indent="  ")


def _fields(feed: Feed, filters: set[str]) -> Iterator[tuple[str, ...]]:
    actions = [action for action in _VERBS if action in feed.actions]
    for name, schema in _properties(feed.actions["read"], ""):
        marks = [_mark(feed.actions[action], name) for action in actions]
        yield name, in_short(schema), *marks, "yes" if name in filters else "-", _certainty(schema)


def _properties(schema: dict[str, Any], before: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property with its name, those of the items of an array below it."""
    for name, child in schema.get("properties", {}).items():
        yield before + name, child
        yield from _properties(child.get("items", {}), f"{before}{name}[].")


def _mark(schema: dict[str, Any], name: str) -> str:
    owner = schema
    *arrays, last = name.split("[].")
    for array in arrays:
        if owner["properties"][array].get("readOnly"):
            return "-"
        owner = owner["properties"][array]["items"]
    if last not in owner.get("properties", {}) or owner["properties"][last].get("readOnly"):
        return "-"
    return "required" if last in owner.get("required", []) else "yes"


def in_short(schema: Mapping[str, Any]) -> str:
    """Return what a value may be: its type, its format or how many values there are, and whether it is personal."""
    words = [" or ".join(kinds(schema)) or "any"]
    words += [schema["format"]] if "format" in schema else []
    words += [f"{len(schema['enum'])} values"] if "enum" in schema else []
    words += ["personal"] if schema.get("x-personal") else []
    return ", ".join(words)


def _certainty(schema: dict[str, Any]) -> str:
    return str(schema[EVIDENCE]["type"][0]) if "type" in schema[EVIDENCE] else ""
