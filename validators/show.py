"""Write values and places in messages: shortened, and safe on a terminal. The module `personal` decides what may be shown."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ..spec.errors import printable
from ..spec.text import shortened
from .model import Path

LONGEST = 80
_MISREAD = frozenset('.[]"')


def show(value: Any) -> str:
    """Return a value for a message: as `short_json` does, but for an object or an array only "an object" or "an array".

    Objects and arrays may hold personal or secret values under names that no contract lists.
    """
    return "an object" if isinstance(value, dict) else "an array" if isinstance(value, list) else short_json(value)


def short_json(value: Any) -> str:
    """Return a value as JSON, cut at 80 characters, without control characters that a terminal could act on."""
    text = _ENCODERS.get(type(value), _encode)(value)
    return text if len(text) <= LONGEST and text.isprintable() else shortened(printable(text[: LONGEST + 1]), LONGEST)


_encode = json.JSONEncoder(ensure_ascii=False).encode
_ENCODERS: dict[type, Callable[[Any], str]] = {str: json.encoder.encode_basestring, int: int.__repr__}
"""The functions that the JSON encoder uses, called directly because that is quicker."""


@lru_cache(1024)
def subject(path: Path) -> str:
    """Return a path as people write it: Sessions[0].StartDate; a name that could be misread is put in quotes."""
    return _steps(path, "[{}]")


def place_text(path: Path) -> str:
    """Return a place in a contract as people write it, with [] for all items of an array: Sessions[].StartDate."""
    return _steps(path, "[]")


def _steps(path: Path, item: str) -> str:
    if not path:
        return "the record"
    names = (item.format(step) if isinstance(step, int) else f".{_name(step)}" for step in path)
    return shortened(printable("".join(names).removeprefix(".")), LONGEST)


def _name(name: str) -> str:
    is_plain = name and name == name.strip() and _MISREAD.isdisjoint(name)
    return name if is_plain else _encode(name)
