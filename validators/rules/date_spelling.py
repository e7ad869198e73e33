"""A date and time can be read, but is not spelt as most programs write it.

Why: Programs that read the feed expect 2026-12-31T09:00:00, with or without an offset. Only some of them
read a space for the T, a date without a time, a time without seconds, or +0100 for +01:00.

Fix: Write year, month and day, a T, then hours, minutes and seconds.

With --fix: All but a date without a time, as only its author knows the time.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Rule
from ..moment import is_rfc3339, moment_of
from ..respell import meant_date, meant_moment


def check(_true: bool, value: Any, _context: Context) -> Iterator[Breach]:
    if moment_of(value) and not is_rfc3339(value):
        yield Breach((), ("is ", (), ", an unusual spelling of a date and time"), "write it like 2026-12-31T09:00:00")


def satisfy(_true: bool, value: str) -> str:
    moment = moment_of(value)
    if moment is None or is_rfc3339(value):
        return value
    return moment.clock.isoformat(timespec="seconds") + ("Z" if moment.has_offset else "")


def spoil(_true: bool, value: str) -> str:
    return value.replace("T", " ", 1)


def accept(_true: bool, build: ExpressionBuilder) -> str:
    return f"{build.moment()} is not None"


def fix(_true: bool, value: str, _at: Path) -> str | None:
    return meant_date(value)


def suggest(_true: bool, value: str) -> str | None:
    return meant_moment(value)


RULE = Rule(
    "unusual-date-spelling", "x-date-spelling", Rank.ADVICE, __doc__, check, satisfy, spoil, accept=accept,
    fix=fix, suggest=suggest)  # fmt: skip
