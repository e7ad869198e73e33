"""The findings of a run: in memory while they are few, on disk when they are many."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..validators.model import Finding, Severity

if TYPE_CHECKING:
    from .spool_disk import Disk

FEW = 4_000
"""So many findings are in memory, at about 1 kB each."""
_BATCH = 500


class Spool:
    """Findings in order, to be read again and again.

    `tally` counts them by rule and severity; `fixable` of them can be fixed.
    """

    def __init__(self, few: int = FEW) -> None:
        """Keep this many in memory."""
        self.tally: Counter[tuple[str, Severity]] = Counter()
        self.fixable = 0
        self._few = few
        self._rest: list[Finding] = []
        self._disk: Disk | None = None

    def add(self, findings: Iterable[Finding]) -> None:
        """Add findings behind the others. Raises FeedproofError when the disk takes no more."""
        for finding in findings:
            self.tally[finding.rule, finding.severity] += 1
            self.fixable += finding.fix is not None
            self._rest.append(finding)
        if len(self._rest) > (_BATCH if self._disk else self._few):
            self._spill()

    def _spill(self) -> None:
        from .spool_disk import Disk  # noqa: PLC0415 - for many findings only

        self._disk = self._disk or Disk()
        for start in range(0, len(self._rest), _BATCH):
            self._disk.write(self._rest[start : start + _BATCH])
        self._rest = []

    def __len__(self) -> int:
        """Return how many there are."""
        return self.tally.total()

    def __contains__(self, finding: object) -> bool:
        """Say whether a finding is among them."""
        return any(finding == other for other in self)

    def __iter__(self) -> Iterator[Finding]:
        """Yield them in order."""
        if self._disk:
            yield from self._disk
        yield from self._rest


class Both(Spool):
    """The lazy merge of two spools, each in order of these documents, line and column."""

    def __init__(self, one: Spool, other: Spool, names: Sequence[str]) -> None:
        """Put them together."""
        super().__init__()
        self.tally = one.tally + other.tally
        self.fixable = one.fixable + other.fixable
        self._parts = (one, other)
        self._numbers = {name: number for number, name in enumerate(names)}

    def __iter__(self) -> Iterator[Finding]:
        """Yield them in order."""
        from heapq import merge  # noqa: PLC0415 - for findings across records only

        yield from merge(*self._parts, key=lambda f: (self._numbers[f.path], f.line, f.column))


def merged(spool: Spool, more: Iterable[Finding], names: Sequence[str]) -> Spool:
    """Return the findings of both, which are in order of these documents, line and column."""
    other = Spool()
    for finding in more:
        other.add([finding])
    return Both(spool, other, names) if other else spool
