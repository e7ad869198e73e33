"""Explain why a text is not a date and time, and how to write it as one."""

import re

from .moment import moment_of

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
_MIDNIGHT = r"[Tt ]24:00(?::00)?(?![:.,0-9])"
_OFFSET = r"[+-][0-9]{2}(?::?[0-9]{2})?\Z"
_SOME_DAY = "2000-01-02"


def date_hint(value: str) -> str:
    """Return how to correct a date that has only one wrong part; empty for any other text."""
    if moment_of(re.sub(_MIDNIGHT, "T00:00", value)):
        return "write T00:00:00 of the next day"
    if _has_no_clock(value):
        return "write an offset from -14:00 to +14:00, or none"
    days = range(31, 27, -1) if re.match(_DAY, value) and not moment_of(value[:10]) else ()
    last = next((day for day in days if moment_of(f"{value[:8]}{day}")), None)
    return f"write a day from 01 to {last}" if last else ""


def _is_readable_without_offset(value: str) -> bool:
    """Return whether a date can be read once its offset is replaced by Z."""
    return moment_of(re.sub(_OFFSET, "Z", value)) is not None


def _has_no_clock(value: str) -> bool:
    """Return whether a date is unreadable only because of its offset, which no clock has."""
    return _is_readable_without_offset(value) and moment_of(f"{_SOME_DAY}{value[10:]}") is None


def date_reason(value: str) -> str:
    """Return the end of the message that says what is wrong with a date as people write it; empty if that is not clear."""
    parts = value.replace(".", "/").replace("-", "/").split("/")
    if len(parts) == 3 and all(part[:1].isdigit() for part in parts) and len(parts[0]) <= 2:  # noqa: PLR2004 - d/m/y
        either = {f"{month:02}" for month in range(1, 13)} & {part.zfill(2) for part in parts[:2]}
        why = "either number may be the month" if len(either) > 1 else "the year comes first"
        return f": {why}"
    if _is_readable_without_offset(value):
        return ": no clock has this offset" if _has_no_clock(value) else ": in UTC it is in no year from 0001 to 9999"
    day = re.match(_DAY, value)
    return " of the calendar" if day and not moment_of(day[0]) else ""
