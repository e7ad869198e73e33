"""How many requests were sent to each operation, and how often it answered each status."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from .model import Examined

PROBES, BEHAVIOURS = PARTS = ("probes", "behaviours")
"""The parts of the examination that are sent by our own client; schemathesis has its phases."""
_Key = TypeVar("_Key")


@dataclass(slots=True)
class Tally:
    """For each operation, the number of requests of each part of the examination, and how often it answered each status."""

    cases: dict[str, Counter[str]] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    def sent(self, label: str, part: str) -> None:
        """Count a request."""
        self.cases.setdefault(label, Counter())[part] += 1

    def answered(self, label: str, status: int) -> None:
        """Count an answer."""
        self.statuses.setdefault(label, Counter())[status] += 1

    @property
    def total(self) -> int:
        """The number of all requests."""
        return sum(map(Counter.total, self.cases.values()))

    def operations(self) -> tuple[Examined, ...]:
        """Return the counts by operation."""
        labels = sorted(self.cases)
        return tuple(Examined(label, dict(self.cases[label]), dict(self.statuses.get(label, {}))) for label in labels)


def together(one: Tally, other: Tally) -> Tally:
    """Return the sums of the counts of both."""
    return Tally(_added(one.cases, other.cases), _added(one.statuses, other.statuses))


def _added(one: dict[str, Counter[_Key]], other: dict[str, Counter[_Key]]) -> dict[str, Counter[_Key]]:
    return {label: one.get(label, Counter()) + other.get(label, Counter()) for label in one | other}
