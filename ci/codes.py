"""Exit codes."""

CLEAN = 0
FOUND = 1
FAILED = 2
INTERRUPTED = 130

VERDICT = {CLEAN: "passed", FOUND: "failed", FAILED: "incomplete"}
"""What reports call it."""


def is_interrupt(error: BaseException | None) -> bool:
    """Say whether an error is Ctrl-C, or was made of it.

    Before Python 3.12, one that comes while a class is made is raised as a RuntimeError.
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None
