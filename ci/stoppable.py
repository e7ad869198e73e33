"""An order to end is taken as Ctrl-C is, so that what was begun is ended properly."""

import _signal as signal  # type: ignore[import-not-found] # signal names all numbers, a fiftieth of a cold start
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from click.exceptions import Exit

from .codes import ORDERED
from .terminal import complain

_ORDERS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


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
        try:
            yield
        except KeyboardInterrupt as stop:
            if stop.args:
                complain(f"interrupted; {stop}")
            if orders:
                raise Exit(ORDERED + orders[0]) from None
            raise
