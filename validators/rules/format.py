"""A text cannot be read as what it stands for: a date and time, or a web address.

Why: A date such as 31/12/2026 is read as December here and refused there, and 03/04/2026 is read in two ways.

Fix: Write dates as 2026-12-31T09:00:00, the year first, with or without an offset; write addresses in full.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ..model import Context, Fault, Rank, Rule
from ..moment import read


def _is_date(value: str) -> bool:
    return read(value) is not None


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in value)


FORMATS: dict[str, Callable[[str], bool]] = {"feed-date-time": _is_date, "web-address": _is_address}
_GOOD = {"feed-date-time": "2027-03-29T09:00:00", "web-address": "https://images.example.org/a.png"}
_BAD = {"feed-date-time": "31/12/2026 09:00", "web-address": "images/a.png"}
_MEANS = {"feed-date-time": "a date and time", "web-address": "a web address"}
_HINT = {"feed-date-time": "write it as 2026-12-31T09:00:00", "web-address": "begin with https://"}


def check(name: str, value: Any, _context: Context) -> Iterator[Fault]:
    if isinstance(value, str) and not FORMATS[name](value):
        yield Fault((), ("is ", (), f", not {_MEANS[name]}{_reason(name, value)}"), _HINT[name])


def _reason(name: str, value: str) -> str:
    """Say what is wrong with a date that people write."""
    if name != "feed-date-time":
        return ""
    parts = value.replace(".", "/").replace("-", "/").split("/")
    if len(parts) == 3 and all(part[:1].isdigit() for part in parts) and len(parts[0]) <= 2:  # noqa: PLR2004 - d/m/y
        return " that everyone reads alike: the year comes first"
    return " of the calendar" if len(parts) == 3 and len(parts[0]) == 4 else ""  # noqa: PLR2004 - y-m-d


def satisfy(name: str, value: str) -> str:
    return value if FORMATS[name](value) else _GOOD[name]


def spoil(name: str, _value: str) -> str:
    return _BAD[name]


RULE = Rule("unreadable-text", "format", Rank.FORM, __doc__, check, satisfy, spoil, native=True)
