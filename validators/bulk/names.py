"""Names of documents, and how they begin: which are URLs, and how those are shown; which are recordings of traffic."""

from .stream import PACKED

RECORDINGS = (".har", ".yaml", ".yml")
_BEGINNING = 1 << 12
_SIGNS = (b'"log"', b"interactions")
"""One of them stands near the beginning of a recording; of what else it stands in, a closer look tells."""


def is_url(name: str) -> bool:
    """Say whether a name is a URL rather than a path."""
    return "://" in name


def without_user(url: str) -> str:
    """Return a URL without user and password. Raises ValueError for what is no URL."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def shown(url: str) -> str:
    """Return a URL without user, password, query and fragment: those may be secrets."""
    from urllib.parse import urlsplit

    return urlsplit(without_user(url))._replace(query="", fragment="").geturl()


def recorded(head: bytes, name: str) -> str:
    """Return the syntax of a document that is a recording of traffic, by how it begins and is called; nothing for any other."""
    begins = head[:_BEGINNING]
    if not (any(sign in begins for sign in _SIGNS) or any(kind in name.lower()[-9:] for kind in RECORDINGS)):
        return ""
    from ..traffic import syntax  # most documents are none

    return syntax(head, _suffix(name.lower()))


def _suffix(name: str) -> str:
    """Return how a name ends, but for the ending that says it is packed."""
    for packed in PACKED:
        name = name.removesuffix(packed)
    return name[name.rfind(".") :]
