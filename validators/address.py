"""Recognise web addresses as the feeds have them (absolute, with a scheme), and host names of this machine."""

import re

is_plain = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:/[a-zA-Z0-9/._~%=&?-]*)?").fullmatch
"""Matches most valid addresses quickly, and nothing else."""


def is_address(text: str) -> bool:
    """Return whether a text is a web address."""
    return bool(is_plain(text)) or _is_address(text)


def is_loopback(host: str) -> bool:
    """Return whether a host name or an IP address certainly belongs to this machine."""
    from ipaddress import ip_address  # not needed to judge a payload

    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit  # loading it takes longer than judging a record

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in text)
