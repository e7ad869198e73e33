"""A process that works for another one, which alone handles interrupts."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from threading import Thread


@contextmanager
def starting() -> Iterator[None]:
    """Hold signals back while a process is started, which does not know yet which of them are not for it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin() -> None:
    """Make this process ready: an interrupt is for the one that started it, and it ends when that is gone.

    Nor is anything else that the other one does on a signal done here: what orders this one to end ends it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in signal.valid_signals():
        if callable(signal.getsignal(each)):
            signal.signal(each, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent is gone, which could not say so any more."""
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
