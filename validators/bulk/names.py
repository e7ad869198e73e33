"""Names of documents, and how they begin: which are URLs, and how those are shown; what is packed, what a recording of traffic."""

import os
from typing import NamedTuple

RECORDINGS = (".har", ".yaml", ".yml")
_BEGINNING = 1 << 12
_SIGNS = (b'"log"', b"interactions", b"postman", b'"item"')
"""One of them stands near the beginning of a recording; of what else it stands in, a closer look tells."""


class Packing(NamedTuple):
    """What a way to pack is called, and how what is packed so begins."""

    name: str
    begins: tuple[bytes, ...]


PACKINGS = {
    ".gz": Packing("gzip", (b"\x1f\x8b",)),
    ".zst": Packing("zstd", (b"\x28\xb5\x2f\xfd", *(bytes([kind]) + b"\x2a\x4d\x18" for kind in range(0x50, 0x60)))),
}
"""How files are packed, by how their names end: zstd also with a frame that is skipped (RFC 8878)."""


class Ending(NamedTuple):
    """How a name ends, in small letters: what says the kind of what it holds, and, behind that, how it is packed."""

    kind: str
    packed: str


def ending(name: str | os.PathLike[str]) -> Ending:
    """Return how a name ends; a part is empty where the name does not have it."""
    stem, suffix = os.path.splitext(os.fspath(name).lower())
    return Ending(os.path.splitext(stem)[1], suffix) if suffix in PACKINGS else Ending(suffix, "")


def is_url(name: str) -> bool:
    """Say whether a name is a URL rather than a path."""
    return "://" in name


def without_user(url: str) -> str:
    """Return a URL without user and password. Raises ValueError for what is no URL."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def without_secrets(name: str) -> str:
    """Return a name as it is, but a URL without user, password, query and fragment: those may be secrets."""
    from urllib.parse import urlsplit

    if not is_url(name):
        return name
    try:
        return urlsplit(without_user(name))._replace(query="", fragment="").geturl()
    except ValueError:  # it has no parts to leave out
        return f"{name.partition('://')[0]}://…"


def recorded(head: bytes, name: str) -> str:
    """Return the syntax of a document that is a recording of traffic, by how it begins and is called; nothing for any other."""
    begins, kind = head[:_BEGINNING], ending(name).kind
    if not (any(sign in begins for sign in _SIGNS) or kind in RECORDINGS):
        return ""
    from ..traffic import syntax  # most documents are none

    return syntax(head, kind)
