"""Which feed the records of a document are of: all of them tell it together, also by names that the contract spells otherwise."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from ...spec.contract import Contract
from ..model import Path
from ..nested import find_nested
from .names import Names

_BY_KEY = 10
"""So many fields is the id worth."""
_KEPT = 1024


class _Familiarity(NamedTuple):
    """How many of some fields a feed knows, and whether its id is one of them; the greater, the better."""

    fields: int
    has_key: bool


class DocumentFeeds:
    """The feeds that records may be of: all that a contract has for an action, or the one that was named."""

    def __init__(self, contract: Contract, action: str, named: str | None) -> None:
        """Take the names of their fields."""
        self._named = named or ""
        feeds = [contract.feed(named)] if named else [one for one in contract.feeds.values() if action in one.actions]
        self._names = {feed.name: Names(feed.actions[action]) for feed in feeds}
        self._keys = {feed.name: feed.key for feed in feeds}
        self._of = lru_cache(_KEPT)(self._feed_of)

    def of_all(self, records: Iterable[Any]) -> str:
        """Return the feed that knows most fields of all records of a document; empty where that is not clear."""
        return self._feed_of(
            tuple({name: None for record in records if isinstance(record, dict) for name in record}), ""
        )

    def of(self, record: Any, most: str) -> str:
        """Return the feed of a record: `most`, that of its document, unless another knows more fields; empty for none."""
        return self._of(tuple(record), most) if isinstance(record, dict) else ""

    def knows_none(self, value: Any) -> bool:
        """Say whether no feed knows a field of a value."""
        fields = tuple(value) if isinstance(value, dict) else ()
        return not any(self._rank(feed, fields).fields for feed in self._names)

    def nested_record(self, value: Any) -> Path | None:
        """Return the path to what is a record, or a list of records, in a value that is none; None where that is not clear."""
        return find_nested(value, lambda inner: bool(self.of(inner, "")))

    def _feed_of(self, fields: tuple[str, ...], most: str) -> str:
        if self._named:
            return self._named if self._knows_one(self._names[self._named], fields) else ""
        ranks = {feed: self._rank(feed, fields) for feed in self._names}
        best = max(ranks.values())
        if most and 0 < ranks[most].fields == best.fields:
            return most
        found = [feed for feed, rank in ranks.items() if rank == best]
        is_enough = 2 * best.fields - len(fields) + _BY_KEY * best.has_key > 0
        return found[0] if len(found) == 1 and is_enough else ""

    def _rank(self, feed: str, fields: tuple[str, ...]) -> _Familiarity:
        listed = [name for name in map(self._names[feed].surely, fields) if name]
        return _Familiarity(len(listed), self._keys[feed] in listed)

    @staticmethod
    def _knows_one(names: Names, fields: tuple[str, ...]) -> bool:
        """Say whether one of the fields is listed, or may stand for one that is."""
        return not names.listed.isdisjoint(fields) or any(names.guess(field) for field in fields)
