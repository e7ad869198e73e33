"""Search ids for repeated ids, and for references to unknown ids, one bucket at a time."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .ids import Ids

FoundPlace = tuple[int, int | None]
"""The number of a record in the input, and the number of the record that had its id first, for a repeated id."""

_PARTS = 16


class Hit(NamedTuple):
    """A record that seems to break a rule: its number, the number of the site, and the number of the first record with its id."""

    at: int
    site: int
    first: int | None


def repeated(ids: Ids) -> Iterator[FoundPlace]:
    """Yield each place of a repeated id except its first."""
    for hashes, places in ids.buckets(is_parted=ids.is_on_disk):
        if not (twice := _twice(hashes)):
            continue
        firsts: dict[int, int] = {}
        for key, place in zip(hashes, places, strict=True):
            if key in twice and firsts.setdefault(key, place) != place:
                yield place, firsts[key]


def _twice(hashes: Iterable[int]) -> set[int]:
    """Return the hashes that occur more than once, using small sets: a single set takes much memory and is no quicker."""
    parts = [array("q") for _ in range(_PARTS)]
    into = [part.append for part in parts]
    for key in hashes:
        into[key % _PARTS](key)
    return {key for part in parts if len(set(part)) < len(part) for key, count in Counter(part).items() if count > 1}


def unknown_ids(named: Ids, *known: Ids) -> Iterator[FoundPlace]:
    """Yield each place of a referenced id (`named`) that is in none of the known ids."""
    everyone = named, *known
    is_parted = any(ids.is_on_disk for ids in everyone)
    for (hashes, places), *others in zip(*(ids.buckets(is_parted=is_parted) for ids in everyone), strict=True):
        there = set().union(*(found for found, _ in others))
        if not there.issuperset(hashes):
            yield from ((place, None) for key, place in zip(hashes, places, strict=True) if key not in there)
