"""The data of the benchmarks, from the maker behind `feedproof generate`: the same bytes each time, one record in fifty broken."""

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from feedproof.fixtures.build import TODAY, records
from feedproof.fixtures.plan import FULL
from feedproof.fixtures.spoil import breakable, spoil
from feedproof.validators import Context, Judge

FEED, ACTION = "course-dates", "read"
SEED = 1
EACH = 50
"""One record of so many is broken at one site of the contract, each site in turn."""


def judge() -> Judge:
    """Return the judge of the data, on the day that it is made around."""
    return Judge(FEED, Context(ACTION, TODAY))


def dump(file: Path, count: int) -> None:
    """Write so many course dates as NDJSON."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{encode(record)}\n" for record in course_dates(count))


def course_dates(count: int) -> Iterator[dict[str, Any]]:
    """Yield full course dates, one of fifty broken and the others without so much as a note."""
    own = judge()
    sites = cycle(breakable(own))
    good = (record for record in records(own, SEED, 10 * count, FULL) if not own.violations(record))
    for number, record in enumerate(islice(good, count)):
        yield record if number % EACH else next(filter(None, (_broken(own, site, record) for site in sites)))


def _broken(own: Judge, site: Any, record: dict[str, Any]) -> Any:
    """Return the record broken at a site; None where this one cannot be."""
    try:
        broken = spoil(own, site, record)
    except (LookupError, TypeError, AttributeError):
        return None
    return broken if own.violations(broken) else None


def standard(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema as any tool reads it: the keywords of JSON Schema, and dates as a pattern with or without an offset."""
    kept = {key: value for key, value in schema.items() if key in _KEYWORDS}
    if kept.pop("format", None):
        kept |= {"pattern": _DATE} if "x-date-spelling" in schema else {"format": "uri"}
    if "properties" in kept:
        kept["properties"] = {name: standard(child) for name, child in kept["properties"].items()}
        kept |= {"patternProperties": {"^CF_": {}}, "additionalProperties": False} if "x-listed-only" in schema else {}
    if "items" in kept:
        kept["items"] = standard(kept["items"])
    return kept


_KEYWORDS = {
    "type", "enum", "required", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "multipleOf", "format",
    "properties", "items",
}  # fmt: skip
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?$"
