"""Change values and names in a JSON text, and nothing else: not a space, not the spelling of any other character."""

import json
import re
from collections.abc import Iterable
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, NamedTuple

from .scan import unquote

_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)
"""One character inside a JSON string that has no flaw, as it is spelt."""


class Span(NamedTuple):
    """Characters of a text, from one offset up to another, and what takes their place."""

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
    """Return a scalar as JSON, spelt as much like the token that it replaces as can be."""
    if token.startswith('"') and isinstance(value, str):
        return _respelt(value, token) if "\\" in token or not token.isprintable() else _quoted(value, token)
    spelling = json.dumps(value)
    plain = unquote(token).strip() if token.startswith('"') else ""
    return plain if plain != spelling and _is_spelling(plain, value) else spelling


def _is_spelling(plain: str, value: Any) -> bool:
    """Say whether a text is the very value once its quotes are gone."""
    try:
        meant = json.loads(plain)
    except ValueError:
        return False
    return type(meant) is type(value) and meant == value


def _quoted(value: str, token: str) -> str:
    """Return a text in quotes, spelt like one in which every character stands for itself."""
    return encode_basestring_ascii(value) if token.isascii() else encode_basestring(value)


def _respelt(value: str, token: str) -> str:
    """Return a text in quotes; the characters that it begins and ends with as before are spelt as before."""
    spellings, old = _CHARACTER.findall(token[1:-1]), unquote(token)
    head = _alike(old, value)
    tail = min(_alike(old[::-1], value[::-1]), min(len(old), len(value)) - head)
    changed = _quoted(value[head : len(value) - tail], token)[1:-1]
    return f'"{"".join(spellings[:head])}{changed}{"".join(spellings[len(old) - tail :])}"'


def _alike(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (mine, its) in pairs if mine != its), min(len(one), len(other)))
