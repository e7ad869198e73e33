"""The records of a sample, wherever they stand in it."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ...spec.errors import FeedproofError
from ...spec.pointer import pointer
from ..bulk.names import recorded
from ..bulk.stream import Stream
from ..check import Checker, blanked
from ..text.document import Record, Text, texts
from ..text.laws import LEAVES_NOTHING
from .feeds import DocumentFeeds
from .observe import Observer

_TEXT = rb'"(?:[^"\\]|\\.)*"'
_BEGINS = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{(?:\s*%s\s*:\s*(?:%s|[\w.+-]+)\s*,)*\s*"((?:[^"\\]|\\.)*)"\s*:\s*\[\s*\{' % (_TEXT, _TEXT)
)
"""The beginning of an object, up to its first list of objects."""


class LeftOut(NamedTuple):
    """What could not be looked at, and why."""

    what: str
    why: str


_BROKEN = LeftOut("text", "it is no sound JSON; feedproof check says where")
_DEEP = "too-deep"
_STRANGE = "no feed is known by such fields; --feed says which it is"
_UNKNOWN = "none of its fields is known"
_Found = tuple[Record, str]
"""A record, and the name of the list that it begins."""


class Sample:
    """Lets an observer see samples, and counts what had to be left out, by the name of the document."""

    def __init__(self, checker: Checker) -> None:
        """Begin with nothing; the checker says what the records are of and where they stand, as far as that was named."""
        self.observer = Observer()
        self.records = 0
        self.left_out: dict[LeftOut, Counter[str]] = {}
        self._checker = checker
        self._action = checker.action or "read"
        self._feeds = DocumentFeeds(checker.contract, self._action, checker.feed)

    def see(self, stream: Stream, path: str, *, is_lines: bool | None) -> Iterator[int]:
        """Look at a document; yield the number of all records so far after each piece. Raises FeedproofError when it cannot.

        What its first piece is of, the rest is, too, where that is not clear from a record itself.
        """
        most = ""
        head = stream.read()
        if not is_lines and recorded(head, path):
            raise FeedproofError("recorded traffic is no sample; save what the feed answered as a file of its own")
        for piece in self._pieces(stream, head, is_lines=is_lines):
            found: Iterable[_Found] = (one for text in piece for one in self._found(text, path))
            if not most:
                found = list(found)
                most = self._feeds.of_all(record.value for record, _ in found)
            for record, envelope in found:
                self._see(record, envelope, most, path)
            yield self.records

    def _pieces(self, stream: Stream, head: bytes, *, is_lines: bool | None) -> Iterator[Iterable[Text]]:
        """Yield the texts of each piece of a document of which the head has been read; a small one is whole."""
        if len(head) < stream.block:
            yield texts(head, lines=is_lines)
            return
        from ..bulk.run import cut_of  # noqa: PLC0415
        from ..bulk.text_readers import text_readers  # noqa: PLC0415 - what large documents need takes its time to load

        for piece in cut_of(self._checker, stream, head, is_lines=is_lines, lists=self._begun(head)):
            yield (text for read in text_readers(piece) if (text := read()))

    def _found(self, text: Text, path: str) -> Iterator[_Found]:
        """Yield the records of a text that can be read."""
        if flaw := next((flaw for flaw in text.flaws if flaw.law in LEAVES_NOTHING), None):
            self._leave(LeftOut("text", f"it {flaw.message}") if flaw.law == _DEEP else _BROKEN, path)
            return
        for record, envelope in self._records(text, path):
            if text.flaws and blanked(record):
                self._leave(_BROKEN, path)
            else:
                yield record, envelope

    def _leave(self, what: LeftOut, path: str) -> None:
        self.left_out.setdefault(what, Counter())[path] += 1

    def _see(self, record: Record, envelope: str, most: str, path: str) -> None:
        feed = self._feeds.of(record.value, most)
        if feed:
            self.observer.add(record.value, self._checker.judge(feed, self._action), envelope)
            self.records += 1
        else:
            self._leave(LeftOut("record", self._why(record)), path)

    def _why(self, record: Record) -> str:
        """Say why a record cannot be one, and where what is one stands in it."""
        place = self._feeds.nested_record(record.value) if self._feeds.knows_none(record.value) else None
        if place is None:
            return _UNKNOWN if self._checker.feed else _STRANGE
        if record.path:
            return f"{_UNKNOWN}; those of its {pointer(place)} are"
        return f"{_UNKNOWN}; --at {self._checker.at or ''}{pointer(place)} says where the records stand"

    def _records(self, text: Text, path: str) -> Iterator[_Found]:
        """Yield the records of a text, each with the name of the list that it begins: once for each list."""
        other = "" if text.base or self._checker.at else self._other_list(text.value)
        if other:
            items = enumerate(text.value[other])
            records: Iterator[Record] = (Record(item, text, (other, index), index) for index, item in items)
        else:
            records = self._checker.records(text, path, 0)
        for record in records:
            yield record, "" if self._checker.at else _list_of(record)

    def _other_list(self, value: Any) -> str:
        """Return the member that holds the records of a list answer under a name that the contract does not have."""
        if not isinstance(value, dict) or not self._known.isdisjoint(value):
            return ""
        place = self._feeds.nested_record(value) or ()
        return str(place[0]) if len(place) == 1 and isinstance(value[place[0]], list) else ""

    def _begun(self, head: bytes) -> list[str]:
        """Return the first list of objects at the top of a large document, unless it begins with a field of a record."""
        begins = _BEGINS.match(head)
        name = json.loads(b'"%s"' % begins[1]) if begins else ""
        return [name] if name and self._known.isdisjoint([name]) else []

    @cached_property
    def _known(self) -> frozenset[str]:
        """The names of all fields that a record may have, and of what holds records."""
        contract, feed = self._checker.contract, self._checker.feed
        feeds = [contract.feed(feed)] if feed else contract.feeds.values()
        named = (name for one in feeds for schema in one.actions.values() for name in schema["properties"])
        return frozenset([*named, *self._checker.envelopes()])


def _list_of(record: Record) -> str:
    """Return the name of the list that a record is the first of."""
    *around, last = record.path or (None,)
    return around[-1] if last == 0 and around and isinstance(around[-1], str) else ""
