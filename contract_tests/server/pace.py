"""The rate limit: no more requests to one end point in a time span than a server allows."""

import re
from collections import deque
from collections.abc import Callable
from math import ceil
from threading import Event, Lock
from time import monotonic

from ...spec.errors import FeedproofError
from ...validators.show import show
from .terms import ALLOWED, seconds

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def end_point(path: str) -> str:
    """Return the end point of a path, its first part; the paths below it are counted with it."""
    return path.lstrip("/").partition("/")[0]


class Pace:
    """Makes requests wait for their turn. Threads can share it."""

    def __init__(self, rate: str | None = None, clock: Callable[[], float] = monotonic) -> None:
        """Take a rate such as 5000/h; None: no limit. Raises FeedproofError if it is not a rate."""
        self._most, self._span = _read(rate) if rate else (0, 0)
        self._clock = clock
        self._sent: dict[str, deque[float]] = {}
        self._lock = Lock()
        self._stopped = Event()
        self.tell: Callable[[str], None] = lambda _text: None
        self.turns = 0
        """How many requests were given a turn."""

    def wait(self, path: str) -> None:
        """Wait until a request to this path may be sent. Raises KeyboardInterrupt if the run is stopped meanwhile."""
        with self._lock:
            self.turns += 1
        if not self._most:
            return
        point = end_point(path)
        if (rest := self._take(point)) >= 1:
            self.tell(
                f"waiting up to {seconds(ceil(rest))}: more than {self._most:,} requests to /{point} are too many"
            )
        while rest:
            self.rest(rest)
            rest = self._take(point)

    def rest(self, time: float) -> None:
        """Wait this many seconds. Raises KeyboardInterrupt if the run is stopped meanwhile."""
        if self._stopped.wait(time):
            raise KeyboardInterrupt

    def stop(self) -> None:
        """End all waiting, until `go_on` is called."""
        self._stopped.set()

    def go_on(self) -> None:
        """Undo `stop`: requests wait for their turn again."""
        self._stopped.clear()

    def _take(self, point: str) -> float:
        """Take a turn and return 0, or return the seconds until there is one."""
        with self._lock:
            sent = self._sent.setdefault(point, deque(maxlen=self._most))
            now = self._clock()
            if len(sent) == self._most and (rest := sent[0] + self._span - now) > 0:
                return rest
            sent.append(now)
            return 0.0


def _read(rate: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d{0,8})/([smhd])", rate)
    if found is None:
        raise FeedproofError(f"{show(rate)} is not a rate of requests; write it as {ALLOWED}, with s, m, h or d")
    return int(found[1]), _SECONDS[found[2]]
