"""Which feed a record is of, by the names of its fields."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from ..spec.contract import Contract, Feed
from ..spec.nearest import joined
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
fewer beside its id, or beside all fields that have to be sent. Names that are spelt otherwise, as in camelCase, tell it where they
are more than half, with its id or all fields that have to be sent among them.

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

    def is_sure(self, size: int) -> bool:
        """Say whether it is one though its names are spelt otherwise: a name or a status, in lower case, anything may have."""
        return 2 * self.fields > size and (self.has_key or self.has_required)


class FeedNames(NamedTuple):
    """All names that a feed has for its fields, its key, and the names that a new record needs."""

    all: frozenset[str]
    key: str
    required: frozenset[str]

    def joined(self) -> "FeedNames":
        """Return what the names have in common with those that are spelt otherwise."""
        return FeedNames(_joined(self.all), joined(self.key), _joined(self.required))

    def familiarity(self, fields: AbstractSet[str]) -> Familiarity:
        """Return how well a feed of these names knows a record of these fields."""
        return Familiarity(
            len(self.all.intersection(fields)), self.key in fields, bool(self.required) and self.required <= fields
        )


class FeedRecogniser:
    """The feeds of a contract, with all names that they have for their fields."""

    def __init__(self, contract: Contract) -> None:
        """Take the names from what is read of each feed."""
        self._contract = contract
        self._names = {feed.name: _names_of(feed) for feed in contract.feeds.values()}
        self._joined = {feed: names.joined() for feed, names in self._names.items()}

    def recognise(self, record: Any, action: str | None = None) -> list[str]:
        """Return the feeds that know most of the record's fields: one, some that know as many, or none.

        Where the record is for an action, feeds that have it come first. How its names are spelt is looked over only where no feed
        knows them as they are.
        """
        if not isinstance(record, dict):
            return []
        return self._best(record, self._contract.feeds_for(action)) or (
            self._best(record, self._names) if action else []
        )

    def _best(self, record: dict[str, Any], feeds: Iterable[str]) -> list[str]:
        known = {feed: self._names[feed].familiarity(record.keys()) for feed in feeds}
        enough = {feed: one.rank for feed, one in known.items() if one.is_enough(len(record))}
        return _highest(enough) if enough else self._best_joined(_joined(record), known)

    def _best_joined(self, fields: AbstractSet[str], feeds: Iterable[str]) -> list[str]:
        known = {feed: self._joined[feed].familiarity(fields) for feed in feeds}
        return _highest({feed: one.rank for feed, one in known.items() if one.is_sure(len(fields))})

    def has_key(self, feed: str, record: Any) -> bool:
        """Say whether a record has the id of the feed, however its name is spelt."""
        if not isinstance(record, dict):
            return False
        names = self._names[feed]
        return names.key in record or self._joined[feed].key in _joined(record.keys() - names.all)

    def knows_none(self, feed: str, record: Mapping[str, Any]) -> bool:
        """Say whether the feed knows no field of the record."""
        return self._names[feed].all.isdisjoint(record)

    def alternatives(self, record: Any, action: str | None) -> list[str] | Path:
        """Return the feeds that know as many fields of a record; where none does, the path to what is a record in it."""
        return self.recognise(record, action) or self.nested_record(record) or []

    def nested_record(self, record: Any, feed: str = "") -> Path | None:
        """Return the path to what is a record of the feed, or of any, in one that has no field of it."""
        if not isinstance(record, dict) or (feed and not self.knows_none(feed, record)):
            return None
        from .nested import find_nested

        def is_record(value: Any) -> bool:
            found = self.recognise(value)
            return feed in found if feed else bool(found)

        places = find_nested(self._unknown(record, feed) if feed else record, is_record, in_items=True)
        if len(places) > 1:
            places = [place for place in places if self._is_certain(follow(record, place))]
        return places[0] if len(places) == 1 else None

    def _is_certain(self, value: Any) -> bool:
        """Say whether a record, or the first of some, has the id of a feed that knows it, or all that it would have to be sent."""
        record = value[0] if isinstance(value, list) else value
        known = [self._joined[feed].familiarity(_joined(record)) for feed in self.recognise(record)]
        return any(one.has_key or one.has_required for one in known)

    def _unknown(self, record: dict[str, Any], feed: str) -> dict[str, Any]:
        """Return the fields that the feed does not know however they are spelt; none of what is a record of it so."""
        names = {} if feed in self.recognise(record) else record
        return {name: names[name] for name in names if joined(name) not in self._joined[feed].all}


def _highest(ranks: Mapping[str, tuple[int, bool]]) -> list[str]:
    """Return the feeds that have the highest rank."""
    best = max(ranks.values(), default=None)
    return [feed for feed, rank in ranks.items() if rank == best]


def _joined(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(joined, names))


def _names_of(feed: Feed) -> FeedNames:
    """Return the names that a feed has for its fields, from what is read of it and from what a new record needs."""
    read, create = feed.actions["read"], feed.actions.get("create", {})
    properties = read["properties"].items()
    names = frozenset(name for listed, field in properties for name in (listed, *field.get("x-aliases", [])))
    return FeedNames(names, read["x-key"], frozenset(create.get("required", ())))
