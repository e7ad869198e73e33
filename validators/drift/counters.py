"""What is counted: bounds, and a bounded number of different things."""

from collections import Counter
from dataclasses import dataclass, field
from math import inf
from typing import Any


class MinMax:
    """The least and the greatest of numbers; false where there were none."""

    __slots__ = ("least", "most")

    def __init__(self) -> None:
        self.least, self.most = inf, -inf

    def __bool__(self) -> bool:
        """Say whether there was one."""
        return self.least <= self.most

    def add(self, number: float) -> None:
        """Widen the span."""
        if not self.least <= number <= self.most:
            self.least, self.most = min(number, self.least), max(number, self.most)


@dataclass(slots=True)
class Unlisted:
    """A field that the contract does not list: how often it was there, its types, and how often it stood for a listed one."""

    count: int = 0
    stood: int = 0
    types: Counter[str] = field(default_factory=Counter)


class Few(Counter[Any]):
    """Counts a bounded number of different things; once there are more (`is_full`), those beyond it together."""

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
        """Return how many there were, each as often as it came."""
        return self.total() + self.others

    def untold(self) -> int:
        """Return how many of them `ordered` does not tell apart."""
        return self.all() if self.is_full else self.others

    def ordered(self) -> list[tuple[Any, int]]:
        """Return the things with their counts, the most frequent first, whatever order they came in.

        Of too many, those that came first would be a matter of chance, so there are none.
        """
        return [] if self.is_full else in_order(self)


def in_order(counter: Counter[Any]) -> list[tuple[Any, int]]:
    """Return things with their counts, the most frequent first, whatever order they came in."""
    return sorted(counter.items(), key=lambda item: (-item[1], repr(item[0])))
