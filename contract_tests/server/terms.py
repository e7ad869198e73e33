"""On which terms a server is asked. It loads nothing, so that the command line can say what they are."""

from collections.abc import Callable
from dataclasses import dataclass

TIMEOUT = 15.0
PATIENCE = 4
"""How many times the time limit of a request its whole answer may take."""
LONGEST = 86400
"""The most seconds that somebody may say: a day. Sockets take no more than some, and what is no number is never over."""
ALLOWED = "5000/h"
"""What the vendor's page allows each end point, unless a tenant has other terms."""


def _nobody(_text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long an answer may take, and how fast requests may be sent.

    `timeout` is in seconds, for a connection and for each pause of an answer. `rate` are the requests to one end point, at most,
    such as 5000/h; without one, a server on this machine is asked as fast as it goes, any other as fast as the vendor allows.
    `tell` is called with a sentence when that takes long.
    """

    timeout: float = TIMEOUT
    rate: str | None = None
    tell: Callable[[str], None] = _nobody


USUAL = Terms()


def may_wait(number: float) -> bool:
    """Say whether so many seconds can be waited: more than none, no more than LONGEST, and a number."""
    return 0 < number <= LONGEST


def seconds(number: float) -> str:
    """Return `1 second`, `0.3 seconds`, `3,600 seconds`."""
    return f"{number:,g} second{'' if number == 1 else 's'}"
