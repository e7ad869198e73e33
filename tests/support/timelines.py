"""Datasets, their changes from day to day, and the dataset that follows when the changes are applied."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from feedproof.fixtures.dataset.line import Line
from feedproof.fixtures.dataset.timeline import CREATED, RecordChange, in_order, lives
from feedproof.fixtures.dataset.world import World
from feedproof.spec.contract import Contract, bundled


def lines(count: int, seed: int = 0, *, contract: Contract | None = None) -> Iterator[Line]:
    """Yield the lines of a dataset."""
    return World(count, seed, contract).lines()


def changes(days: int, count: int, seed: int) -> list[RecordChange]:
    """Return all changes of this many days, sorted by time."""
    return in_order(change for life in lives(days, count, seed) for change in life.changes)


def applied(before: Iterable[Line], changed: Iterable[RecordChange]) -> list[Line]:
    """Return the lines after the changes. A created record must not exist before; a changed one must."""
    stored = {(line.feed, str(line.record[bundled().feeds[line.feed].key])): line for line in before}
    for change in changed:
        place = (change.feed, change.id)
        assert (place in stored) is not (change.kind == CREATED)
        line = stored.get(place) or Line(change.feed, {}, **change.line)
        kept = {name: value for name, value in line.record.items() if name not in change.before}
        stored[place] = replace(line, record=kept | change.after)
    return list(stored.values())
