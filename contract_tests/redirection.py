"""Where a redirect leads, and what that means: another root of the feeds, another spelling, a login page."""

from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from ..fixtures.sandbox_token import TOKEN_VARIABLE
from ..validators.show import show

_BROKEN = "the server has to fix it"


class Redirection(NamedTuple):
    """Where a redirect leads, in words and without the query, and what to do about it; `advice` is empty if that is not clear."""

    to: str
    advice: str


def redirection(asked: str, path: str, location: str) -> Redirection:
    """Return where a redirect of the URL `asked` leads. `path` is the path of the feeds that the URL ends with."""
    try:
        here, there = urlsplit(asked), urlsplit(urljoin(asked, location))
    except ValueError:
        return Redirection("to something that is not a URL", _BROKEN)
    if not location or (_site(there), there.path) == (_site(here), here.path):
        return Redirection("to itself" if location else "to nowhere", _BROKEN)
    to = f"to {show(there.path if _site(there) == _site(here) else _site(there) + there.path)}"
    if there.path.endswith(path):
        return Redirection(to, "give the URL that it leads to")
    is_spelt_otherwise = there.path.rstrip("/").endswith(path)
    return Redirection(to, "the contract has no slash at the end of that path" if is_spelt_otherwise else "")


def advice(found: Redirection, *, is_signed: bool) -> str:
    """Return what to do about a redirect; many servers redirect elsewhere if they get no token that they accept."""
    return found.advice or ("was the token refused?" if is_signed else f"set {TOKEN_VARIABLE}")


def lapsed(found: Redirection) -> str:
    """Return what to do about a redirect of a request that was answered at first, with the same token or without one."""
    return found.advice or "has the token expired?"


def _site(url: SplitResult) -> str:
    """Return the scheme and host of a URL, without the user that may be in it."""
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
