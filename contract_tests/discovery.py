"""Discovery: the ids that a server's lists show, so that requests can name records that exist."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from ..spec.contract import Contract, Feed
from ..spec.operations import Operation, fill
from ..validators.identity import id_text
from ..validators.judge import Judge
from ..validators.model import Context
from ..validators.text.strict import encodes
from .server.target import Answer, Target
from .server.unanswered import NoAnswerError

_PARENTS = 5
_PAGES = 1000

Values = dict[str, str]
"""The values of path parameters, by name."""

ListedPaths = dict[tuple[str, ...], list[Values]]
"""Names of path parameters, in order, to the values that lead to listed records."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """The listed ids by collection, and the path parameters of the listed records."""

    ids: Mapping[str, frozenset[str]]
    paths: ListedPaths = field(default_factory=dict)

    def judge(self, contract: Contract, operation: Operation) -> Judge:
        """Return the judge of an operation's request bodies; it knows these ids."""
        return Judge(operation.feed, Context(action=operation.action, known=self.ids), contract)


def lists(contract: Contract) -> list[Operation]:
    """Return the operations that list a feed, those without path parameters first."""
    found = (operation for operation in contract.operations if operation.action == "list")
    return sorted(found, key=lambda operation: len(operation.path_names))


def discover(contract: Contract, target: Target) -> Discovered:
    """Read the lists and return the ids that they show; a collection without any id is left out."""
    ids: dict[str, set[str]] = {}
    paths: ListedPaths = {}
    for operation in lists(contract):
        so_far = Discovered({name: frozenset(values) for name, values in ids.items()})
        for values, answer in _listed(contract, operation, target, so_far):
            for record in records(contract, operation, answer):
                for name, value in shown_ids(contract, operation.feed, record):
                    ids.setdefault(name, set()).add(value)
                if own := own_part(contract.feeds[operation.feed], record):
                    paths.setdefault((*values, *own), []).append(values | own)
    return Discovered({name: frozenset(values) for name, values in ids.items()}, paths)


def _listed(
    contract: Contract, operation: Operation, target: Target, so_far: Discovered
) -> Iterator[tuple[Values, Answer]]:
    """Yield the list answers under the first known parents, up to the first that is not complete."""
    with suppress(NoAnswerError):
        for values in islice(choices(contract, operation, so_far), _PARENTS):
            yield values, target.send("GET", fill(operation.path, values))


def choices(contract: Contract, operation: Operation, discovered: Discovered) -> Iterator[Values]:
    """Yield values for the operation's path parameters that lead to something known to exist, in a fixed order."""
    names = tuple(operation.path_names)
    if names in discovered.paths:
        yield from discovered.paths[names]
        return
    ids = {name: sorted(discovered.ids.get(contract.collection(name), ())) for name in names}
    if all(ids.values()):
        for number in range(max(map(len, ids.values()), default=1)):
            yield {name: values[number % len(values)] for name, values in ids.items()}


def items(feed: Feed, answer: Answer) -> list[Any] | None:
    """Return the items of a list answer; None if it is not a list."""
    found = answer.body.get(feed.envelope) if answer.is_success and isinstance(answer.body, dict) else None
    return found if isinstance(found, list) else None


def records(contract: Contract, operation: Operation, answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the records of a list answer; nothing if it holds no list."""
    yield from (item for item in items(contract.feeds[operation.feed], answer) or [] if isinstance(item, dict))


class Page(NamedTuple):
    """One page of a list: the answer, its items (None if it holds no list), and the indexes of items that no earlier page had.

    `path` is the path of the list; `start` is the number of items on the pages before; `goes_on`: the page has an id that
    no page before had, so the next page is requested.
    """

    answer: Answer
    items: list[Any] | None
    fresh: list[int]
    path: str
    start: int
    goes_on: bool


def pages(contract: Contract, operation: Operation, target: Target, values: Mapping[str, str] = {}) -> Iterator[Page]:
    """Yield the pages of a list; the next one is requested as long as a page has records with new ids.

    Raises FeedproofError if no more requests can be sent.
    """
    feed, offset = contract.feeds[operation.feed], operation.paging.get("offset")
    path, seen, start = fill(operation.path, values), set[str](), 0
    while True:
        answer = target.page(path, {offset: start} if offset and start else {})
        found = items(feed, answer)
        marks = [_mark(item, feed.key) for item in found or []]
        fresh = [index for index, mark in enumerate(marks) if mark not in seen]
        goes_on = bool(offset) and any(identity((found or [])[index], feed.key) for index in fresh)
        yield Page(answer, found, fresh, path, start, goes_on)
        if not goes_on:
            return
        seen |= {*marks}
        start += len(marks)


def _mark(item: Any, key: str) -> str:
    """Return what identifies an item across pages: its id, or its whole content if it has none."""
    return identity(item, key) or f"\n{json.dumps(item, sort_keys=True)}"


def all_records(contract: Contract, operation: Operation, target: Target) -> Iterator[dict[str, Any]]:
    """Yield the records of all pages of a list, each once. Raises FeedproofError as `pages` does."""
    for page in islice(pages(contract, operation, target), _PAGES):
        found = page.items or []
        yield from (found[index] for index in page.fresh if isinstance(found[index], dict))


def identity(record: Any, key: str) -> str:
    """Return the id of a record as text for a path; empty if it has none, or if the id has half of a surrogate pair."""
    found = (id_text(record.get(key)) if isinstance(record, dict) else None) or ""
    return found if encodes(found) else ""


def own_part(feed: Feed, record: Any) -> Values:
    """Return the path parameter that holds the record's id, with its value; empty if the record has no id."""
    found = identity(record, feed.key)
    return {feed.part: found} if found else {}


def shows(contract: Contract, feed: str) -> dict[str, str]:
    """Return the properties of a feed's records that hold ids, each with the collection that the ids belong to."""
    key, properties = contract.feeds[feed].key, contract.schema(feed, "read")["properties"]
    named = {name: schema["x-references"] for name, schema in properties.items() if "x-references" in schema}
    return named | {key: feed}


def shown_ids(contract: Contract, feed: str, record: Any) -> Iterator[tuple[str, str]]:
    """Yield the collection and the value of each id that a feed's record shows, its own included."""
    found = ((collection, identity(record, name)) for name, collection in shows(contract, feed).items())
    yield from ((collection, value) for collection, value in found if value)


def sendable_fields(schema: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a record that a body of this schema could set; a field that is null is not set."""
    listed = schema["properties"]
    shown = ((name, value) for name, value in record.items() if value is not None)
    return {name: value for name, value in shown if name in listed and not listed[name].get("readOnly")}
