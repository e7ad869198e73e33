"""Counters in bounded memory: bounds of numbers, and a limited number of different things."""

from collections import Counter
from dataclasses import dataclass, field
from math import inf
from typing import Any


class MinMax:
    """The minimum and the maximum of numbers; false if there were none."""

    __slots__ = ("least", "most")

    def __init__(self) -> None:
        self.least, self.most = inf, -inf

    def __bool__(self) -> bool:
        """Return whether there was a number."""
        return self.least <= self.most

    def add(self, number: float) -> None:
        """Extend the bounds to include a number."""
        if not self.least <= number <= self.most:
            self.least, self.most = min(number, self.least), max(number, self.most)


@dataclass(slots=True)
class Unlisted:
    """Counts of an unlisted field: how often it occurred, how often it stood for a listed field, and its types."""

    count: int = 0
    stood: int = 0
    types: Counter[str] = field(default_factory=Counter)


class Few(Counter[Any]):
    """Counts up to `most` different things; once there are more (`is_full`), it counts the others together."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.others = 0
        self.is_full = False

    def add(self, thing: Any) -> None:
        """Count a thing."""
        if thing in self or len(self) < self.most:
            self[thing] += 1
        else:
            self.others += 1
            self.is_full = True

    def all(self) -> int:
        """Return the total count of all things."""
        return self.total() + self.others

    def untold(self) -> int:
        """Return the total count of the things that `ordered` does not return."""
        return self.all() if self.is_full else self.others

    def ordered(self) -> list[tuple[Any, int]]:
        """Return the things with their counts, the most frequent first, independent of the order in which they were added.

        If there were too many, the list is empty: which of them came first would be a matter of chance.
        """
        return [] if self.is_full else in_order(self)


def in_order(counter: Counter[Any]) -> list[tuple[Any, int]]:
    """Return things with their counts, the most frequent first, independent of the order in which they were added."""
    return sorted(counter.items(), key=lambda item: (-item[1], repr(item[0])))
