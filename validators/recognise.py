"""Which feed a record is of, by the names of its fields."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..spec.contract import Contract
from .model import Path, follow
from .text.laws import Law

_TELLING = 10
"""So many fields is the id worth, or all that have to be sent, where nothing but the record's size is against it."""
_BEFORE_OTHERS = 2
"""So many fields is it worth against another feed: a course date to be created may name its venue."""

UNKNOWN_FEED = Law(
    "unknown-feed",
    """A record is of no feed that its fields would tell.

Why: Each feed has its own rules, and not every operation. A record is of the feed that knows most of its fields: more than half, or
fewer beside its id, or beside all fields that have to be sent.

Fix: Say what it is with --feed, or take it out of what is checked.""",
    "the feeds of the contract",
)
"""Told as a law is, and none: the text is sound, but nothing says which rules count for it."""


class Familiarity(NamedTuple):
    """How many fields of a record a feed knows, and whether its id, or all that a new one needs, are among them."""

    fields: int
    has_key: bool
    has_required: bool = False

    @property
    def rank(self) -> tuple[int, bool]:
        """The greater, the better does the feed know the record."""
        return self.fields + _BEFORE_OTHERS * self.has_key, self.has_key

    def is_enough(self, size: int) -> bool:
        """Say whether a record of so many fields may be one of the feed."""
        return 2 * self.fields - size + _TELLING * (self.has_key or self.has_required) > 0


class FeedRecogniser:
    """The feeds of a contract, with all names that they have for their fields."""

    def __init__(self, contract: Contract) -> None:
        """Take the names from what is read of each feed."""
        self._names = {name: _names_and_key(feed.actions["read"]) for name, feed in contract.feeds.items()}
        self._required = {
            name: frozenset(feed.actions["create"].get("required", ()))
            for name, feed in contract.feeds.items()
            if "create" in feed.actions
        }
        self._actions = {name: feed.actions.keys() for name, feed in contract.feeds.items()}

    def recognise(self, record: Any, action: str | None = None) -> list[str]:
        """Return the feeds that know most of the record's fields: one, some that know as many, or none.

        Where the record is for an action, feeds that have it come first.
        """
        if not isinstance(record, dict):
            return []
        with_action = [name for name, actions in self._actions.items() if action in actions]
        return self._best(record, with_action) or self._best(record, self._names)

    def _best(self, record: dict[str, Any], feeds: Iterable[str]) -> list[str]:
        known = {name: self._familiarity(name, record) for name in feeds}
        ranks = {name: one.rank for name, one in known.items() if one.is_enough(len(record))}
        best = max(ranks.values(), default=None)
        return [name for name, rank in ranks.items() if rank == best]

    def _familiarity(self, feed: str, record: dict[str, Any]) -> Familiarity:
        (names, key), required = self._names[feed], self._required.get(feed)
        return Familiarity(len(names.intersection(record)), key in record, bool(required and required <= record.keys()))

    def knows_none(self, feed: str, record: Mapping[str, Any]) -> bool:
        """Say whether the feed knows no field of the record."""
        return self._names[feed][0].isdisjoint(record)

    def alternatives(self, record: Any, action: str | None) -> list[str] | Path:
        """Return the feeds that know as many fields of a record; where none does, the path to what is a record in it."""
        return self.recognise(record, action) or self.nested_record(record) or []

    def nested_record(self, record: Any, feed: str = "") -> Path | None:
        """Return the path to what is a record of the feed, or of any, in one that has no field of it."""
        if not isinstance(record, dict) or (feed and not self.knows_none(feed, record)):
            return None
        from .nested import find_nested

        places = find_nested(record, lambda value: feed in (found := self.recognise(value)) or bool(found and not feed))
        if len(places) > 1:
            places = [place for place in places if self._is_certain(follow(record, place))]
        return places[0] if len(places) == 1 else None

    def _is_certain(self, value: Any) -> bool:
        """Say whether a record, or the first of some, has the id of a feed that knows it, or all that it would have to be sent."""
        record = value[0] if isinstance(value, list) else value
        known = [self._familiarity(feed, record) for feed in self.recognise(record)]
        return any(one.has_key or one.has_required for one in known)


def _names_and_key(schema: dict[str, Any]) -> tuple[frozenset[str], str]:
    """Return all names that a feed has for its fields, and its key."""
    properties = schema["properties"].items()
    names = frozenset(name for listed, field in properties for name in (listed, *field.get("x-aliases", [])))
    return names, schema["x-key"]
