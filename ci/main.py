"""The entry point. It imports next to nothing before it stands ready to be interrupted."""

import gc
import sys

from ..spec.errors import is_interrupt
from .codes import INTERRUPTED


def main() -> None:
    """Run the command line. Ctrl-C stops it without a traceback, also while it is still being loaded.

    Next to nothing of what is loaded is ever garbage: to look for some took a tenth of a short run.
    """
    gc.set_threshold(50_000, 20, 20)
    try:
        from .cli import main as run  # loading takes a tenth of a second

        run()
    except BaseException as error:
        if not is_interrupt(error):
            raise
        sys.exit(INTERRUPTED)
