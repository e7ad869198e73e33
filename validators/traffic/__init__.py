"""Recorded traffic between a program and a server: the request of each exchange decides how its bodies are judged.

A recording is a HAR 1.2 file, a cassette of vcrpy, betamax, schemathesis or Ruby's VCR, as JSON or as YAML, or a Postman
collection.
"""

import re
from codecs import BOM_UTF8

from ..text.offsets import member

JSON, YAML = "JSON", "YAML"
_NAMED = {".har": JSON, ".yaml": YAML, ".yml": YAML}
_CASSETTE = re.compile(rb"^[\"']?(?:http_)?interactions[\"']?[ \t]*:", re.MULTILINE)
_ARRAY = re.compile(r"\[[ \t\r\n]*")
_PARTS = ("entries", "creator")
"""Members of the log of HAR; one of them is near its beginning."""
_LISTS = ("interactions", "http_interactions")
"""The lists that a cassette holds."""
_ABOUT = ("_postman_id", "schema")
"""Members of the info of a Postman collection."""
_KEPT = ("request", "item")
"""Members of an item of a Postman collection: a request, or the items of a folder."""


def syntax(head: bytes, suffix: str) -> str:
    """Return the syntax of a recording, by its first bytes and its suffix; empty if it is not a recording."""
    plain = head.removeprefix(BOM_UTF8).lstrip(b" \t\r\n")
    if plain.startswith((b"{", b"[")):
        return JSON if _NAMED.get(suffix) == JSON or _is_recording(plain.decode("latin-1")) else ""
    return _NAMED.get(suffix, YAML if _CASSETTE.search(plain) else "") if plain else ""


def _is_recording(text: str) -> bool:
    """Return whether a JSON text has the members of a recording, as far as its beginning shows."""
    log = member(text, 0, "log")
    if log is not None:
        return _has_one(text, log, _PARTS)
    return any(_is_list(text, member(text, 0, name)) for name in _LISTS) or _is_collection(text)


def _is_collection(text: str) -> bool:
    """Return whether a JSON text is a Postman collection, by its info or its first item: either may come first, and be long."""
    return _has_one(text, member(text, 0, "info"), _ABOUT) or _has_one(
        text, _first(text, member(text, 0, "item")), _KEPT
    )


def _has_one(text: str, at: int | None, names: tuple[str, ...]) -> bool:
    """Return whether the value at an offset is an object with a member of one of these names."""
    return at is not None and any(member(text, at, name) is not None for name in names)


def _first(text: str, at: int | None) -> int | None:
    """Return the offset of the first object in the array at an offset; None if there is no array."""
    begun = _ARRAY.match(text, at) if at is not None else None
    return begun.end() if begun else None


def _is_list(text: str, at: int | None) -> bool:
    return at is not None and text.startswith("[", at)
