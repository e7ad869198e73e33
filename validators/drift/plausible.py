"""Decide which unlisted names may be shown: those that certainly are names of fields, not data."""

FEW = 3
"""Fewer cases than this are not enough for a decision."""


def is_name(text: str) -> bool:
    """Return whether a text looks like the name of a field: a letter or `_`, then letters, digits, `_` and `-`."""
    return text.replace("-", "_").isidentifier()
