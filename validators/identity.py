"""Ids: text or a number in a record, text wherever they are kept and compared."""

from typing import Any

_KINDS = {str, int}
_FAR = 10**12
"""So far away is a number that no record has."""


def id_text(value: Any) -> str | None:
    """Return an id as it is kept and compared; None for what is none."""
    return str(value) if type(value) in _KINDS else None


def marked(value: Any, mark: str) -> Any:
    """Return an id that no record has, made of another."""
    return value + _FAR if type(value) is int else f"{value}{mark}"


def unmarked(value: Any, mark: str) -> Any:
    """Return the id of which the other was made, and any other as it is."""
    if type(value) is int:
        return value - _FAR if value > _FAR else value
    return value.removesuffix(mark) if isinstance(value, str) else value
