"""A night's dump to measure with: course dates of about 1.5 kB as NDJSON, some broken, some with a note; the same from a seed.

The records are those of `feedproof generate --full`, with up to five sessions and an aims text as long as people write them,
which recurs as the text of a course does on all its dates. They are written as most servers write JSON: without spaces.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from feedproof.fixtures.build import FULL, TODAY, records
from feedproof.fixtures.spoil import Site, breakable, spoil
from feedproof.validators import Context, Judge
from feedproof.validators.engine import follow

FEED = "course-dates"
MOST_SESSIONS = 5
COURSES = 400


def write(file: Path, count: int, *, broken: float = 0.0, noted: float = 0.0, seed: int = 0) -> None:
    """Write so many course dates; `broken` and `noted` are the shares that are spoilt, or get a note at least."""
    judge = Judge(FEED, Context("read", TODAY))
    chance = Random(seed)  # noqa: S311 - the same each time
    places = breakable(judge)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with file.open("w", encoding="utf-8") as target:
        for record in _wide(judge, chance, seed, count):
            drawn = chance.random()
            if drawn < broken:
                target.write(encode(_spoilt(judge, chance, places, record)) + "\n")
            else:
                target.write(encode(_noted(record) if drawn < broken + noted else record) + "\n")


def _wide(judge: Judge, chance: Random, seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield records without a finding, of about 1.5 kB."""
    aims = [record["AimsText"] for record in records(judge, seed + 1, COURSES, FULL)]
    texts = [" ".join(chance.choices(aims, k=chance.randrange(2, 18))) for _ in range(COURSES)]
    for record in records(judge, seed, count, FULL):
        sessions = record["Sessions"]
        numbers = range(chance.randrange(MOST_SESSIONS + 1))
        wider = [sessions[number % len(sessions)] | {"SessionID": f"S-{number + 1}"} for number in numbers]
        yield record | {"Sessions": wider, "AimsText": chance.choice(texts)}


def _spoilt(judge: Judge, chance: Random, places: list[Site], record: dict[str, Any]) -> Any:
    """Break one keyword of the contract, wherever this record can break one; it stays an object."""
    there = [site for site in places if all(follow(record, place) is not None for place in site.reads)]
    while True:
        spoilt = spoil(judge, chance.choice(there), record)
        if isinstance(spoilt, dict) and judge.violations(spoilt):
            return spoilt


def _noted(record: dict[str, Any]) -> dict[str, Any]:
    """Take what names the zone of the dates away, and the offset from each."""
    local = {name: value[:19] for name, value in record.items() if isinstance(value, str) and value[10:11] == "T"}
    return {name: value for name, value in (record | local).items() if name != "TimeZone"}
