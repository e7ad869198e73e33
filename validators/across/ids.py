"""Millions of ids in little memory: only their hashes are kept, and if there are too many, in buckets on disk.

Equal ids have equal hashes, so they are in the same bucket; one bucket is searched at a time. The hash is Python's own, with a
new key for each process, so that nobody can construct two ids with one hash; even so, the ids of a pair are compared directly.
"""

from array import array
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import IO

from ...spec.errors import no_place

IDS = "the ids of the input"
BUCKETS = 256
FEW = 1 << 17
"""How many ids are kept in memory, at 16 bytes each; to search a bucket takes about 100 bytes for each of its ids."""

Bucket = tuple["array[int]", "array[int]"]
"""Hashes of ids, and their places, in the order in which they were added."""


class Ids:
    """The hashes of ids, with their places (numbers of records); up to `few` are kept in memory."""

    def __init__(self, few: int = FEW) -> None:
        self._few = few
        self._held = _empty()
        self._file: IO[bytes] | None = None
        self._flushed: list[array[int]] = []

    def add(self, values: Collection[object], at: int) -> int:
        """Add ids at consecutive places, the first at `at`; None and empty texts are not ids. Return how many were not ids."""
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
        """Move the ids in memory to disk. Raises FeedproofError if the disk is full."""
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
        """Close the file, which frees its space on disk."""
        if self._file:
            self._file.close()

    @property
    def is_on_disk(self) -> bool:
        """Whether there were too many ids to keep all of them in memory."""
        return bool(self._flushed)

    def buckets(self, *, is_parted: bool) -> Iterator[Bucket]:
        """Yield the buckets one by one. `is_parted`: equal ids of two `Ids` are in the same bucket of both; else all are in one."""
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
    """Divide ids into buckets by their hash."""
    buckets = [_empty() for _ in range(BUCKETS)]
    for key, place in zip(*held, strict=True):
        hashes, places = buckets[key % BUCKETS]
        hashes.append(key)
        places.append(place)
    return buckets
