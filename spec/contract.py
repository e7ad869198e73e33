"""The contract as the rest of feedproof sees it."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import FeedproofError
from .nearest import unknown

if TYPE_CHECKING:
    from .operations import Operation

ACTIONS = ("read", "create", "update")


class Feed(NamedTuple):
    """One feed: its name, the property that identifies a record, the member that holds a list, the flat schemas.

    `part` is what paths call the id, which need not be its name in a record.
    """

    name: str
    key: str
    part: str
    envelope: str
    actions: Mapping[str, dict[str, Any]]


class Contract:
    """A compiled contract: its version, the digest of its source, the OpenAPI document, the feeds. It is equal to itself only."""

    def __init__(
        self,
        version: str,
        sha256: str,
        openapi: dict[str, Any] | Callable[[], dict[str, Any]],
        feeds: dict[str, Feed],
    ) -> None:
        """Keep the parts. `openapi` may be a function that returns the document, called when the document is needed."""
        self.version, self.sha256, self.feeds = version, sha256, feeds
        self._openapi = openapi

    @cached_property
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        return self._openapi() if callable(self._openapi) else self._openapi

    @cached_property
    def operations(self) -> "tuple[Operation, ...]":
        """Every operation that serves a feed, in the order of the document."""
        from .operations import operations

        return tuple(operations(self.openapi))

    @cached_property
    def labelled(self) -> "dict[str, Operation]":
        """The operations by their method and path."""
        return {operation.label: operation for operation in self.operations}

    def replace(self, **parts: Any) -> "Contract":
        """Return a contract with some parts replaced."""
        own = {"version": self.version, "sha256": self.sha256, "openapi": self._openapi, "feeds": self.feeds}
        return Contract(**own | parts)

    def feed(self, name: str) -> Feed:
        """Return the feed with this name. Raises FeedproofError, which suggests the nearest name."""
        if name not in self.feeds:
            raise FeedproofError(unknown("feed", name, self.feeds))
        return self.feeds[name]

    def feeds_for(self, action: str | None) -> list[str]:
        """Return the feeds that have an action; None stands for any."""
        return [name for name, feed in self.feeds.items() if action is None or action in feed.actions]

    def require(self, feed: str | None, action: str | None) -> None:
        """Raise FeedproofError if there is no such feed, or no feed that has the action; None stands for any."""
        if feed is not None and action is not None:
            self.schema(feed, action)
        elif feed is not None:
            self.feed(feed)
        elif not self.feeds_for(action):
            raise FeedproofError(f"the contract has no {action!r} for any feed")

    def schema(self, feed: str, action: str) -> dict[str, Any]:
        """Return the flat schema for the payloads of a feed and an action. Raises FeedproofError if there is none."""
        actions = self.feed(feed).actions
        if action not in actions:
            raise FeedproofError(f"the contract has no {action!r} for {feed}; it has: {', '.join(actions)}")
        return actions[action]

    def operation(self, feed: str, action: str) -> "Operation":
        """Return the feed's operation for an action, the first in the document. Raises FeedproofError if there is none."""
        found = next((each for each in self.operations if (each.feed, each.action) == (feed, action)), None)
        if found is None:
            raise FeedproofError(f"the contract has no operation to {action} a record of {feed}")
        return found

    def collection(self, name: str) -> str:
        """Return the collection (usually a feed) whose ids a path parameter of this name holds; empty if there is none."""
        from .operations import refers_to

        own = (feed.name for feed in self.feeds.values() if feed.part == name)
        return next(own, "") or refers_to(self.openapi, self.operations, name)

    def property_of(self, feed: str, name: str) -> str:
        """Return the property of a feed's records with the same value as a path parameter of this name; empty if there is none."""
        own, collection = self.feeds[feed], self.collection(name)
        if collection == feed:
            return own.key
        named = own.actions["read"]["properties"].items()
        return next((name for name, schema in named if collection and schema.get("x-references") == collection), "")


class _Parsed(Mapping[str, dict[str, Any]]):
    """Schemas by action, each parsed when it is asked for."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._texts = texts
        self._schemas: dict[str, dict[str, Any]] = {}

    def __getitem__(self, action: str) -> dict[str, Any]:
        if action not in self._schemas:
            self._schemas[action] = json.loads(self._texts[action])
        return self._schemas[action]

    def __contains__(self, action: object) -> bool:
        return action in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def bundled() -> Contract:
    """Return the contract that comes with feedproof."""
    first, _, *schemas = _lines()
    head, texts = json.loads(first), iter(schemas)
    for feed in head["feeds"].values():
        feed["actions"] = _Parsed({action: next(texts) for action in feed["actions"]})
    return _contract(head | {"openapi": _document})


def or_bundled(contract: Contract | None) -> Contract:
    """Return the contract, or for None the bundled one. Raises FeedproofError for another value, such as the name of a file."""
    if contract is None:
        return bundled()
    if not isinstance(contract, Contract):
        kind = type(contract).__name__
        raise FeedproofError(f"contract is a {kind}, not a Contract; pass what feedproof.spec.load(path) returns")
    return contract


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_lines()[1])
    return document


def _lines() -> list[bytes]:
    """Return the parts of the compiled contract, as `build.render` writes them."""
    with open(os.path.join(os.path.dirname(__file__), "contract.ndjson"), "rb") as file:
        return file.readlines()


def load(path: str | os.PathLike[str], *, is_thorough: bool = False) -> Contract:
    """Read, check and compile another contract, or an overlay of one. Raises FeedproofError with its first problem and the line.

    `is_thorough`: also run openapi-spec-validator, if it is installed, which takes as long as all the rest.
    """
    from pathlib import Path  # neither this nor YAML is needed on the usual path

    from .build import build
    from .lint import lint_file

    source, problems = lint_file(Path(path), is_thorough=is_thorough)
    if problems:
        more = f" (and {len(problems) - 1} more; see feedproof spec lint {path})" if len(problems) > 1 else ""
        raise FeedproofError(f"{problems[0]}{more}")
    return _contract(build(source.data))


def _contract(compiled: dict[str, Any]) -> Contract:
    feeds = {name: Feed(name, **feed) for name, feed in compiled["feeds"].items()}
    return Contract(compiled["version"], compiled["sha256"], compiled["openapi"], feeds)
