"""How far a long job is, told to people only: on a terminal, after a second, and gone when it ends."""

import os
import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TypeVar

Item = TypeVar("Item")
_PATIENCE = 1.0
_PAUSE = 0.1
_CLEAR = "\r\x1b[K"


def watched(items: Sequence[Item], thing: str) -> Iterator[Item]:
    """Yield the items; say on standard error how many are done, when a person watches and it takes a while."""
    if not _is_watched() or len(items) < 2:  # noqa: PLR2004 - of one there is nothing to count
        yield from items
        return
    due = monotonic() + _PATIENCE
    shown = False
    try:
        for done, item in enumerate(items):
            if monotonic() >= due:
                _say(f"{_CLEAR}{done:,} of {len(items):,} {thing}s")
                due, shown = monotonic() + _PAUSE, True
            yield item
    finally:
        if shown:
            _say(_CLEAR)


def _is_watched() -> bool:
    """Say whether standard error is a terminal that can erase a line, and not the log of a build."""
    dumb = os.environ.get("TERM") == "dumb" or bool(os.environ.get("CI"))
    return bool(sys.stderr) and sys.stderr.isatty() and not dumb


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
