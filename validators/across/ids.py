"""Ids by the million in little memory: only their hashes are kept, and what is too much of them in buckets on disk.

Equal ids have equal hashes and so stand in one bucket; a bucket at a time is looked at. The hash is Python's own, keyed anew for
each process, so that nobody can make two ids with one hash; whoever finds a pair still holds the ids themselves together.
"""

from array import array
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import IO

from ...spec.errors import no_place

IDS = "the ids of the input"
BUCKETS = 256
FEW = 1 << 17
"""The number of ids in memory, at 16 bytes each; looking at them takes about 100 bytes for each id of one bucket."""

Bucket = tuple["array[int]", "array[int]"]
"""Hashes, and the places that they stand at, in the order in which they came."""


class Ids:
    """Ids and where they stand."""

    def __init__(self, few: int = FEW) -> None:
        """Keep so many in memory."""
        self._few = few
        self._held = _empty()
        self._file: IO[bytes] | None = None
        self._flushed: list[array[int]] = []

    def add(self, values: Collection[object], at: int) -> int:
        """Add texts that stand at this place and those behind it; an empty one is no id, as None is. Return how many were none."""
        hashes, places = self._held
        there = len(hashes)
        if all(values):
            hashes.extend(map(hash, values))
            places.extend(range(at, at + len(values)))
        else:
            known = [(hash(value), place) for place, value in enumerate(values, at) if value]
            hashes.extend(key for key, _ in known)
            places.extend(place for _, place in known)
        lacking = len(values) - len(hashes) + there
        if len(hashes) > self._few:
            self._flush()
        return lacking

    def _flush(self) -> None:
        """Put all of it on disk. Raises FeedproofError when there is no place for it."""
        from tempfile import TemporaryFile

        buckets = _parted(self._held)
        try:
            self._file = self._file or TemporaryFile()  # noqa: SIM115 - it lives as long as the ids
            begin = self._file.seek(0, 2)
            for bucket in buckets:
                for part in bucket:
                    part.tofile(self._file)
            self._file.flush()
        except OSError as error:
            raise no_place(IDS, error) from None
        self._flushed.append(array("Q", accumulate((16 * len(hashes) for hashes, _ in buckets), initial=begin)))
        self._held = _empty()

    def __del__(self) -> None:
        """Give the place on disk back."""
        if self._file:
            self._file.close()

    @property
    def is_on_disk(self) -> bool:
        """Say whether there were too many to hold all of them in memory."""
        return bool(self._flushed)

    def buckets(self, *, is_parted: bool) -> Iterator[Bucket]:
        """Yield one bucket after the other; equal ids stand in the same one of any two. What is not parted is all in one."""
        if not is_parted:
            yield self._held
            return
        for number, (last_hashes, last_places) in enumerate(_parted(self._held)):
            hashes, places = _empty()
            for begins in self._flushed:
                self._load(hashes, places, begins[number], begins[number + 1])
            yield hashes + last_hashes, places + last_places

    def _load(self, hashes: "array[int]", places: "array[int]", begin: int, end: int) -> None:
        if self._file:
            self._file.seek(begin)
            hashes.fromfile(self._file, (end - begin) // 16)
            places.fromfile(self._file, (end - begin) // 16)


def _empty() -> Bucket:
    return array("q"), array("q")


def _parted(held: Bucket) -> list[Bucket]:
    """Return ids in buckets."""
    buckets = [_empty() for _ in range(BUCKETS)]
    for key, place in zip(*held, strict=True):
        hashes, places = buckets[key % BUCKETS]
        hashes.append(key)
        places.append(place)
    return buckets
