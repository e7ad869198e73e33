"""Which feed a record is of, by the names of its fields."""

from collections.abc import Mapping
from typing import Any

from ..spec.contract import Contract
from .model import Path

_BY_KEY = 10
"""So many fields is the id worth."""


class FeedRecogniser:
    """The feeds of a contract, with all names that they have for their fields."""

    def __init__(self, contract: Contract) -> None:
        """Take the names from what is read of each feed."""
        self._names = {name: _names_and_key(feed.actions["read"]) for name, feed in contract.feeds.items()}

    def recognise(self, record: Any) -> list[str]:
        """Return the feeds that know most of the record's fields: one, some that know as many, or none."""
        scores = {name: _familiarity(names, key, record) for name, (names, key) in self._names.items()}
        best = max(scores.values())
        return [name for name, score in scores.items() if score == best] if best > 0 else []

    def knows_none(self, feed: str, record: Mapping[str, Any]) -> bool:
        """Say whether the feed knows no field of the record."""
        return self._names[feed][0].isdisjoint(record)

    def alternatives(self, record: Any) -> list[str] | Path:
        """Return the feeds that know as many fields of a record; where none does, the path to what is a record in it."""
        return self.recognise(record) or self.nested_record(record) or []

    def nested_record(self, record: Any, feed: str = "") -> Path | None:
        """Return the path to what is a record of the feed, or of any, in one that has no field of it."""
        if not isinstance(record, dict) or (feed and not self.knows_none(feed, record)):
            return None
        from .nested import find_nested  # noqa: PLC0415 - only for what is no record itself

        places = find_nested(record, lambda value: feed in (found := self.recognise(value)) or bool(found and not feed))
        return places[0] if len(places) == 1 else None


def _familiarity(names: frozenset[str], key: str, record: Any) -> int:
    if not isinstance(record, dict):
        return 0
    return 2 * len(names.intersection(record)) - len(record) + _BY_KEY * (key in record)


def _names_and_key(schema: dict[str, Any]) -> tuple[frozenset[str], str]:
    """Return all names that a feed has for its fields, and its key."""
    properties = schema["properties"].items()
    names = frozenset(name for listed, field in properties for name in (listed, *field.get("x-aliases", [])))
    return names, schema["x-key"]
