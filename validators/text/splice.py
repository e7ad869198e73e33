"""Change values and names in a JSON text and leave the rest as it is: every space, and the spelling of every other character."""

import json
import re
from collections.abc import Iterable
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, NamedTuple

from .scan import unquote

_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)
"""One character of a JSON string without flaws, as it is spelt: itself, or an escape."""


class Span(NamedTuple):
    """Characters of a text, from the offset `start` up to `end`, and the text that replaces them."""

    start: int
    end: int
    text: str


def spliced(characters: str, changes: Iterable[Span]) -> str:
    """Return the text with all spans replaced; they do not overlap."""
    parts, at = [], 0
    for span in sorted(changes, key=lambda span: span.start):
        parts += [characters[at : span.start], span.text]
        at = span.end
    return "".join([*parts, characters[at:]])


def spelt(value: Any, token: str) -> str:
    """Return a scalar as JSON, spelt as closely as possible to the token that it replaces."""
    if token.startswith('"') and isinstance(value, str):
        return _respelt(value, token) if "\\" in token or not token.isprintable() else _quoted(value, token)
    spelling = json.dumps(value)
    plain = unquote(token).strip() if token.startswith('"') else ""
    return plain if plain != spelling and _is_spelling(plain, value) else spelling


def _is_spelling(plain: str, value: Any) -> bool:
    """Return whether a text without its quotes is JSON for exactly this value."""
    try:
        meant = json.loads(plain)
    except ValueError:
        return False
    return type(meant) is type(value) and meant == value


def _quoted(value: str, token: str) -> str:
    """Return a text in quotes; characters that are not ASCII are escaped only if the token is all ASCII."""
    return encode_basestring_ascii(value) if token.isascii() else encode_basestring(value)


def _respelt(value: str, token: str) -> str:
    """Return a text in quotes; the characters at both ends that have not changed keep their spelling."""
    spellings, old = _CHARACTER.findall(token[1:-1]), unquote(token)
    head = _alike(old, value)
    tail = min(_alike(old[::-1], value[::-1]), min(len(old), len(value)) - head)
    changed = _quoted(value[head : len(value) - tail], token)[1:-1]
    return f'"{"".join(spellings[:head])}{changed}{"".join(spellings[len(old) - tail :])}"'


def _alike(one: str, other: str) -> int:
    """Return the length of the common beginning of two texts."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (mine, its) in pairs if mine != its), min(len(one), len(other)))
