"""Worker processes: only their parent handles interrupts."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from threading import Thread


@contextmanager
def starting() -> Iterator[None]:
    """Block signals while a worker starts, because it does not yet ignore the signals that are meant for its parent."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin() -> None:
    """Set up this worker: it ignores interrupts, which its parent handles, and ends when its parent is gone.

    Signal handlers inherited from the parent are reset to the default, so that SIGTERM, for example, ends this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in signal.valid_signals():
        if callable(signal.getsignal(each)):
            signal.signal(each, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the parent is gone: a parent that was killed cannot stop its workers."""
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
