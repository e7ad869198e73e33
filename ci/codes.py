"""Exit codes."""

CLEAN = 0
FOUND = 1
FAILED = 2
INTERRUPTED = 130
