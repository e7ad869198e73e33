"""Read the bytes of a record quickly, where they are certainly without a flaw."""

from collections.abc import Iterable
from typing import Any

import msgspec

from ..text.strict import MAX_DEPTH, MAX_INTEGER

_decode = msgspec.json.Decoder().decode


def read(data: bytes, depth: int = 0) -> Any:
    """Return the value of a JSON text that stands so deep in its document.

    Raises ValueError or RecursionError where one has to look closer. The decoder is strict, but keeps one of two members of a
    name: then the bytes have more quotes than the value.
    """
    value = _decode(data)
    if quotes(data) != _quotes_in((value,), MAX_DEPTH - depth):
        raise ValueError
    return value


def quotes(data: bytes) -> int:
    """Return how many quotes of a JSON text stand around its names and texts."""
    if b"\\" not in data:
        return data.count(b'"')
    pairs_gone = data.replace(b"\\\\", b"")
    return pairs_gone.count(b'"') - pairs_gone.count(b'\\"')


def _quotes_in(values: Iterable[Any], room: int) -> int:
    """Return how many quotes stand around the names and texts of values: two for each.

    Raises ValueError for an integer that is too large, and where values are nested deeper than there is room.
    """
    total = 0
    for value in values:
        kind = type(value)
        if kind is str:
            total += 2
        elif kind is int:
            if not -MAX_INTEGER <= value <= MAX_INTEGER:
                raise ValueError
        elif kind is dict or kind is list:
            if not room:
                raise ValueError
            total += (
                _quotes_in(value, room - 1) if kind is list else 2 * len(value) + _quotes_in(value.values(), room - 1)
            )
    return total
