"""Read unusual spellings that have only one meaning: dates and times, and values in quotes.

A spelling that can be read in two ways (03/04/2026), or needs a guess (a year of two digits, 12 am or pm), has no meaning here.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from typing import Any

from .moment import is_rfc3339, moment_of
from .text.strict import is_too_large

_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_WORDS = {"true": True, "false": False}

_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAY_NAME = rf"(?P<weekday>{'|'.join(f'{name}|{name[:3]}' for name in _DAYS)})"
_MONTH_NAME = rf"(?P<name>{'|'.join(f'{name}|{name[:3]}' for name in _MONTHS)}|sept)"
_YEAR = "(?P<year>[0-9]{4})"
_OFFSET = r"(?: ?(?P<offset>z|utc|gmt|[+-][0-9]{2}(?::?[0-9]{2})?))?"
_SECOND = r"(?P<second>[0-9]{2})(?P<fraction>[.,][0-9]+)?"
_TIME = (
    rf"(?:(?: ?t ?|,? )(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})(?::{_SECOND})?(?: ?(?P<half>[ap]m))?{_OFFSET})?"
)
_SHORT_TIME = rf"(?:t(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?:{_SECOND})?{_OFFSET})?"
_SPELLINGS = (
    rf"{_YEAR}(?P<by>[-/.])(?P<month>[0-9]{{1,2}})(?P=by)(?P<day>[0-9]{{1,2}}){_TIME}",
    rf"(?P<year>(?:19|20)[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){_SHORT_TIME}",
    rf"(?P<one>[0-9]{{1,2}})(?P<by>[-/.])(?P<other>[0-9]{{1,2}})(?P=by){_YEAR}{_TIME}",
    rf"(?:{_DAY_NAME},? )?(?P<day>[0-9]{{1,2}})(?P<by>[- ]){_MONTH_NAME}(?P=by){_YEAR}{_TIME}",
    rf"(?:{_DAY_NAME},? )?{_MONTH_NAME} (?P<day>[0-9]{{1,2}}),? {_YEAR}{_TIME}",
)
_compiled = cache(partial(re.compile, flags=re.ASCII))
"""Compiles a pattern when it is first needed, because compiling is slow."""
_NOON = 12
ENCODED_TWICE = "encode it once: this is JSON inside a text"


def meant_date(text: str) -> str | None:
    """Return the date, and the time if there is one, in the usual spelling; None if it is not certain, or already spelt so."""
    plain = " ".join(text.casefold().split())
    for spelling in map(_compiled, _SPELLINGS):
        if match := spelling.fullmatch(plain):
            parts = {name: part for name, part in match.groupdict().items() if part}
            days, time = set(_days(parts)), _time(parts)
            meant = f"{days.pop().isoformat()}{time}" if len(days) == 1 and time is not None else ""
            return meant if moment_of(meant) and meant != text else None
    return None


def meant_moment(text: str) -> str | None:
    """Return the date and time in the usual spelling; None if it is not certain, has no time, or is already spelt so."""
    meant = meant_date(text)
    return meant if meant and is_rfc3339(meant) else None


def _days(parts: dict[str, str]) -> Iterator[date]:
    """Yield each calendar day that the parts can mean."""
    one, other = parts.get("one"), parts.get("other")
    month = parts.get("month") or ("name" in parts and 1 + [name[:3] for name in _MONTHS].index(parts["name"][:3]))
    for number, day in ((month, parts.get("day")), (one, other), (other, one)):
        try:
            found = date(int(parts["year"]), int(number or 0), int(day or 0))
        except ValueError:
            continue
        if _DAYS[found.weekday()].startswith(parts.get("weekday", "")):
            yield found


def _time(parts: dict[str, str]) -> str | None:
    """Return the time with a T before it and the offset after it; empty if there is none, None if the hour cannot have am or pm."""
    if "hour" not in parts:
        return ""
    hour, half = int(parts["hour"]), parts.get("half")
    if half and not 0 < hour < _NOON:
        return None
    hour += _NOON if half == "pm" else 0
    fraction = parts.get("fraction", "").replace(",", ".")
    return f"T{hour:02}:{parts['minute']}:{parts.get('second', '00')}{fraction}{_offset(parts.get('offset'))}"


def _offset(text: str | None) -> str:
    if text is None or text.isalpha():
        return "Z" if text else ""
    return f"{text[:3]}:{text[3:].lstrip(':') or '00'}"


def meant_value(value: Any) -> str | float | bool | None:
    """Return the number or the boolean that a text spells, and an integer as text; None for anything else."""
    if type(value) is int:
        return str(value)
    plain = value.strip() if isinstance(value, str) else ""
    word = _WORDS.get(plain.lower())
    return _number(plain) if word is None else word


def holds_json(value: Any) -> bool:
    """Return whether a value is the text of an object or an array, as it is if a program has encoded it twice."""
    return isinstance(value, str) and value.lstrip()[:1] in {"{", "["}


def _number(text: str) -> float | None:
    """Return the number that a text spells, if it can be represented exactly."""
    if not _compiled(_NUMBER).fullmatch(text) or is_too_large(text):
        return None
    if "." not in text:
        return int(text)
    from decimal import Decimal

    number = float(text)
    return number if Decimal(repr(number)) == Decimal(text) else None
