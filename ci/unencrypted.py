"""A token on its way over plain http can be read by others there; that is said, as it may be meant so inside a build."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .terminal import complain

if TYPE_CHECKING:
    from ..contract_tests.server.target import Target


def tell_unencrypted(target: "Target") -> None:
    """Say on standard error where the token goes unencrypted to another machine."""
    if target.token and urlsplit(target.url).scheme == "http" and not target.is_local:
        complain(f"{target.url}: the token is sent unencrypted, as this is not https")
