"""What a server shows of its own accord: ids that a request can name, since they exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ..spec.contract import Contract, Feed
from ..spec.operations import Operation, operations
from ..validators.judge import Judge
from ..validators.model import Context
from .target import Answer, Target, fill

_PARENTS = 5
_PAGES = 1000

Values = dict[str, str]
"""Path parameter to value."""

ListedPaths = dict[tuple[str, ...], list[Values]]
"""The names of path parameters, in order, to the values under which records were listed."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """Ids by collection, and the paths under which records were listed."""

    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    paths: ListedPaths = field(default_factory=dict)

    def judge(self, contract: Contract, operation: Operation) -> Judge:
        """Return the judge of what an operation is sent, where these records are there to be named."""
        return Judge(operation.feed, Context(action=operation.action, known=self.ids), contract)


def lists(contract: Contract) -> list[Operation]:
    """Return the operations that list a feed, those without path parameters first."""
    found = (operation for operation in operations(contract.openapi) if operation.action == "list")
    return sorted(found, key=lambda operation: len(operation.path_names))


def discover(contract: Contract, target: Target) -> Discovered:
    """Read the lists and return what they show; collections of which nothing is shown are left out."""
    ids: dict[str, set[str]] = {}
    paths: ListedPaths = {}
    for operation in lists(contract):
        so_far = Discovered({name: frozenset(values) for name, values in ids.items()})
        for values in islice(choices(contract, operation, so_far), _PARENTS):
            answer = target.send("GET", fill(operation.path, values))
            for record in records(contract, operation, answer):
                for name, value in _ids(contract, operation.feed, record):
                    ids.setdefault(name, set()).add(value)
                if own := own_part(contract.feeds[operation.feed], record):
                    paths.setdefault((*values, *own), []).append(values | own)
    return Discovered({name: frozenset(values) for name, values in ids.items()}, paths)


def choices(contract: Contract, operation: Operation, discovered: Discovered) -> Iterator[Values]:
    """Yield values for the operation's path parameters that lead to something, as far as known, in a fixed order."""
    names = tuple(operation.path_names)
    if names in discovered.paths:
        yield from discovered.paths[names]
        return
    ids = {name: sorted(discovered.ids.get(contract.collection(name), ())) for name in names}
    if all(ids.values()):
        for number in range(max(map(len, ids.values()), default=1)):
            yield {name: values[number % len(values)] for name, values in ids.items()}


def records(contract: Contract, operation: Operation, answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the records of a list answer, as far as it holds any."""
    envelope = contract.feeds[operation.feed].envelope
    items = answer.body.get(envelope) if answer.is_success and isinstance(answer.body, dict) else None
    yield from (item for item in (items if isinstance(items, list) else []) if isinstance(item, dict))


def all_records(contract: Contract, operation: Operation, target: Target) -> Iterator[dict[str, Any]]:
    """Yield the records of a whole list: further pages are asked for as long as they bring records with new ids.

    Raises FeedproofError when the server cannot be asked any more.
    """
    key, offset = contract.feeds[operation.feed].key, operation.paging.get("offset")
    seen: set[str] = set()
    taken = 0
    for _ in range(_PAGES):
        query = {offset: taken} if offset and taken else None
        page = list(records(contract, operation, target.send("GET", operation.path, query=query)))
        fresh = [record for record in page if identity(record, key) not in seen]
        yield from fresh
        found = {identity(record, key) for record in fresh} - {""}
        if not (offset and found):
            return
        seen |= found
        taken += len(page)


def identity(record: Any, key: str) -> str:
    """Return the id in a record as a path takes it, a text or a whole number; nothing where there is none."""
    value = record.get(key) if isinstance(record, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def own_part(feed: Feed, record: Any) -> Values:
    """Return the path parameter that is the id of a feed's record; none where that has no id."""
    found = identity(record, feed.key)
    return {feed.part: found} if found else {}


def _ids(contract: Contract, feed: str, record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    key, properties = contract.feeds[feed].key, contract.schema(feed, "read")["properties"]
    for name, schema in properties.items():
        found, value = feed if name == key else schema.get("x-references", ""), identity(record, name)
        if found and value:
            yield found, value
