"""Count what the records of samples have, and which keywords of the contract they break."""

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
    """A keyword that some records break: itself, the place that it judges, and what about it: the type that came, say."""

    keyword: Keyword
    site: Path
    detail: str


@dataclass(slots=True)
class Observation:
    """What was seen of one feed as one operation has it.

    `root` are the records; `broken` counts values, each once, that break a keyword; `lists` the names of what held records.
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
        """Return what was seen at a place that the contract knows."""
        node = self.root
        for step in place:
            node = node.below[step]
        return node


class Observer:
    """Looks at records, one after the other."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], Observation] = {}

    def add(self, value: Any, judge: Judge, envelope: str) -> None:
        """Count a record of what the judge judges, which begins a list of this name (none: it begins none)."""
        seen = self.seen.get(judge.kind)
        if seen is None:
            seen = self.seen[judge.kind] = Observation(*judge.kind, Node(judge.schema))
        if envelope:
            seen.lists.add(envelope)
        _count(seen, judge, seen.root.see(value))


def _count(seen: Observation, judge: Judge, value: Any) -> None:
    """Count what a record breaks: each keyword once for each value that it judges."""
    found: dict[tuple[str, Path, str], Violation] = {}
    for violation in judge.violations(value):
        found[violation.evidence.at, violation.site, _detail(violation, value)] = violation
    for (contract, site, detail), violation in found.items():
        place = alike(site)
        broken = BrokenKeyword(Keyword(violation.rule, violation.entry, violation.evidence), place, detail)
        _, count = seen.broken.get((contract, place, detail), (broken, 0))
        seen.broken[contract, place, detail] = broken, count + 1


def _detail(violation: Violation, record: Any) -> str:
    """Return what about a keyword is broken: the field of an object that is missing, the type that came instead."""
    if violation.rule.rank is Rank.PRESENCE:
        return str(violation.breach.at[-1]) if violation.breach.at else ""
    return kind_of(follow(record, violation.place)) if violation.rule.rank is Rank.TYPE else ""
