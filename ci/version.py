"""The version of feedproof: a constant, because looking it up in the installed metadata takes longer than a check."""

VERSION = "0.1.0"
TOOL = {"name": "feedproof", "version": VERSION}
"""Who wrote a report that is JSON."""
