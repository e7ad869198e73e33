"""The contract as text: the feeds with their operations, and for each feed its fields and the rules between them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...spec.contract import ACTIONS, Contract, Feed
from ...spec.dialect import judges, keyword_named
from ...spec.errors import printable
from ...spec.evidence import CERTAINTY, certainty_of
from ...spec.flat import ITEM, Path, descend
from ...spec.nulls import NOT_NULL
from ...spec.operations import Operation
from ...validators.personal import is_marked
from ..paragraph import paragraph
from ..table import table
from .overview_facts import Said, readable, said

VERBS = {"read": "GET", "update": "PUT", "create": "POST"}
_IN_TABLE = {"type", "format", "enum", "readOnly", NOT_NULL}
"""What the table of the fields says of a field, and what is said of all of them."""
_BY_FIELD = {"type", "required", "x-key"}
"""What the table, and the line above all, say of a record."""


def of_all(contract: Contract) -> Iterator[str]:
    """Yield the text about all feeds, each with its operations."""
    yield title(contract)
    for feed in contract.feeds.values():
        yield from ("", *_head(feed, _served(contract, feed)))
    yield from ("", "feedproof spec show FEED shows one feed")


def of_feed(contract: Contract, name: str) -> Iterator[str]:
    """Yield the text about a feed. Raises FeedproofError, which suggests the nearest name, if there is none."""
    feed = contract.feed(name)
    served = _served(contract, feed)
    yield from (title(contract), "", *_head(feed, served), "")
    verbs = [verb for action, verb in VERBS.items() if action in feed.actions]
    filtered = {field for operation in served for field in operation.filters.values()}
    yield from table(("field", "type", *verbs, "filter", "certainty"), list(_fields(feed, filtered)), indent="  ")
    yield from _values(feed)
    yield from _between(feed)
    yield from ("", f"feedproof spec show {feed.name} FIELD shows one field")


def title(contract: Contract) -> str:
    """Return the title of the contract, its version and the beginning of its digest."""
    name = printable(contract.openapi["info"]["title"])
    return f"{name}, contract {contract.version} (sha256 {contract.sha256[:12]})"


def fields(feed: Feed) -> dict[Path, dict[str, Mapping[str, Any]]]:
    """Return the flat schemas of every field, by its place and by action; fields of items come after their array."""
    found: dict[Path, dict[str, Mapping[str, Any]]] = {}
    for action in (action for action in ACTIONS if action in feed.actions):
        for at, schema in _properties(feed.actions[action], ()):
            found.setdefault(at, {})[action] = schema
    return found


def called(at: Path) -> str:
    """Return the name of a field on the command line: its name, or Array[].Name."""
    return "[].".join(str(step) for step in at if step != ITEM)


def mark(schema: dict[str, Any], at: Path) -> str:
    """Return "required" or "yes" if a payload must or may have the field, and "-" if it may not."""
    *owners, own = descend(schema, at)
    if not own or any(each.get("readOnly") for each in (*owners[1:], own)):
        return "-"
    return "required" if at[-1] in owners[-1].get("required", []) else "yes"


def in_short(schema: Mapping[str, Any]) -> str:
    """Return in short what a value may be: its type, its format or the number of listed values, and whether it is personal."""
    words = [" or ".join(schema.get("type", ["any"]))]
    words += [schema["format"]] if "format" in schema else []
    words += [f"{len(schema['enum'])} values"] if "enum" in schema else []
    words += ["personal"] if is_marked(schema) else []
    return ", ".join(words)


def _served(contract: Contract, feed: Feed) -> list[Operation]:
    return [operation for operation in contract.operations if operation.feed == feed.name]


def _head(feed: Feed, served: list[Operation]) -> Iterator[str]:
    yield f"{feed.name}: identified by {feed.key}{f', listed in {feed.envelope!r}' if feed.envelope else ''}"
    yield ""
    rows = [(operation.label, operation.action, operation.node.get(CERTAINTY, "")) for operation in served]
    yield from table(("operation", "action", "certainty"), rows, indent="  ")


def _fields(feed: Feed, filtered: set[str]) -> Iterator[tuple[str, ...]]:
    actions = [action for action in VERBS if action in feed.actions]
    for at, schemas in fields(feed).items():
        name, schema = called(at), next(iter(schemas.values()))
        marks = [mark(feed.actions[action], at) for action in actions]
        yield name, in_short(schema), *marks, "yes" if name in filtered else "-", certainty_of(schema, "type")


def _properties(schema: Mapping[str, Any], before: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every property with its place, followed by the properties of its items."""
    for name, child in schema.get("properties", {}).items():
        yield (*before, name), child
        yield from _properties(child.get("items", {}), (*before, name, ITEM))


def _values(feed: Feed) -> Iterator[str]:
    """Yield the listed values and the bounds of the fields."""
    found = ((called(at), _bounds(next(iter(schemas.values())))) for at, schemas in fields(feed).items())
    yield from _section("values and bounds", [(name, text) for name, text in found if text])


def _section(heading: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a heading and two columns; nothing if there are no rows."""
    if rows:
        yield from ("", f"  {heading}")
    width = max((len(name) for name, _ in rows), default=0)
    for name, text in rows:
        yield from paragraph(f"    {name.ljust(width)}  ", text)


def _bounds(schema: Mapping[str, Any]) -> str:
    words = [readable(schema["enum"])] if "enum" in schema else []
    words += [
        f"{keyword} {readable(keyword_named(keyword).authored(argument))}".rstrip()
        for keyword, argument in schema.items()
        if judges(keyword) and keyword not in _IN_TABLE
    ]
    return "; ".join(words)


def _between(feed: Feed) -> Iterator[str]:
    """Yield the rules between the fields of a record."""
    schemas = {action: feed.actions[action] for action in ACTIONS if action in feed.actions}
    found = [one for one in said(schemas) if judges(one.keyword) and one.keyword not in _BY_FIELD]
    rows = [(one.keyword, f"{one.text}  {one.certainty}{holds_for(one, feed)}") for one in found]
    yield from _section("between fields", rows)


def holds_for(one: Said, feed: Feed) -> str:
    """Return the actions that a fact holds for; empty if it holds for all actions of the feed."""
    return "" if len(one.actions) == len(feed.actions) else f"  ({', '.join(one.actions)})"
