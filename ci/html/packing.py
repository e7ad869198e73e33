"""Pack many findings into few bytes: compressed, encoded as text, and as many as fit into the page."""

import json
from base64 import b64encode
from collections.abc import Sequence
from zlib import compress

from ...spec.errors import printable
from ..excerpt import Lines
from .listing import ListedFinding, columns

_SLACK = 0.97


def pack(entries: Sequence[ListedFinding], room: int) -> tuple[str, int]:
    """Return as many of the first findings as fit, compressed and encoded as text, and their number."""
    number = len(entries)
    packed = _packed(entries)
    while number and len(packed) > room:
        number = int(number * max(room, 0) / len(packed) * _SLACK)
        packed = _packed(entries[:number])
    return packed, number


def _packed(entries: Sequence[ListedFinding]) -> str:
    data = {name: list(map(_harmless, column)) for name, column in columns(entries).items()}
    return b64encode(compress(json.dumps(data).encode())).decode()


def _harmless(value: str | Lines) -> str | Lines:
    return printable(value) if isinstance(value, str) else tuple(map(printable, value))
