"""Moments as plain numbers, for the accepting path: read quickly, compared quickly.

An instant is the number of seconds since the day before 0001-01-01. If the text has an offset, it is in UTC and 0.5 is added as a
tag, so two instants are comparable if their difference is whole; the order among those with the tag, and without, is unchanged.
"""

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from typing import Any

_DAY = 24 * 60 * 60
_OFFSET = 0.5
_LAST_HOUR = "23"
_LAST_OFFSET = "14:00"
_SOME_DAY = "2000-01-02"
_CLOCKS = {"T::": 9, "T::Z": 10, "T::+:": 15, "T::-:": 15}
"""Every third character of a time (those between its numbers), with the length that such a time must have."""


class Memo(dict[str, Any]):
    """Caches a function of texts: up to `most` results, then it starts again. Errors are not cached, nor texts over `longest`."""

    def __init__(self, of: Callable[[str], Any], most: int = 2**14, longest: int = 1000) -> None:
        super().__init__()
        self._of, self._most, self._longest = of, most, longest

    def __missing__(self, text: str) -> Any:
        """Call the function, and cache the result."""
        found = self._of(text)
        if len(text) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[text] = found
        return found


def at(day: date) -> float:
    """Return the instant at which a day begins."""
    return float(day.toordinal() * _DAY)


def _day(text: str) -> float:
    day = date.fromisoformat(text)
    if text[4::3] != "--" or not MINYEAR < day.year < MAXYEAR:
        raise ValueError(text)
    return at(day)


def _clock(text: str) -> float:
    """Return the seconds from the start of the day to a time such as T09:00:00+01:00; the offset may move it to another day."""
    if _CLOCKS.get(text[::3]) != len(text) or text[1:3] > _LAST_HOUR or text[10:15] > _LAST_OFFSET or text[13:14] > "5":
        raise ValueError(text)
    moment = datetime.fromisoformat(_SOME_DAY + text)
    if moment.tzinfo is None:
        return (moment - _begin).total_seconds()
    return (moment.astimezone(UTC).replace(tzinfo=None) - _begin).total_seconds() + _OFFSET


_begin = datetime.fromisoformat(_SOME_DAY)
days = Memo(_day)
clocks = Memo(_clock)
instants = Memo(lambda text: days[text[:10]] + clocks[text[10:]])
"""The instant of a text in the usual spelling, in whole seconds. Raises ValueError or TypeError if `moment` has to read it."""
