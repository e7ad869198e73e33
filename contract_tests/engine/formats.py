"""Strategies for the formats that only this contract has: they draw only texts that the judge accepts."""

from datetime import datetime

from hypothesis import strategies as st

from ...validators.rules.format import FORMATS

_FIRST, _LAST = datetime(2000, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001 - the feeds' times are wall-clock times
_OFFSETS = ("", "", "Z", "+01:00", "-05:30")
_NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)


def _spell(moment: datetime, offset: str) -> str:
    return moment.isoformat(timespec="seconds") + offset


_DATES = st.builds(_spell, st.datetimes(_FIRST, _LAST), st.sampled_from(_OFFSETS))
_ADDRESSES = st.builds("{}://{}.example.org/{}".format, st.sampled_from(("http", "https")), _NAMES, _NAMES)
_DRAWN: dict[str, st.SearchStrategy[str]] = {"feed-date-time": _DATES, "web-address": _ADDRESSES}


def strategies() -> dict[str, st.SearchStrategy[str]]:
    """Return, for each format that the judge knows, a strategy for texts that it accepts."""
    return {name: _DRAWN[name].filter(is_good) for name, is_good in FORMATS.items()}
