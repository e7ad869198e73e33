"""Recognise the feed of the records in a document: by all records together, and also by names in other spellings."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ...spec.contract import Contract
from ..model import Path
from ..nested import find_nested
from ..recognise import Familiarity
from .names import Names, is_id

_KEPT = 1024
Fields = tuple[str, ...]


class DocumentFeeds:
    """The feeds that records may belong to: all feeds of a contract with an action, or the one that the user named."""

    def __init__(self, contract: Contract, action: str, named: str | None) -> None:
        self._named = named or ""
        feeds = [one for one in contract.feeds.values() if action in one.actions]
        self._names = {feed.name: Names(feed.actions[action]) for feed in feeds}
        self._keys = {feed.name: feed.key for feed in feeds}
        self._wanted = [self._named] if named else list(self._names)
        self._of = lru_cache(_KEPT)(self._feed_of)
        self._tells = lru_cache(_KEPT)(self._is_told)

    def of_all(self, records: Iterable[Any]) -> str:
        """Return the feed that knows the most fields of all records of a document together; empty if that is not clear."""
        names = {name: None for record in records if isinstance(record, dict) for name in record}
        return self._feed_of(tuple(names), "")

    def of(self, record: Any, most: str) -> str:
        """Return the feed of a record: `most`, the feed of its document, unless another feed knows more fields; empty for none.

        A named feed must know at least one field, and it must not know more fields of a record that is nested in this one.
        """
        feed = self._of(tuple(record), most) if isinstance(record, dict) else ""
        is_doubtful = feed and self._named and not self.is_record(record)
        return "" if is_doubtful and self.nested_records(record) else feed

    def is_record(self, value: Any) -> bool:
        """Return whether an object is recognised as a record: more than half of its fields are known, or its id."""
        return self._tells(_telling(value))

    def knows(self, name: str) -> bool:
        """Return whether a record may have a field of this name, in any spelling."""
        return any(self._names[feed].surely(name) for feed in self._wanted)

    def knows_none(self, value: Any) -> bool:
        """Return whether no feed knows any field of a value."""
        return not self._most(_telling(value))

    def rival(self, record: Any) -> str:
        """Return the feed that a record belongs to more probably than to the named feed; empty for none."""
        return self._rival(_telling(record)) if self._named else ""

    def nested_records(self, value: Any) -> list[Path]:
        """Return the paths to records, or lists of records, nested in an object of which fewer fields are known."""
        if not isinstance(value, dict):
            return []
        least = self._most(_telling(value))
        unknown = {name: member for name, member in value.items() if not self.knows(name)}
        return find_nested(
            unknown, lambda inner: self._most(_telling(inner)) > least and bool(self._of(tuple(inner), ""))
        )

    def _feed_of(self, fields: Fields, most: str) -> str:
        fields = _telling(fields)
        if self._named:
            is_it = any(map(self._names[self._named].guess, fields)) and not self._rival(fields)
            return self._named if is_it else ""
        ranks = {feed: self._rank(feed, fields) for feed in self._names}
        best = max(ranks.values(), key=lambda known: known.rank)
        if most and 0 < ranks[most].fields == best.fields:
            return most
        found = [feed for feed, known in ranks.items() if known.rank == best.rank]
        return found[0] if len(found) == 1 and best.is_enough(len(fields)) else ""

    def _is_told(self, fields: Fields) -> bool:
        return any(self._rank(feed, fields).is_enough(len(fields)) for feed in self._wanted)

    def _rival(self, fields: Fields) -> str:
        """Return another feed that these fields suffice for, and that knows more than twice as many of them as the named one."""
        own = self._rank(self._named, fields).fields
        ranks = {feed: self._rank(feed, fields) for feed in self._names}
        best = max(ranks, key=lambda feed: ranks[feed].rank)
        return best if ranks[best].fields > 2 * own and ranks[best].is_enough(len(fields)) else ""

    def _most(self, fields: Fields) -> int:
        return max(self._rank(feed, fields).fields for feed in self._wanted)

    def _rank(self, feed: str, fields: Fields) -> Familiarity:
        listed = [name for name in map(self._names[feed].surely, fields) if name]
        return Familiarity(len(listed), self._keys[feed] in listed)


def _telling(value: Any) -> Fields:
    """Return the fields of an object that help to recognise it: not `id`, because any feed may use that for its id."""
    return tuple(name for name in value if not is_id(name)) if isinstance(value, dict | tuple) else ()
