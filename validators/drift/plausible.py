"""Which names that the contract does not know may be told: those that are certain enough to be names of fields, not data."""

FEW = 3
"""Fewer than so many are too few to tell."""


def is_name(text: str) -> bool:
    """Say whether a text looks like the name of a field: a letter or `_`, then letters, digits, `_` and `-`."""
    return text.replace("-", "_").isidentifier()
