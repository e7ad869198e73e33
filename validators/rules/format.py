"""A text cannot be read as what it stands for: a date and time, or a web address.

Why: A date such as 31/12/2026 is read as December here and refused there, and 03/04/2026 is read in two ways.

Fix: Write dates as 2026-12-31T09:00:00, the year first, with or without an offset; write addresses in full.

With --fix: Spaces around the text, and a date that can be read in one way only, such as 31/12/2026 09:00 or 31 Dec 2026 09:00.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from ..address import is_address, is_plain
from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Rule
from ..moment import read
from ..respell import meant_date


def _is_date(value: str) -> bool:
    return read(value) is not None


FORMATS: dict[str, Callable[[str], bool]] = {"feed-date-time": _is_date, "web-address": is_address}
_GOOD = {"feed-date-time": "2027-03-29T09:00:00", "web-address": "https://images.example.org/a.png"}
_BAD = {"feed-date-time": "31/12/2026 09:00", "web-address": "images/a.png"}
_MEANS = {"feed-date-time": "a date and time", "web-address": "a web address"}
_HINT = {"feed-date-time": "write it as 2026-12-31T09:00:00", "web-address": "begin with https://"}


def is_of_dates(name: str) -> bool:
    """Say whether the format is one of dates and times."""
    return FORMATS.get(name) is _is_date


def check(name: str, value: Any, context: Context) -> Iterator[Breach]:
    if isinstance(value, str) and not FORMATS[name](value):
        reason, hint = _told(name, value)
        yield Breach((), ("is ", (), f", not {_MEANS[name]}{reason}"), hint if value else context.no_value)


def _told(name: str, value: str) -> tuple[str, str]:
    """Return what is wrong with a text, where more can be said, and what to do."""
    if is_of_dates(name):
        from ..date_fault import date_hint, date_reason  # only for a date that is none

        return date_reason(value), date_hint(value) or _HINT[name]
    is_broken_by_blanks = FORMATS[name](re.sub(r"\s", "%20", value.strip()))
    return "", "write %20 for each blank in it" if is_broken_by_blanks else _HINT[name]


def satisfy(name: str, value: str) -> str:
    return value if FORMATS[name](value) else _GOOD[name]


def spoil(name: str, _value: str) -> str:
    return _BAD[name]


def accept(name: str, of: ExpressionBuilder) -> str:
    if name == "feed-date-time":
        return f"{of.moment()} is not None"
    return f"{of.bind(is_plain)}({of.value()}) or {of.bind(FORMATS[name])}({of.value()})"


def fix(name: str, value: str, _at: Path) -> str | None:
    meant = meant_date(value) if FORMATS[name] is _is_date and not read(value.strip()) else value.strip()
    return meant if meant and FORMATS[name](meant) else None


RULE = Rule("unreadable-text", "format", Rank.FORM, __doc__, check, satisfy, spoil, accept=accept, fix=fix)
