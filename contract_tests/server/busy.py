"""How long a server that has too much to do is left alone before it is asked again, whoever asks."""

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
"""How many times it is asked again, at most."""
_LONGEST = 60.0
"""Seconds to wait at most when a server says how long it wants to be left alone."""
_UNASKED = (1.0, 2.0)
"""Seconds before each further try, where a server does not say. It is never asked again sooner than after the first."""
_MOST = 180.0
"""Seconds to wait at one end point at most, in all."""
_HELPFUL = 1 / 20
"""How much of a pause counts after which there was an answer: a server that limits its requests may make many wait."""


class Answered(Protocol):
    """An answer: that of requests has one value of a header, that of schemathesis a list of them."""

    @property
    def status_code(self) -> int:
        """The status."""

    @property
    def headers(self) -> Mapping[str, str] | Mapping[str, list[str]]:
        """The headers; their names are found in lower case."""


A = TypeVar("A", bound=Answered)


class Patience:
    """Asks a busy server again, each request no more than three times, with a minute at most before each.

    What was written is sent again, too: a server that took it nevertheless has it twice, with one mark, by which both are found
    in the end. A method of an end point that stayed busy so long is not waited for again before it is answered, nor is a
    server that has not answered anything: one that is down holds nobody up for more than the pauses of one request. Whatever is
    answered in between, no end point is waited for in vain longer than three minutes in all, nor an hour where waiting helps.
    """

    def __init__(self, pace: Pace) -> None:
        """Wait in the way of a pace, which can be stopped."""
        self._pace = pace
        self._given_up: set[tuple[str, str]] = set()
        self._was_answered = False
        self._waited: dict[str, float] = {}

    def ask(self, method: str, path: str, place: str, send: Callable[[], A]) -> A:
        """Send until the answer is not that the server is busy, or it is of no use to wait; `place` is what messages call it."""
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
        """Note an answer, before which there were these pauses: most of their time is given back."""
        self._given_up.discard((method, point))
        self._was_answered = True
        self._waited[point] = self._waited.get(point, 0) - sum(pauses) * (1 - _HELPFUL)

    def _rest(self, method: str, point: str, pause: float | None) -> float | None:
        """Return the seconds until the same is sent again; None where it is of no use, or takes too long."""
        is_hopeless = (method, point) in self._given_up or (self._given_up and not self._was_answered)
        waited = self._waited.get(point, 0) + (pause or 0)
        if pause is None or is_hopeless or waited > _MOST:
            self._given_up.add((method, point))
            return None
        self._waited[point] = waited
        return pause


def later(status: int) -> str:
    """Say what to do where a status says that it is for the server that it cannot answer now; nothing for another status."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "send fewer requests, with --rate-limit"
    return "try again later" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""


def _pause(answer: Answered, before: int) -> float | None:
    """Return the seconds until a busy server is asked again, after so many tries before; None where that is enough.

    It is what `Retry-After` says, in seconds or as a date (RFC 9110, 10.2.3), else what is usual.
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
    except (ValueError, OverflowError):  # a number or a date beyond what Python reckons with
        return _LONGEST
