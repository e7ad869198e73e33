"""Generated samples with changes, what drift reports about them, and the overlay that it writes."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

from feedproof.ci.drift.overlay import write_overlay
from feedproof.ci.drift.report import Drift, drift_of
from feedproof.fixtures.build import records
from feedproof.fixtures.plan import FULL
from feedproof.spec.contract import Contract, bundled, load
from feedproof.validators.bulk.stream import BLOCK, Stream
from feedproof.validators.check import Checker
from feedproof.validators.drift import Sample
from feedproof.validators.judge import Judge

LEAST = 0.01
Record = dict[str, Any]
Mutation = Callable[[Record, int], Any]
"""Changes a record in place, given its number."""


def put(name: str, value: Any, every: int = 1) -> Mutation:
    return lambda record, number: record.update({name: value}) if number % every == 0 else None


def renamed(name: str, other: str) -> Mutation:
    return lambda record, _number: record.update({other: record.pop(name)})


def without(name: str, every: int = 1) -> Mutation:
    return lambda record, number: record.pop(name) if number % every == 0 else None


def made(feed: str, count: int = 12, mutate: Mutation | None = None) -> list[Record]:
    """Return full records as read from the server, each changed by `mutate`."""
    found = [deepcopy(record) for record in records(Judge(feed), 7, count, FULL)]
    for number, record in enumerate(found):
        if mutate:
            mutate(record, number)
    return found


def look(  # noqa: PLR0913 - all that drift depends on
    sample: Any,
    feed: str | None = None,
    contract: Contract | None = None,
    least: float = LEAST,
    *,
    block: int = BLOCK,
    action: str = "read",
) -> Drift:
    """Return what drift reports about a document for an action; it reads blocks of `block` bytes."""
    contract = contract or bundled()
    seen = Sample(Checker(contract, feed, action))
    data = sample if isinstance(sample, bytes) else json.dumps(sample).encode()
    for _ in seen.see(Stream(BytesIO(data), block=block), "sample.json", is_lines=None):
        pass
    return drift_of(contract, seen, 1, {}, least)


def overlaid(drift: Drift, folder: Path) -> Contract:
    """Return the contract with the overlay that drift writes."""
    file = folder / "tenant.yaml"
    list(write_overlay(drift, str(file), None))
    return load(file) if file.exists() else drift.contract


def found(sample: Any, feed: str, contract: Contract) -> Iterator[str]:
    """Yield the rule of each finding of `check` in a document."""
    checker = Checker(contract, feed, "read")
    yield from (finding.rule for finding in checker.check(json.dumps(sample).encode()).findings)


def told(drift: Drift) -> list[tuple[str, str, str, str]]:
    """Return the differences without their counts."""
    return [(one.kind, one.place, one.shows, str(one.verdict)) for one in drift.differences]
