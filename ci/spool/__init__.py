"""The findings of a run: in memory while they are few, on disk when they are many."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from ...validators.checked import Counted
from ...validators.model import Severity
from ..failure import Found

if TYPE_CHECKING:
    from .disk import Disk

_FEW = 4_000
"""The most findings that are kept in memory, at about 1 kB each."""
_BATCH = 500

_Tally = Counter[tuple[str, Severity]]
_OnlyCounted = Counter[tuple[str, str]]


class Findings:
    """Findings in order, which can be read repeatedly.

    `tally` counts them by rule and severity; `fixable` of them can be fixed. Some are counted and not kept: `only_counted` says how
    many, by path and rule.
    """

    __slots__ = ("_read", "fixable", "only_counted", "tally")

    def __init__(
        self, read: Callable[[], Iterator[Found]], tally: _Tally, fixable: int, only_counted: _OnlyCounted
    ) -> None:
        """Keep the numbers, and a function that returns a new iterator over the findings."""
        self._read = read
        self.tally = tally
        self.fixable = fixable
        self.only_counted = only_counted

    def __len__(self) -> int:
        """Return the number of findings, including those that are only counted."""
        return self.tally.total()

    def __iter__(self) -> Iterator[Found]:
        """Yield the findings in order."""
        return self._read()


class Spool:
    """Collects findings, in memory or on disk."""

    def __init__(self) -> None:
        self._tally: _Tally = Counter()
        self._only_counted: _OnlyCounted = Counter()
        self._fixable = 0
        self._rest: list[Found] = []
        self._disk: Disk | None = None

    def add(self, findings: Iterable[Found]) -> None:
        """Append findings. Raises FeedproofError when the disk is full."""
        for finding in findings:
            self._tally[finding.rule, finding.severity] += 1
            self._fixable += finding.fix is not None
            self._rest.append(finding)
            if len(self._rest) >= (_BATCH if self._disk else _FEW):
                self._spill()

    def count(self, path: str, counted: Counted) -> None:
        """Count findings of a document that are not kept."""
        for (rule, severity, is_fixable), number in counted.items():
            self._tally[rule, severity] += number
            self._only_counted[path, rule] += number
            self._fixable += number * is_fixable

    def _spill(self) -> None:
        from .disk import Disk

        self._disk = self._disk or Disk()
        for start in range(0, len(self._rest), _BATCH):
            self._disk.write(self._rest[start : start + _BATCH])
        self._rest = []

    def __len__(self) -> int:
        """Return the number of findings, including those that are only counted."""
        return self._tally.total()

    def findings(self) -> Findings:
        """Return the findings collected so far."""
        return Findings(self._read, self._tally, self._fixable, self._only_counted)

    def _read(self) -> Iterator[Found]:
        return chain(self._disk or (), self._rest)


def kept(findings: Iterable[Found]) -> Findings:
    """Return findings that can be read repeatedly. Raises FeedproofError when the disk is full."""
    spool = Spool()
    spool.add(findings)
    return spool.findings()


def chained(parts: Sequence[Findings]) -> Findings:
    """Return the findings of all parts, one part after the other."""
    tally = sum((part.tally for part in parts), _Tally())
    only_counted = sum((part.only_counted for part in parts), _OnlyCounted())
    return Findings(lambda: chain.from_iterable(parts), tally, sum(part.fixable for part in parts), only_counted)


def merged(one: Findings, other: Findings, names: Sequence[str]) -> Findings:
    """Merge two lists of findings, each in order of these documents, line and column, into one in the same order."""
    numbers = {name: number for number, name in enumerate(names)}
    place = attrgetter("line", "column")

    def read() -> Iterator[Found]:
        from heapq import merge

        return merge(one, other, key=lambda found: (numbers[found.path], *place(found)))

    numbered = one.tally + other.tally, one.fixable + other.fixable, one.only_counted + other.only_counted
    return Findings(read, *numbered) if other else one
