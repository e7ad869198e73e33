"""How long to wait before a request to a busy server is repeated, whichever part of feedproof sends it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from math import ceil
from typing import Protocol, TypeVar

from urllib3 import Retry
from urllib3.exceptions import InvalidHeader

from .pace import Pace, end_point
from .terms import seconds

BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_TRIES = 3
"""The maximum number of times that one request is repeated."""
_LONGEST = 60.0
"""The maximum seconds to wait if a server says how long it is busy."""
_UNASKED = (1.0, 2.0)
"""Seconds before each further try if a server does not say how long. The first is also the shortest wait in any case."""
_MOST = 180.0
"""The maximum total of seconds to wait at one end point."""
_HELPFUL = 1 / 20
"""The share of a pause that counts towards _MOST if an answer came after it: a rate limit may make many requests wait."""


class Answered(Protocol):
    """An answer. With requests, a header has one value; with schemathesis, a list of values."""

    @property
    def status_code(self) -> int:
        """The status."""

    @property
    def headers(self) -> Mapping[str, str] | Mapping[str, list[str]]:
        """The headers; their names are looked up in lower case."""


A = TypeVar("A", bound=Answered)


class Patience:
    """Repeats a request to a busy server: at most three times, with at most a minute before each.

    Writes are repeated, too: if the server carried out the first one after all, it has two records with one mark, and both are
    found at the end. If a method of an end point stays busy that long, later requests do not wait until one of them gets an
    answer. Nor do they if the server has not answered anything yet: one that is down costs no more than the pauses of one
    request. The total wait for an end point is at most three minutes if it is in vain, or an hour if it helps.
    """

    def __init__(self, pace: Pace) -> None:
        """Take the pace that does the waiting; it can be stopped."""
        self._pace = pace
        self._given_up: set[tuple[str, str]] = set()
        self._was_answered = False
        self._waited: dict[str, float] = {}

    def ask(self, method: str, path: str, place: str, send: Callable[[], A]) -> A:
        """Send until the server is not busy, or waiting is useless; return the last answer. Messages call the request `place`."""
        point, pauses = end_point(path), list[float]()
        while True:
            answer = send()
            if answer.status_code not in BUSY:
                self._go_on(method, point, pauses)
                return answer
            rest = self._rest(method, point, _pause(answer, len(pauses)))
            if rest is None:
                return answer
            self._pace.tell(f"waiting {seconds(ceil(rest))}: {place} was answered {answer.status_code}")
            self._pace.rest(rest)
            pauses.append(rest)

    def _go_on(self, method: str, point: str, pauses: list[float]) -> None:
        """Note that an answer came after these pauses: most of their time no longer counts."""
        self._given_up.discard((method, point))
        self._was_answered = True
        self._waited[point] = self._waited.get(point, 0) - sum(pauses) * (1 - _HELPFUL)

    def _rest(self, method: str, point: str, pause: float | None) -> float | None:
        """Return the seconds until the request is sent again; None if that is useless, or would take too long."""
        is_hopeless = (method, point) in self._given_up or (self._given_up and not self._was_answered)
        waited = self._waited.get(point, 0) + (pause or 0)
        if pause is None or is_hopeless or waited > _MOST:
            self._given_up.add((method, point))
            return None
        self._waited[point] = waited
        return pause


def later(status: int) -> str:
    """Return what to do about a status by which the server cannot answer now (429 or 5xx); empty for another status."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "send fewer requests, with --rate-limit"
    return "try again later" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""


def _pause(answer: Answered, before: int) -> float | None:
    """Return the seconds until a request to a busy server is repeated, after `before` tries; None if there were enough tries.

    They are what `Retry-After` says, in seconds or as a date (RFC 9110, 10.2.3), or else those of _UNASKED.
    """
    said = answer.headers.get("retry-after", "")
    asked = _seconds(said if isinstance(said, str) else said[0])
    if asked is None:
        return _UNASKED[before] if before < len(_UNASKED) else None
    return min(max(asked, _UNASKED[0]), _LONGEST) if before < _TRIES else None


def _seconds(text: str) -> float | None:
    try:
        return Retry().parse_retry_after(text)
    except InvalidHeader:
        return None
    except (ValueError, OverflowError):  # a number or a date that is too large for Python
        return _LONGEST
