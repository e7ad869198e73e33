"""An order to end is taken as Ctrl-C is, so that what was begun is ended properly."""

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
    """Raise KeyboardInterrupt when the process is asked to end, and say what came of it; then the exit code tells the order.

    An order that is ignored, as nohup has it, stays so.
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
    """Give an order again that came where Python drops whatever is raised, as while a module's lock is cleared away."""
    if isinstance(dropped.exc_value, KeyboardInterrupt):
        start_new_thread(_give_again, (orders[-1] if orders else signal.SIGINT,))
    else:
        tell(dropped)


def _give_again(order: int) -> None:
    sleep(_LATER)
    os.kill(os.getpid(), order)
