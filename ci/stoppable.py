"""Handle a termination signal as Ctrl-C is handled, so that the command ends in an orderly way."""

import _signal as signal  # type: ignore[import-not-found] # signal names all numbers, a fiftieth of a cold start
import os
import sys
from _thread import start_new_thread
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from time import sleep
from types import FrameType
from typing import TYPE_CHECKING

from click.exceptions import Exit

from .codes import ORDERED
from .terminal import complain

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_ORDERS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_LATER = 0.05
"""Seconds until an order is given again: by then Python is done with what dropped it."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise KeyboardInterrupt on a termination signal, and report what the command had done; the exit code names the signal.

    A signal that is ignored, as under nohup, stays ignored.
    """
    orders: list[int] = []

    def interrupt(order: int, frame: FrameType | None) -> None:
        orders.append(order)
        signal.default_int_handler(order, frame)

    with ExitStack() as undo:
        for order in _ORDERS:
            if signal.getsignal(order) == signal.SIG_DFL:
                undo.callback(signal.signal, order, signal.signal(order, interrupt))
        undo.callback(setattr, sys, "unraisablehook", sys.unraisablehook)
        sys.unraisablehook = partial(_dropped, orders, sys.unraisablehook)
        try:
            yield
        except KeyboardInterrupt as stop:
            if stop.args:
                complain(f"interrupted; {stop}")
            if orders:
                raise Exit(ORDERED + orders[0]) from None
            raise


def _dropped(orders: list[int], tell: "Callable[[UnraisableHookArgs], object]", dropped: "UnraisableHookArgs") -> None:
    """Send a signal again that came where Python drops every exception, such as while the lock of a module is removed."""
    if isinstance(dropped.exc_value, KeyboardInterrupt):
        start_new_thread(_give_again, (orders[-1] if orders else signal.SIGINT,))
    else:
        tell(dropped)


def _give_again(order: int) -> None:
    sleep(_LATER)
    os.kill(os.getpid(), order)
