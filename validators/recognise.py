"""Recognise the feed of a record by the names of its fields."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from ..spec.contract import Contract, Feed
from ..spec.flat import aliases
from ..spec.nearest import joined
from .model import Path
from .paths import follow
from .text.laws import Law

_TELLING = 10
"""How many fields the id counts for, or all required fields together, against the number of fields that are unknown."""

UNKNOWN_FEED = Law(
    "unknown-feed",
    """A record's fields match no feed.

Why: Each feed has its own rules, and not every operation. A record belongs to the feed that knows most of its fields: more than
half, or fewer with its id, or with all fields that must be sent. Names in another spelling, such as camelCase, count if they are
more than half, with its id or all fields that must be sent among them.

Fix: Say what it is with --feed, or exclude it from the check. A record that was read counts as one of another feed than you say if
it has the id of that feed, few fields of yours, and no id of yours except as a reference.""",
    "the feeds of the contract",
)
"""Reported like a law, although it is not one: the text is sound, but it is not known which rules apply to the record."""


class Familiarity(NamedTuple):
    """How many fields of a record a feed knows, and whether they include the id, or all fields that a new record needs."""

    fields: int
    has_key: bool
    has_required: bool = False

    @property
    def rank(self) -> tuple[int, bool]:
        """The higher, the better the feed knows the record. The id only breaks a tie: other feeds may list it as a reference."""
        return self.fields, self.has_key

    def is_enough(self, size: int) -> bool:
        """Return whether a record with `size` fields may be of the feed."""
        is_whole = self.has_key and self.has_required
        return is_whole or 2 * self.fields - size + _TELLING * (self.has_key or self.has_required) > 0

    def is_sure(self, size: int) -> bool:
        """Return whether a record with other spellings is of the feed: this is stricter, as any object may have a `name`."""
        return 2 * self.fields > size and (self.has_key or self.has_required)


class FeedBits(NamedTuple):
    """The bits that stand for the fields of a feed, so that the known fields of a record are a single number.

    `id` is the id under any of its names, `key` the id under its listed name, `required` the fields that a new record needs.
    """

    fields: int
    id: int
    key: int
    required: int

    def familiarity(self, known: int) -> Familiarity:
        """Return how well the feed knows a record; `known` are the bits of the record's fields."""
        has_required = bool(self.required) and not self.required & ~known
        return Familiarity((self.fields & known).bit_count(), bool(self.key & known), has_required)


class Known(NamedTuple):
    """The bits of the fields that some names stand for: as `written` exactly, and as `spelt` in any way.

    `size` is how many of the names count: those with a prefix that any record of a feed may have (`besides`) do not.
    """

    written: int
    spelt: int
    size: int = 1


