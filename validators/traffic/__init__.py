"""Recorded traffic: what a program and a server said to each other, each body judged as what its request makes it.

A recording is HAR 1.2, a cassette as vcrpy, betamax, schemathesis and the VCR of Ruby write it, as JSON or as YAML, or a collection
of Postman.
"""

import re
from codecs import BOM_UTF8

from ..text.offsets import member

JSON, YAML = "JSON", "YAML"
_NAMED = {".har": JSON, ".yaml": YAML, ".yml": YAML}
_CASSETTE = re.compile(rb"^[\"']?(?:http_)?interactions[\"']?[ \t]*:", re.MULTILINE)
_PARTS = ("entries", "creator")
"""What stands in the log of HAR, one of them near its beginning."""
_LISTS = ("interactions", "http_interactions", "item")
"""What a cassette holds, and a collection."""
_ABOUT = ("_postman_id", "schema")
"""What is told about a collection."""


def syntax(head: bytes, suffix: str) -> str:
    """Return the syntax of a recording that begins with these bytes and has this suffix; nothing where it is none."""
    plain = head.removeprefix(BOM_UTF8).lstrip(b" \t\r\n")
    if plain.startswith((b"{", b"[")):
        return JSON if _NAMED.get(suffix) == JSON or _is_recording(plain.decode("latin-1")) else ""
    return _NAMED.get(suffix, YAML if _CASSETTE.search(plain) else "") if plain else ""


def _is_recording(text: str) -> bool:
    """Say whether a JSON text is an object that holds what a recording holds, as far as its beginning tells."""
    log = member(text, 0, "log")
    if log is not None:
        return any(member(text, log, part) is not None for part in _PARTS)
    return any(_is_list(text, member(text, 0, name)) for name in _LISTS) or _is_collection(text)


def _is_collection(text: str) -> bool:
    """Say whether a text is a collection, by what is told about it before its requests, whose description may be long."""
    about = member(text, 0, "info")
    return about is not None and any(member(text, about, sign) is not None for sign in _ABOUT)


def _is_list(text: str, at: int | None) -> bool:
    return at is not None and text.startswith("[", at)
