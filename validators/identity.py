"""Ids: text or an integer in a record, always text where they are stored and compared."""

from typing import Any

_KINDS = {str, int}
_FAR = 10**12
"""Added to a numeric id, it gives an id that no record has."""


def id_text(value: Any) -> str | None:
    """Return an id as text, to store and compare it; None for a value that is not an id."""
    return str(value) if type(value) in _KINDS else None


def marked(value: Any, mark: str) -> Any:
    """Return an id that no record has, made from an existing one."""
    return value + _FAR if type(value) is int else f"{value}{mark}"


def unmarked(value: Any, mark: str) -> Any:
    """Return the id from which `marked` made this one; any other id is returned unchanged."""
    if type(value) is int:
        return value - _FAR if value > _FAR else value
    return value.removesuffix(mark) if isinstance(value, str) else value
