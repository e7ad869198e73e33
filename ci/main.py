"""The entry point. It imports next to nothing before it stands ready to be interrupted."""

import sys

from .codes import INTERRUPTED, is_interrupt


def main() -> None:
    """Run the command line. Ctrl-C ends it without a traceback, also while it is still being loaded."""
    try:
        from .cli import main as run  # noqa: PLC0415 - loading takes a tenth of a second

        run()
    except BaseException as error:
        if not is_interrupt(error):
            raise
        sys.exit(INTERRUPTED)
