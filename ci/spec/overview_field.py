"""A field of the contract as text: all facts about it, with their evidence."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...spec.contract import ACTIONS, Contract, Feed
from ...spec.dialect import judges, keywords
from ...spec.errors import FeedproofError, printable
from ...spec.flat import ALIASES, Path, schema_at
from ...spec.nearest import did_you_mean
from ...validators.model import SEVERITY
from ...validators.personal import may_be_personal
from ..paragraph import paragraph
from .overview import VERBS, called, fields, holds_for, in_short, mark, title
from .overview_facts import Said, said

_HEAD = {"title", "description"}
_EXAMPLES = "examples"


def of_field(contract: Contract, feed_name: str, name: str) -> Iterator[str]:
    """Yield the text about a field; one in the items of an array is called Array[].Field.

    Raises FeedproofError, which suggests the nearest name, or the feed's name for an alias.
    """
    feed = contract.feed(feed_name)
    at = _place(feed, name)
    schemas = fields(feed)[at]
    yield from (title(contract), "", *_head(feed, name, schemas))
    yield from paragraph("  ", _use(contract, feed, at))
    is_personal = any(may_be_personal(feed.actions[action], at) for action in schemas)
    yield from _section("", said(schemas), feed, is_personal=is_personal)
    items = {action: schema["items"] for action, schema in schemas.items() if "items" in schema}
    yield from _section("each item", said(items), feed, is_personal=is_personal)
    yield from _section("with others", _about(feed, at), feed)


def _place(feed: Feed, name: str) -> Path:
    known = {called(at): at for at in fields(feed)}
    if name in known:
        return known[name]
    real = next((called(at) for at, schemas in fields(feed).items() if name in _aliases(schemas)), None)
    hint = f"; it is called {real!r} here" if real else did_you_mean(name, known)
    raise FeedproofError(f"{feed.name} has no field {name!r}{hint}; see feedproof spec show {feed.name}")


def _aliases(schemas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [alias for schema in schemas.values() for alias in schema.get(ALIASES, [])]


def _head(feed: Feed, name: str, schemas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    schema = next(iter(schemas.values()))
    words = printable(schema.get("description", schema.get("title", "")))
    return paragraph(f"{feed.name} {printable(name)}: ", f"{in_short(schema)}. {words}")


def _use(contract: Contract, feed: Feed, at: Path) -> str:
    """Return which bodies have the field, and by which parameters lists can be filtered by it."""
    marks = {verb: mark(feed.actions[action], at) for action, verb in VERBS.items() if action in feed.actions}
    words = [f"{verb}: {_MARKS[marked]}" for verb, marked in marks.items()]
    served = (operation for operation in contract.operations if operation.feed == feed.name)
    filters = [parameter for each in served for parameter, field in each.filters.items() if field == called(at)]
    return "; ".join([*words, *(f"lists are filtered by {parameter}" for parameter in filters)])


_MARKS = {"required": "required", "yes": "optional", "-": "not sent"}


def _section(heading: str, found: Sequence[Said], feed: Feed, *, is_personal: bool = False) -> Iterator[str]:
    """Yield the facts under a heading, without the texts that the head shows; nothing if there are none."""
    listed = [one for one in found if one.keyword not in _HEAD]
    if listed:
        yield ""
    if listed and heading:
        yield heading
    for one in listed:
        yield from _fact(one, feed, is_hidden=is_personal and one.keyword == _EXAMPLES)


def _fact(one: Said, feed: Feed, *, is_hidden: bool) -> Iterator[str]:
    """Yield a keyword with its argument, its meaning, and its evidence if it has any."""
    shown = "not shown, as they are personal" if is_hidden else one.text
    yield from paragraph(f"  {one.keyword}  ", f"{shown}{holds_for(one, feed)}".strip()) or [f"  {one.keyword}"]
    yield from paragraph("    ", keywords()[one.keyword].says)
    if one.source:
        means = f", so breaking it is {_A[str(SEVERITY[one.certainty])]}" if judges(one.keyword) else ""
        yield from paragraph("    ", printable(f"{one.certainty}{means}: {one.source}"))


_A = {"error": "an error", "warning": "a warning", "note": "a note"}


def _about(feed: Feed, at: Path) -> list[Said]:
    """Return the facts of the objects around the field that name it."""
    *way, last = at
    owners = {action: schema_at(feed.actions[action], way) for action in ACTIONS if action in feed.actions}
    return [one for one in said(owners) if _names(one.argument, str(last)) and one.keyword not in _HEAD]


def _names(argument: Any, name: str) -> bool:
    """Return whether an argument names a property anywhere."""
    if isinstance(argument, Mapping):
        return name in argument or any(_names(member, name) for member in argument.values())
    return any(_names(item, name) for item in argument) if isinstance(argument, list) else bool(argument == name)
