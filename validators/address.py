"""Web addresses as the feeds have them: whole, with a scheme. And those that lead to this machine."""

import re

is_plain = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:/[a-zA-Z0-9/._~%=&?-]*)?").fullmatch
"""Finds most addresses that are right, quickly, and no other text."""


def is_address(text: str) -> bool:
    """Say whether a text is a web address."""
    return bool(is_plain(text)) or _is_address(text)


def is_loopback(host: str) -> bool:
    """Say whether the name of a host, or its address, certainly leads to this machine."""
    from ipaddress import ip_address  # no payload needs it

    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit  # it takes longer to load than a record to judge

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in text)
