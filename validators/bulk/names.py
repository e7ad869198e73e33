"""Recognise URLs, compressed documents and recorded traffic by their names and first bytes; show URLs without secrets."""

import os
from typing import NamedTuple

RECORDINGS = (".har", ".yaml", ".yml")
_BEGINNING = 1 << 12
_SIGNS = (b'"log"', b"interactions", b"postman", b'"item"')
"""A recording has one of these near its beginning; other documents may, too, so `syntax` looks more closely."""


class Packing(NamedTuple):
    """A compression: its name, and the bytes with which compressed files begin."""

    name: str
    begins: tuple[bytes, ...]


PACKINGS = {
    ".gz": Packing("gzip", (b"\x1f\x8b",)),
    ".zst": Packing("zstd", (b"\x28\xb5\x2f\xfd", *(bytes([kind]) + b"\x2a\x4d\x18" for kind in range(0x50, 0x60)))),
}
"""Compressions by the extension of a file name; a zstd file may also begin with a skippable frame (RFC 8878)."""


class Ending(NamedTuple):
    """The extensions of a name, in lower case: the kind of the content, and after it the compression."""

    kind: str
    packed: str


def ending(name: str | os.PathLike[str]) -> Ending:
    """Return the extensions of a name; one that the name does not have is empty."""
    stem, suffix = os.path.splitext(os.fspath(name).lower())
    return Ending(os.path.splitext(stem)[1], suffix) if suffix in PACKINGS else Ending(suffix, "")


def is_url(name: str) -> bool:
    """Return whether a name is a URL rather than a path."""
    return "://" in name


def without_user(url: str) -> str:
    """Return a URL without user and password. Raises ValueError for an invalid URL."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def without_secrets(name: str) -> str:
    """Return a name unchanged, or a URL without user, password, query and fragment, which may be secrets."""
    from urllib.parse import urlsplit

    if not is_url(name):
        return name
    try:
        return urlsplit(without_user(name))._replace(query="", fragment="").geturl()
    except ValueError:  # it cannot be split into parts
        return f"{name.partition('://')[0]}://…"


def recorded(head: bytes, name: str) -> str:
    """Return the syntax of a recording of traffic, recognised by its first bytes and its name; empty for any other document."""
    begins, kind = head[:_BEGINNING], ending(name).kind
    if not (any(sign in begins for sign in _SIGNS) or kind in RECORDINGS):
        return ""
    from ..traffic import syntax  # most documents are not recordings

    return syntax(head, kind)
