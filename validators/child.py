"""A process that works for another one, which alone is told to end."""

import os
import signal
from multiprocessing import connection, parent_process
from threading import Thread


def begin() -> None:
    """Make this process ready: an interrupt is for the one that started it, and it ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent is gone, which could not say so any more."""
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
