"""An order to end is taken as Ctrl-C is, so that what was begun is ended properly."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .terminal import complain

_ORDERS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise KeyboardInterrupt when the process is asked to end, and say what came of it."""
    with ExitStack() as undo:
        for order in _ORDERS:
            undo.callback(signal.signal, order, signal.signal(order, signal.default_int_handler))
        try:
            yield
        except KeyboardInterrupt as stop:
            if stop.args:
                complain(f"interrupted; {stop}")
            raise
