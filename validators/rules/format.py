"""A text cannot be read as what it stands for: a date and time, or a web address.

Why: Some programs read a date such as 31/12/2026 and others refuse it, and 03/04/2026 can be read in two ways.

Fix: Write dates as 2026-12-31T09:00:00, the year first, with or without an offset; write addresses in full.

With --fix: Spaces around the text, and a date that can be read in one way only, such as 31/12/2026 09:00 or 31 Dec 2026 09:00.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..address import is_address, is_plain
from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Rule
from ..moment import is_date
from ..respell import meant_date, meant_moment


class _Format(NamedTuple):
    """A format: the function that recognises it, an example, a counterexample, its name in messages, and the hint."""

    is_good: Callable[[str], bool]
    good: str
    bad: str
    means: str
    hint: str


DATES = "feed-date-time"
_FORMATS = {
    DATES: _Format(is_date, "2027-03-29T09:00:00", "31/12/2026 09:00", "a date and time", "write it like 2026-12-31T09:00:00"),
    "web-address": _Format(is_address, "https://images.example.org/a.png", "images/a.png", "a web address", "begin with https://"),
}  # fmt: skip
FORMATS = {name: form.is_good for name, form in _FORMATS.items()}


def check(name: str, value: Any, context: Context) -> Iterator[Breach]:
    if isinstance(value, str) and not FORMATS[name](value):
        reason, hint = _told(name, value)
        yield Breach((), ("is ", (), f", not {_FORMATS[name].means}{reason}"), hint if value else context.no_value)


def _told(name: str, value: str) -> tuple[str, str]:
    """Return the reason why a text is not of the format, empty if there is nothing to add, and the hint."""
    if name == DATES:
        from ..date_fault import date_hint, date_reason  # needed for unreadable dates only

        return date_reason(value), date_hint(value) or _FORMATS[name].hint
    is_good_with = FORMATS[name](re.sub(r"\s", "%20", value.strip()))
    return "", "write %20 for each space" if is_good_with else _FORMATS[name].hint


def satisfy(name: str, value: str) -> str:
    return value if FORMATS[name](value) else _FORMATS[name].good


def spoil(name: str, _value: str) -> str:
    return _FORMATS[name].bad


def accept(name: str, build: ExpressionBuilder) -> str:
    if name == DATES:
        return f"{build.moment()} is not None"
    return f"{build.bind(is_plain)}({build.value()}) or {build.bind(FORMATS[name])}({build.value()})"


def fix(name: str, value: str, _at: Path) -> str | None:
    meant = meant_date(value) if name == DATES and not is_date(value.strip()) else value.strip()
    return meant if meant and FORMATS[name](meant) else None


def suggest(name: str, value: str) -> str | None:
    return meant_moment(value) if name == DATES else fix(name, value, ())


RULE = Rule(
    "unreadable-text", "format", Rank.FORM, __doc__, check, satisfy, spoil, accept=accept, fix=fix, suggest=suggest
)
