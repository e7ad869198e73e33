"""Read the records of a sample, wherever they are in it."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from ..bulk.names import recorded
from ..bulk.stream import Stream
from ..check import Checker
from ..text.document import Record, Text, blanked, texts
from ..text.laws import LEAVES_NOTHING
from .feeds import DocumentFeeds
from .left_out import LeftOut, LeftOuts, Where
from .observe import Observer

_TEXT = rb'"(?:[^"\\]|\\.)*"'
_BEGINS = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{((?:\s*%s\s*:\s*(?:%s|[\w.+-]+)\s*,)*)\s*"((?:[^"\\]|\\.)*)"\s*:\s*\[\s*\{'
    % (_TEXT, _TEXT)
)
"""The beginning of an object, up to its first list of objects; the groups are the members before the list, and its name."""


_BROKEN = LeftOut("text", "it is not valid JSON; feedproof check says where")
_DEEP = "too-deep"
_STRANGE = "its fields match no feed; --feed names it"
_UNKNOWN = "none of its fields is known"
_LITTLE = "few of its fields are known"
_INSIDE = Where("; those of its {} are", "members")
_Found = tuple[Record, str]
"""A record, and the name of its list if it is the first record of one, else an empty text."""


class Sample:
    """Reads samples for an observer, and counts what had to be left out, by document.

    The checker has the feed, the action and the place of the records, if the user gave them.
    """

    def __init__(self, checker: Checker) -> None:
        self.observer = Observer()
        self._left_out = LeftOuts()
        self._samples: dict[str, Sample] = {}
        self._checker = checker
        self._action = checker.action or "read"
        self._feeds = DocumentFeeds(checker.contract, self._action, checker.feed)
        self._there = Where("; --at {} points to the records", "POINTER", checker.at or "")

    @property
    def records(self) -> int:
        """How many records were observed."""
        return sum(seen.records for seen in self.observer.seen.values())

    @property
    def left_out(self) -> dict[LeftOut, Counter[str]]:
        """What had to be left out, with the number of times by document."""
        return self._left_out.counts()

    def see(self, stream: Stream, path: str, *, is_lines: bool | None) -> Iterator[int]:
        """Read a document; after each piece, yield the number of all records so far. Raises FeedproofError if it cannot be read.

        A record whose feed is not clear is taken to be of the feed of the document's first piece.
        """
        most = ""
        head = stream.read()
        if not is_lines and (syntax := recorded(head, path)):
            self._see_recording(stream, head, path, syntax)
            yield self.records
            return
        for piece in self._pieces(stream, head, is_lines=is_lines):
            found: Iterable[_Found] = (one for text in piece for one in self._found(text, path))
            if not most:
                found = list(found)
                most = self._feeds.of_all(record.value for record, _ in found)
            for record, envelope in found:
                self._see(record, envelope, most, path)
            yield self.records

    def _see_recording(self, stream: Stream, head: bytes, path: str, syntax: str) -> None:
        """Read the bodies of a recording; the request decides the feed of each."""
        from ..bulk.recording import read  # needed for recordings only
        from ..traffic.sample import sampled_bodies

        recording = read(self._checker, stream, head, syntax)
        if recording.text.flaws:
            self._left_out.add(_BROKEN, path)
            return
        for body in sampled_bodies(self._checker, self._action, recording):
            if body.why:
                self._left_out.add(LeftOut("body", body.why), path)
            else:
                self._of(body.feed).see_body(body.data, path)

    def _of(self, feed: str) -> "Sample":
        """Return the sample for records of one feed; it shares the observer and the counts of this one."""
        if feed not in self._samples:
            self._samples[feed] = sample = Sample(self._checker.replace(feed=feed))
            sample.observer, sample._left_out = self.observer, self._left_out
        return self._samples[feed]

    def see_body(self, data: bytes, path: str) -> None:
        """Read one body of a recording, whose records are of the checker's feed."""
        for text in texts(data, lines=False):
            for record, envelope in self._found(text, path):
                self._see(record, envelope, "", path)

    def _pieces(self, stream: Stream, head: bytes, *, is_lines: bool | None) -> Iterator[Iterable[Text]]:
        """Yield the texts of each piece of a document, whose `head` has been read; a small document is a single piece."""
        if len(head) < stream.block:
            yield texts(head, lines=is_lines)
            return
        from ..bulk.run import cut_of
        from ..bulk.text_readers import text_readers

        for piece in cut_of(self._checker, stream, head, is_lines=is_lines, lists=self._begun(head)):
            yield (text for read in text_readers(piece) if (text := read()))

    def _found(self, text: Text, path: str) -> Iterator[_Found]:
        """Yield the records of a text that can be read; count the others as left out."""
        if flaw := next((flaw for flaw in text.flaws if flaw.law in LEAVES_NOTHING), None):
            self._left_out.add(LeftOut("text", f"it {flaw.message}") if flaw.law == _DEEP else _BROKEN, path)
            return
        for record, envelope in self._records(text, path):
            if text.flaws and blanked(record):
                self._left_out.add(_BROKEN, path)
            else:
                yield record, envelope

    def _see(self, record: Record, envelope: str, most: str, path: str) -> None:
        feed = self._feeds.of(record.value, most)
        if feed:
            self.observer.add(record.value, self._checker.judge(feed, self._action), envelope)
        else:
            self._leave(record, path)

    def _leave(self, record: Record, path: str) -> None:
        """Count a value that is not a record as left out, with the reason, and with the places of records nested in it."""
        places = self._feeds.nested_records(record.value)
        where = _INSIDE if record.path else self._there
        self._left_out.add(LeftOut("record", self._why(record, is_wrapped=bool(places))), path, where, places)

    def _why(self, record: Record, *, is_wrapped: bool) -> str:
        if record.lacks:
            return f"it has nothing at {record.lacks}"
        if rival := self._feeds.rival(record.value):
            return f"{rival} has more than twice as many of its fields as {self._checker.feed}"
        if is_wrapped or self._checker.feed:
            return _UNKNOWN if self._feeds.knows_none(record.value) else _LITTLE
        return _STRANGE

    def _records(self, text: Text, path: str) -> Iterator[_Found]:
        """Yield the records of a text; the first record of each list comes with the name of the list."""
        other = "" if text.base or self._checker.at else self._other_list(text.value)
        if other:
            items = enumerate(text.value[other])
            records: Iterator[Record] = (Record(item, text, (other, index), index) for index, item in items)
        else:
            records = self._checker.records(text, path, 0)
        for record in records:
            yield record, "" if self._checker.at else _list_of(record)

    def _other_list(self, value: Any) -> str:
        """Return the member that holds the records of a list answer under a name that the contract lacks; empty for none."""
        if not isinstance(value, dict) or not self._envelopes.isdisjoint(value) or self._feeds.is_record(value):
            return ""
        places = self._feeds.nested_records(value)
        lists = [name for name, member in value.items() if _is_of_objects(member)]
        if places or not self._feeds.knows_none(value):
            lists = [name for name in lists if (name,) in places]
        return lists[0] if len(lists) == 1 and len(places) <= 1 else ""

    def _begun(self, head: bytes) -> list[str]:
        """Return the name of the first list of objects in the top object of a large document, unless that object is a record."""
        begins = _BEGINS.match(head)
        name = str(json.loads(b'"%s"' % begins[2])) if begins else ""
        is_other = begins and not self._feeds.knows(name) and not self._feeds.is_record(_members(begins[1]))
        return [name] if is_other else []

    @cached_property
    def _envelopes(self) -> frozenset[str]:
        """The contract's names of lists of records."""
        return frozenset(self._checker.envelopes())


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _members(begun: bytes) -> dict[str, Any]:
    """Return the members at the beginning of an object; none if they are not valid JSON."""
    try:
        return dict(json.loads(b"{%s}" % begun.strip().rstrip(b",")))
    except ValueError:
        return {}


def _list_of(record: Record) -> str:
    """Return the name of a record's list if it is the first record of one; else an empty text."""
    *around, last = record.path or (None,)
    return around[-1] if last == 0 and around and isinstance(around[-1], str) else ""
