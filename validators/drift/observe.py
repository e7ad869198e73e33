"""Observe the records of samples: count what they have, and the keywords of the contract that they break."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...spec.flat import alike
from ..judge import Judge
from ..keyword import Keyword, Violation
from ..kinds import kind_of
from ..model import Path, Rank
from ..paths import follow
from .counters import Few
from .node import MOST, Node


class BrokenKeyword(NamedTuple):
    """A keyword that some records break, the place that it judges, and a detail, such as the type that occurred."""

    keyword: Keyword
    site: Path
    detail: str


@dataclass(slots=True)
class Observation:
    """What was observed of one feed, for one operation.

    `root` is the node of the records; `broken` counts the values that break a keyword, each once; `lists` counts the names of the
    lists that held records.
    """

    feed: str
    operation: str
    root: Node
    broken: dict[tuple[str, Path, str], tuple[BrokenKeyword, int]] = field(default_factory=dict)
    lists: Few = field(default_factory=lambda: Few(MOST))

    @property
    def records(self) -> int:
        """How many records were seen."""
        return self.root.total

    def at(self, place: Path) -> Node:
        """Return the node of a place that the contract knows."""
        node = self.root
        for step in place:
            node = node.below[step]
        return node


class Observer:
    """Observes records one by one; `seen` has the observations by feed and operation."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], Observation] = {}

    def add(self, value: Any, judge: Judge, envelope: str) -> None:
        """Count a record that belongs to the judge; `envelope` is the name of its list if it is the first record there."""
        seen = self.seen.get(judge.kind)
        if seen is None:
            seen = self.seen[judge.kind] = Observation(*judge.kind, Node(judge.schema))
        if envelope:
            seen.lists.add(envelope)
        _count(seen, judge, seen.root.observe(value))


def _count(seen: Observation, judge: Judge, value: Any) -> None:
    """Count the keywords that a record breaks: each once for each value that it judges."""
    found: dict[tuple[str, Path, str], Violation] = {}
    for violation in judge.violations(value):
        found[violation.evidence.at, violation.site, _detail(violation, value)] = violation
    for (contract, site, detail), violation in found.items():
        place = alike(site)
        broken = BrokenKeyword(Keyword(violation.rule, violation.entry, violation.evidence), place, detail)
        _, count = seen.broken.get((contract, place, detail), (broken, 0))
        seen.broken[contract, place, detail] = broken, count + 1


def _detail(violation: Violation, record: Any) -> str:
    """Return the detail of a violation: the name of the missing field, or the type that occurred; else nothing."""
    if violation.rule.rank is Rank.PRESENCE:
        return str(violation.breach.at[-1]) if violation.breach.at else ""
    return kind_of(follow(record, violation.place)) if violation.rule.rank is Rank.TYPE else ""
