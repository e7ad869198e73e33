"""Read the bytes of a record quickly, where they are certainly without a flaw."""

from typing import Any

import msgspec

from ..scan import MAX_DEPTH, MAX_INTEGER

_decode = msgspec.json.Decoder().decode


def read(data: bytes) -> Any:
    """Return the value of a JSON text. Raises ValueError or RecursionError where one has to look closer.

    The decoder is strict, but keeps one of two members of a name: then the bytes have more quotes than the value.
    """
    value = _decode(data)
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH or quotes(data) != _quotes_of(value):
        raise ValueError
    return value


def quotes(data: bytes) -> int:
    """Return how many quotes of a JSON text stand around its names and texts."""
    if b"\\" not in data:
        return data.count(b'"')
    pairs_gone = data.replace(b"\\\\", b"")
    return pairs_gone.count(b'"') - pairs_gone.count(b'\\"')


def _quotes_of(value: Any) -> int:
    """Return how many quotes stand around the names and texts of a value: two for each. Raises ValueError for a large integer."""
    kind = type(value)
    if kind is str:
        return 2
    if kind is dict:
        return 2 * len(value) + sum(map(_quotes_of, value.values()))
    if kind is list:
        return sum(map(_quotes_of, value))
    if kind is int and not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise ValueError
    return 0
