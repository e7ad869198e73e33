"""Parse the bytes of a record quickly, if they certainly have no flaw."""

from collections.abc import Iterable
from typing import Any

import msgspec

from ..text.strict import MAX_DEPTH, MAX_INTEGER

_decode = msgspec.json.Decoder().decode


def read(data: bytes, depth: int = 0) -> Any:
    """Return the value of a JSON text that is nested `depth` levels deep in its document.

    Raises ValueError or RecursionError if the text may have a flaw. The decoder is strict, but keeps only one of two members with
    the same name: then the bytes have more quotes than the value.
    """
    value = _decode(data)
    if quotes(data) != _quotes_in((value,), MAX_DEPTH - depth):
        raise ValueError
    return value


def quotes(data: bytes) -> int:
    """Return how many quotes a JSON text has around its names and texts, without those inside of them."""
    if b"\\" not in data:
        return data.count(b'"')
    pairs_gone = data.replace(b"\\\\", b"")
    return pairs_gone.count(b'"') - pairs_gone.count(b'\\"')


def _quotes_in(values: Iterable[Any], room: int) -> int:
    """Return how many quotes the names and texts of values have around them as JSON: two each.

    Raises ValueError for an integer that is too large, and for values that are nested deeper than `room`.
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
