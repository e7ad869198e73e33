"""Rules across records: ids that occur twice in the input, and references to records that are not in it.

Ids and references are collected while the records are judged, as hashes and in bounded memory. When the whole input has been read,
the few records that broke a rule are read again, and the rule is applied to each. So no finding depends on the processing order.

A rule reports nothing if it could be wrong. Ids are compared only among records that were read (`operation: read`) and are part of
a list or of NDJSON: a file with a single record is a sample. A reference is looked up only in a feed that is in the input as a
list, and only if all of the input could be read, no record is of an unknown feed (it may be the one that is referenced), and every
record of that feed has an id.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..check import Checker
from ..checked import Checked
from ..key_values import KEY, REFERENCES, KeyValues
from ..model import Context, Finding, RuleFilter
from ..recognise import UNKNOWN_FEED
from ..rules import rules
from ..text.laws import LEAVES_NOTHING
from .ids import Ids
from .search import FoundPlace, Hit, repeated, unknown_ids
from .sites import AcrossSite, collections, key_site, reference_site
from .unit import Opens, Unit

ACROSS = frozenset(rules()[keyword].id for keyword in (KEY, REFERENCES))
"""The ids of the rules across records."""
_LEAVES_UNREAD = LEAVES_NOTHING | {UNKNOWN_FEED.id}
"""The ids in a text or a record with such a finding are not known."""


class Across:
    """Collects the ids and references of an input. `wanted` decides which rules run; use `checker` to check the whole input.

    `checker` is the one given, but collects key values if a rule needs them.
    """

    def __init__(self, checker: Checker, wanted: RuleFilter) -> None:
        self.checker = checker.replace(collects_keys=any(map(wanted, ACROSS)))
        self.wanted = wanted
        self.count = 0
        self.is_whole = True
        self._units: list[Unit] = []
        self._keys: dict[str, Ids] = defaultdict(Ids)
        self._alone: dict[str, Ids] = defaultdict(Ids)
        self._named: dict[tuple[str, str, str], Ids] = defaultdict(Ids)
        self._lacking: Counter[str] = Counter()

    def begin(self, path: str, opens: Opens, *, is_lines: bool | None, record: int = 0, line: int = 0) -> None:
        """Begin a document, or a part of one, which begins with record number `record` and after `line` lines."""
        if self.checker.collects_keys:
            self._units.append(Unit(path, opens, self.count, is_lines=is_lines, record=record, line=line))

    def add(self, checked: Checked) -> None:
        """Add the result of the next piece of the document."""
        if self.checker.collects_keys:
            self._units[-1].add(checked)
            self.is_whole = self.is_whole and not any(finding.rule in _LEAVES_UNREAD for finding in checked.findings)
            for block in checked.key_values:
                self._add(block)
        self.count += checked.records

    def _add(self, block: KeyValues) -> None:
        feed, action, is_alone = block.kind
        judge = self.checker.judge(feed, action)
        names = self.checker.key_fields(judge)
        for name, values in zip(names, _columns(block.rows, len(names)), strict=True):
            if action == "read" and name == judge.schema[KEY]:
                ids = self._alone if is_alone else self._keys
                self._lacking[feed] += ids[feed].add(values, self.count + block.first)
            if REFERENCES in judge.schema["properties"][name]:
                self._named[feed, action, name].add(values, self.count + block.first)

    def not_run(self, judged_as: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Return the rules across records that could not run for these feeds and actions, with the reason."""
        rule = rules()[REFERENCES]
        reasons = map(self._why_not, self._collections(judged_as))
        reason = "; ".join(dict.fromkeys(filter(None, reasons)))
        return {rule.id: reason} if reason and self.wanted(rule.id) else {}

    def hindered(self, judged_as: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Return the rules of `not_run` that would run if the whole input could be read and all records had ids."""
        rule = rules()[REFERENCES]
        inside = filter(self._is_inside, self._collections(judged_as))
        return (rule.id,) if self.wanted(rule.id) and any(map(self._why_not, inside)) else ()

    def _collections(self, judged_as: Iterable[tuple[str, str]]) -> Iterator[str]:
        judges = (self.checker.judge(feed, action) for feed, action in sorted(judged_as))
        return (collection for judge in judges for collection in collections(judge))

    def _is_inside(self, collection: str) -> bool:
        return collection in self.checker.contract.feeds and collection in self._keys

    def _why_not(self, collection: str) -> str:
        if not self._is_inside(collection):
            return rules()[REFERENCES].blocked(collection, Context(known=self.checker.known))
        if not self.is_whole:
            return f"not all of the input could be read, so not all ids of {collection} are known"
        return f"a record of {collection} has no id that can be read" if self._lacking[collection] else ""

    def findings(self) -> Iterator[Finding]:
        """Yield the findings, in order of place. Raises FeedproofError if the input cannot be read again."""
        searches = [*self._repeated(), *self._unknown()]
        hits = (Hit(at, number, first) for number, (_, found) in enumerate(searches) for at, first in found)
        for hit in hits:
            from .explain import explain

            yield from explain(self.checker, self._units, [site for site, _ in searches], chain([hit], hits))

    def _repeated(self) -> Iterator[tuple[AcrossSite, Iterator[FoundPlace]]]:
        """Yield the site of each feed's id, with the records whose id occurred before."""
        if self.wanted(rules()[KEY].id):
            for feed, ids in self._keys.items():
                yield key_site(self.checker.judge(feed, "read")), repeated(ids)

    def _unknown(self) -> Iterator[tuple[AcrossSite, Iterator[FoundPlace]]]:
        """Yield the site of each reference, with the records whose reference is to no known record."""
        for (feed, action, name), named in self._named.items():
            site = reference_site(self.checker.judge(feed, action), name)
            if self.wanted(site.keyword.rule.id) and not self._why_not(site.keyword.entry):
                yield site, unknown_ids(named, self._keys[site.keyword.entry], self._alone[site.keyword.entry])


def _columns(rows: list[Any], width: int) -> list[list[Any]]:
    """Turn rows of key values into one list of values for each property."""
    if width == 1:
        return [[None if row is True else row for row in rows]]
    return [list(column) for column in zip(*rows, strict=True)]
