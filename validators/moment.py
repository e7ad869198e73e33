"""Dates and times as the feeds write them: local wall-clock times, with or without an offset."""

import re
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

_READABLE = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<time>(?:[01][0-9]|2[0-3]):[0-9]{2})(?P<second>:[0-9]{2}(?:[.,](?P<fraction>[0-9]+))?)?"
    r"(?P<offset>[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-9]{2})?)?)?",
    re.ASCII,
)
_FARTHEST = timedelta(hours=14)
"""The largest offset: no time zone is farther from UTC, and .NET, which runs many servers, cannot read a larger one."""
_USUAL = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)


class Moment(NamedTuple):
    """A date and time; `clock` is in UTC if it has an offset, else as written. `finer` holds the digits beyond microseconds."""

    clock: datetime
    finer: str
    has_offset: bool

    def key(self) -> tuple[datetime, str]:
        """Return the sort key, for moments that all have an offset, or all have none."""
        return self.clock, self.finer


def comparable(one: Moment | None, other: Moment | None) -> bool:
    """Return whether both are readable and both have an offset, or both have none."""
    return one is not None and other is not None and one.has_offset == other.has_offset


def moment_of(value: Any) -> Moment | None:
    """Return the moment that a text spells; None if the value is not a readable date."""
    return _read(value) if isinstance(value, str) else None


def is_date(value: Any) -> bool:
    """Return whether a value is a text that can be read as a date and time."""
    return moment_of(value) is not None


@lru_cache(maxsize=4096)
def _read(text: str) -> Moment | None:
    match = _READABLE.fullmatch(text)
    if not match:
        return None
    fraction = (match["fraction"] or "").ljust(6, "0")
    try:
        offset = _offset(match["offset"])
        if abs(offset or timedelta()) > _FARTHEST:
            return None
        local = datetime.fromisoformat(
            f"{match['date']}T{match['time'] or '00:00'}{(match['second'] or ':00')[:3]}.{fraction[:6]}"
        )
        clock = local - offset if offset is not None else local
    except (ValueError, OverflowError):
        return None
    return Moment(clock, fraction[6:].rstrip("0"), offset is not None)


def _offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text in {"Z", "z"}:
        return timedelta()
    digits = text[1:].replace(":", "").ljust(4, "0")
    of_day = time.fromisoformat(f"{digits[:2]}:{digits[2:]}")
    size = timedelta(hours=of_day.hour, minutes=of_day.minute)
    return -size if text[0] == "-" else size


def is_rfc3339(text: str) -> bool:
    """Return whether a text is spelt as RFC 3339 requires, though the offset may be missing."""
    return _USUAL.fullmatch(text) is not None


def spell(clock: datetime, *, like: str) -> str:
    """Return a moment as text, with the same offset as the text `like`, if that has one."""
    match = _READABLE.fullmatch(like)
    offset = match["offset"] if match else None
    shift = _offset(offset) or timedelta()
    return (clock + shift).isoformat(timespec="seconds") + (offset or "")