class FeedRecogniser:
    """Recognises the feeds of a contract by all names that they have for their fields."""

    def __init__(self, contract: Contract) -> None:
        """Give each field a bit, with the names of the read schema of its feed."""
        self._contract = contract
        self._feeds: dict[str, FeedBits] = {}
        self._besides = tuple({start for feed in contract.feeds.values() for start in _besides(feed)})
        written: dict[str, int] = {}
        bits = (1 << number for number in count())
        for feed in contract.feeds.values():
            self._feeds[feed.name] = _give(feed, bits, written)
        self._spelt: dict[str, int] = {}
        for name, bit in written.items():
            self._spelt[joined(name)] = self._spelt.get(joined(name), 0) | bit
        self._known = {name: Known(bit, self._spelt[joined(name)]) for name, bit in written.items()}

    def recognise(self, record: Any, action: str | None = None) -> list[str]:
        """Return the feeds that know the most fields of the record: one, several that know equally many, or none.

        If an action is given, other feeds are considered only if no feed that has the action knows the record.
        """
        if not isinstance(record, dict):
            return []
        return self._best(record, self._contract.feeds_for(action)) or (
            self._best(record, self._feeds) if action else []
        )

    def _best(self, record: dict[str, Any], feeds: Collection[str]) -> list[str]:
        known = self._look(record)
        ranks = {}
        for feed in feeds:
            bits = self._feeds[feed]
            if not bits.fields & known.spelt:
                continue
            as_written, as_spelt = bits.familiarity(known.written), bits.familiarity(known.spelt)
            is_only = len(feeds) == 1 and 2 * as_spelt.fields > known.size  # it can be no other feed
            if is_only or as_written.is_enough(known.size) or as_spelt.is_sure(known.size):
                ranks[feed] = as_spelt.fields + as_written.fields, bool(bits.id & known.spelt)
        best = max(ranks.values(), default=None)
        return [feed for feed, rank in ranks.items() if rank == best]

    def _look(self, names: Iterable[str]) -> Known:
        """Return the fields that these names stand for."""
        written = spelt = size = 0
        for name in names:
            known = self._known.get(name)
            if known:
                written |= known.written
                spelt |= known.spelt
            else:
                spelt |= self._spelt.get(joined(name), 0)
            size += known is not None or not name.startswith(self._besides)
        return Known(written, spelt, size)

    def has_key(self, feed: str, record: Any) -> bool:
        """Return whether a record has the id of the feed, however its name is spelt."""
        return isinstance(record, dict) and bool(self._feeds[feed].key & self._look(record).spelt)

    def knows_none(self, feed: str, record: Mapping[str, Any]) -> bool:
        """Return whether the feed knows no field of the record."""
        fields, known = self._feeds[feed].fields, self._known
        return not any(name in known and known[name].written & fields for name in record)  # the first usually decides

    def other_feed(self, record: Any, feed: str) -> str:
        """Return the feed of a record that is not of `feed`, which knows few of its fields; empty if it is not certain.

        The other feed is certain if its id is there, and it knows more of the fields than any other; but a record with the id of
        `feed`, which the other does not list, is of `feed`, and only repeats fields of the other.
        """
        found = self.recognise(record)
        if len(found) != 1 or feed in found or not self.has_key(found[0], record):
            return ""
        if self.has_key(feed, record) and not self._lists_id_of(feed, found[0]):
            return ""
        known = self._look(record)
        fields, others = (self._feeds[name].familiarity(known.spelt).fields for name in (feed, *found))
        return found[0] if fields < others and 2 * fields <= known.size else ""

    def _lists_id_of(self, feed: str, other: str) -> bool:
        """Return whether the other feed lists the id of a feed among its fields, as a reference to it."""
        return bool(self._feeds[other].fields & self._known[self._contract.feeds[feed].key].written)

    def alternatives(self, record: Any, action: str | None) -> list[str] | Path:
        """Return the feeds that know equally many fields of a record; if no feed knows it, the path to a record nested in it."""
        return self.recognise(record, action) or self.nested_record(record) or []

    def nested_record(self, record: Any, feed: str = "") -> Path | None:
        """Return the path to a record of the feed, or of any feed, that is nested in an object without any field of the feed."""
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
        """Return whether a record, or the first of a list, has the id, or all required fields, of a feed that knows it."""
        record = value[0] if isinstance(value, list) else value
        spelt = self._look(record).spelt
        known = [self._feeds[feed].familiarity(spelt) for feed in self.recognise(record)]
        return any(one.has_key or one.has_required for one in known)

    def _unknown(self, record: dict[str, Any], feed: str) -> dict[str, Any]:
        """Return the fields that the feed does not know in any spelling; none if the object is itself a record of the feed."""
        names = {} if feed in self.recognise(record) else record
        return {name: names[name] for name in names if not self._feeds[feed].fields & self._look([name]).spelt}


def _give(feed: Feed, bits: Iterator[int], written: dict[str, int]) -> FeedBits:
    """Give each field of a feed a bit, and add it to the bits of its names in `written`."""
    names = names_of(feed)
    listed = {name: next(bits) for name in dict.fromkeys(names.values())}
    key = next(bits)
    for name, bit in [*((name, listed[field]) for name, field in names.items()), (feed.key, key)]:
        written[name] = written.get(name, 0) | bit
    required = feed.actions.get("create", {}).get("required", ())
    return FeedBits(
        fields=sum(listed.values()),
        id=listed[feed.key],
        key=key,
        required=sum(bit for name, bit in listed.items() if name in required),
    )


def _besides(feed: Feed) -> Iterable[str]:
    """Return the prefixes of unlisted names that any record of a feed may have."""
    listed: dict[str, list[str]] = feed.actions["read"].get("x-listed-only", {})
    return listed.get("besides", ())


def names_of(feed: Feed) -> dict[str, str]:
    """Return all names of a feed's fields in its read schema, including aliases, each with the listed name."""
    listed = aliases(feed.actions["read"])
    return {alias: name for name, own in listed.items() for alias in own} | {name: name for name in listed}
