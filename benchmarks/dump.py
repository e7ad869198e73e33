"""The data of the benchmarks: course dates of about 1.4 kB, some broken, some with a note; a seed always gives the same ones.

The records are those of `feedproof generate --full`, with up to five sessions and an aims text of realistic length. The text
recurs, because all dates of a course have the same one. The records are written as most servers write JSON: without spaces.
"""

import json
import sys
from collections.abc import Callable, Iterator
from multiprocessing import Process
from pathlib import Path
from random import Random
from typing import Any

from feedproof.fixtures.build import records
from feedproof.fixtures.plan import FULL, TODAY
from feedproof.fixtures.spoil import Site, breakable, reads, spoil
from feedproof.validators import Judge
from feedproof.validators.model import Context
from feedproof.validators.paths import follow

FEED, ACTION = "course-dates", "read"
MOST_SESSIONS = 5
COURSES = 400


def judge() -> Judge:
    """Return the judge of these records; its `today` is the day that their dates are near."""
    return Judge(FEED, Context(ACTION, TODAY))


def course_dates(count: int, *, broken: float = 0.0, noted: float = 0.0, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield `count` course dates; `broken` is the share that is spoilt, `noted` the share that only gets a note."""
    own = judge()
    chance = Random(seed)  # noqa: S311 - must be repeatable, not secure
    places = breakable(own)
    for record in _wide(own, chance, seed, count):
        drawn = chance.random()
        if drawn < broken:
            yield _spoilt(own, chance, places, record)
        else:
            yield _noted(record) if drawn < broken + noted else record


def write(file: Path, count: int, **shares: float) -> None:
    """Write `count` course dates as NDJSON."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with file.open("w", encoding="utf-8") as target:
        target.writelines(f"{encode(record)}\n" for record in course_dates(count, **shares))


def write_apart(file: Path, count: int, **shares: float) -> None:
    """Write them in a separate process: memory of this one would be counted for the processes that it starts."""
    apart(write, file, count, **shares)


def apart(writes: Callable[..., None], *arguments: Any, **more: Any) -> None:
    """Call a function that writes files, in a separate process. Exits if it fails."""
    process = Process(target=writes, args=arguments, kwargs=more)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit("the records could not be made")


def _wide(own: Judge, chance: Random, seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield records without a finding, of about 1.4 kB."""
    aims = [record["AimsText"] for record in records(own, seed + 1, COURSES, FULL)]
    texts = [" ".join(chance.choices(aims, k=chance.randrange(2, 18))) for _ in range(COURSES)]
    for record in records(own, seed, count, FULL):
        sessions = record["Sessions"]
        numbers = range(chance.randrange(MOST_SESSIONS + 1))
        wider = [sessions[number % len(sessions)] | {"SessionID": f"S-{number + 1}"} for number in numbers]
        yield record | {"Sessions": wider, "AimsText": chance.choice(texts)}


def _spoilt(own: Judge, chance: Random, places: list[Site], record: dict[str, Any]) -> Any:
    """Return the record with one keyword of the contract broken, at a random place that it has; it is still an object."""
    there = [site for site in places if all(follow(record, place) is not None for place in reads(site))]
    while True:
        spoilt = spoil(own, chance.choice(there), record)
        if isinstance(spoilt, dict) and own.violations(spoilt):
            return spoilt


def _noted(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record without the name of its time zone, and without the offset of each date."""
    local = {name: value[:19] for name, value in record.items() if isinstance(value, str) and value[10:11] == "T"}
    return {name: value for name, value in (record | local).items() if name != "TimeZone"}
