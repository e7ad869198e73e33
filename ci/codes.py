"""Exit codes."""

CLEAN = 0
FOUND = 1
FAILED = 2
INTERRUPTED = 130
ORDERED = 128
"""What shells add to the number of the signal that ordered a process to end."""

VERDICT = {CLEAN: "passed", FOUND: "failed", FAILED: "incomplete"}
"""What reports call it."""
