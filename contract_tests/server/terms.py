"""The terms for requests to a server. It imports nothing heavy, so that the command line can show them quickly."""

from collections.abc import Callable
from dataclasses import dataclass

TIMEOUT = 15.0
PATIENCE = 4
"""The time limit of a whole answer, as a multiple of the time limit of a request (`timeout`)."""
LONGEST = 86400
"""The longest time limit in seconds that can be set: a day. Sockets have a maximum of their own, and NaN would never end."""
ALLOWED = "5000/h"
"""The rate that the vendor's page allows for each end point, unless a tenant has other terms."""


def _nobody(_text: str) -> None:
    """Ignore the text."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long an answer may take, and how fast requests may be sent.

    `timeout` is in seconds, for a connection and for each pause of an answer. `rate` is the maximum rate of requests to one end
    point, such as 5000/h; without one, a server on this machine has no limit, and any other the rate that the vendor allows.
    `tell` is called with a sentence if a request has to wait long.
    """

    timeout: float = TIMEOUT
    rate: str | None = None
    tell: Callable[[str], None] = _nobody


USUAL = Terms()


def may_wait(number: float) -> bool:
    """Return whether a time in seconds can be waited: it is positive, at most LONGEST, and not NaN."""
    return 0 < number <= LONGEST


def seconds(number: float) -> str:
    """Return `1 second`, `0.3 seconds`, `3,600 seconds`."""
    return f"{number:,g} second{'' if number == 1 else 's'}"
