"""Exit codes."""

CLEAN = 0
FOUND = 1
FAILED = 2
INTERRUPTED = 130

VERDICT = {CLEAN: "passed", FOUND: "failed", FAILED: "incomplete"}
"""What reports call it."""
