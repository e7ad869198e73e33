"""How long a server that has too much to do is left alone before it is asked again."""

from http import HTTPStatus

import requests
from urllib3 import Retry
from urllib3.exceptions import InvalidHeader

_TRIES = 3
"""How many times it is asked again, at most."""
_LONGEST = 60.0
"""Seconds to wait at most when a server says how long it wants to be left alone."""
UNASKED = (1.0, 2.0)
"""Seconds before each further try, where a server does not say."""


def pause(response: requests.Response, before: int, unasked: tuple[float, ...] = ()) -> float | None:
    """Return the seconds until an answer is asked for again, after so many tries before; None where it is taken as it is.

    It is what `Retry-After` says, in seconds or as a date (RFC 9110, 10.2.3), else what is `unasked` for. What is
    written is not sent a second time to a server that is unavailable: it may have been taken.
    """
    if not _is_busy(response) or before >= _TRIES:
        return None
    asked = _asked(response.headers.get("Retry-After", ""))
    if asked is None:
        return unasked[before] if before < len(unasked) else None
    return min(asked, _LONGEST)


def _is_busy(response: requests.Response) -> bool:
    is_read = response.request.method == "GET"
    return response.status_code == HTTPStatus.TOO_MANY_REQUESTS or (
        is_read and response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    )


def _asked(text: str) -> float | None:
    try:
        return Retry().parse_retry_after(text)
    except InvalidHeader:
        return None
    except (ValueError, OverflowError):  # a number or a date beyond what Python reckons with
        return _LONGEST
