"""Names of documents: which are URLs, and how they are shown."""


def is_url(name: str) -> bool:
    """Say whether a name is a URL rather than a path."""
    return "://" in name


def shown(url: str) -> str:
    """Return a URL without user, password, query and fragment: those may be secrets."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - for URLs only

    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
