"""How far a long job is: shown on a terminal only, after a second, and erased when it ends."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from time import monotonic
from typing import TypeVar

from .terminal import is_watched

Item = TypeVar("Item")
_PATIENCE = 1.0
_PAUSE = 0.1
_CLEAR = "\r\x1b[K"


def watched(items: Sequence[Item], thing: str) -> Iterator[Item]:
    """Yield the items; say on standard error how many are done, when a person watches and it takes a while."""
    if len(items) < 2:  # noqa: PLR2004 - of one there is nothing to count
        yield from items
        return
    done = count()
    yield from with_progress(items, lambda _item: f"{next(done):,} of {len(items):,} {thing}s")


def with_progress(items: Iterable[Item], says: Callable[[Item], str]) -> Iterator[Item]:
    """Yield the items; say something of each on standard error, when a person watches and it takes a while."""
    if not _can_erase():
        yield from items
        return
    due = monotonic() + _PATIENCE
    shown = False
    try:
        for item in items:
            text = says(item)
            if monotonic() >= due:
                _say(f"{_CLEAR}{text}")
                due, shown = monotonic() + _PAUSE, True
            yield item
    finally:
        if shown:
            _say(_CLEAR)


def _can_erase() -> bool:
    """Return whether standard error is a terminal that can erase a line, and not the log of a build."""
    dumb = os.environ.get("TERM") == "dumb" or bool(os.environ.get("CI"))
    return is_watched() and not dumb


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
