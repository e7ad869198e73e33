"""The entry point. It imports next to nothing until it can be interrupted."""

import gc
import sys

from ..spec.errors import is_interrupt
from .codes import INTERRUPTED


def main() -> None:
    """Run the command line. Ctrl-C stops it without a traceback, even while it is still loading.

    Garbage is collected rarely: almost nothing that is loaded becomes garbage, and looking for it took a tenth of a short run.
    """
    gc.set_threshold(50_000, 20, 20)
    try:
        from .cli import main as run  # loading takes a tenth of a second

        run()
    except BaseException as error:
        if not is_interrupt(error):
            raise
        sys.exit(INTERRUPTED)
