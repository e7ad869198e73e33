"""Where a redirect leads, and what that means: another root of the feeds, another spelling, a page to log in."""

from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from ..fixtures.sandbox_token import TOKEN_VARIABLE
from ..validators.show import show

_BROKEN = "the server has to fix it"


class Redirection(NamedTuple):
    """Where an answer leads, in words and without the query, and what to do where the path tells; else nothing."""

    to: str
    advice: str


def redirection(asked: str, path: str, location: str) -> Redirection:
    """Return where the answer to a URL leads that ends with a path of the feeds."""
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
    """Return what to do about a redirect; one that leads elsewhere is what many servers do without a token that they take."""
    return found.advice or ("was the token refused?" if is_signed else f"set {TOKEN_VARIABLE}")


def lapsed(found: Redirection) -> str:
    """Return what to do about a redirect of what was answered at first, to who was signed then as now."""
    return found.advice or "has the token expired?"


def _site(url: SplitResult) -> str:
    """Return the beginning of a URL, without a user who may stand there."""
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
