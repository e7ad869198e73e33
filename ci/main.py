"""The entry point. It imports next to nothing before it stands ready to be interrupted."""

import sys

from .codes import INTERRUPTED


def main() -> None:
    """Run the command line. Ctrl-C ends it without a traceback, also while it is still being loaded."""
    try:
        from .cli import main as run  # noqa: PLC0415 - loading takes a tenth of a second

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
