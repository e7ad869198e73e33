"""Warn of a token that is sent over plain http, where others can read it; inside a build that may be intended."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .terminal import complain

if TYPE_CHECKING:
    from ..contract_tests.server.target import Target


def tell_unencrypted(target: "Target") -> None:
    """Write to standard error if the token goes to another machine unencrypted."""
    if target.token and urlsplit(target.url).scheme == "http" and not target.is_local:
        complain(f"{target.url}: the token is sent unencrypted, as this is not https")
