"""The URL and the token that somebody gives: whether they can be some."""

from urllib.parse import urlsplit

from ..fixtures.sandbox_token import TOKEN_VARIABLE, is_sendable
from ..spec.errors import FeedproofError
from ..validators.show import show
from .secret import called


def checked(url: str) -> str:
    """Return the URL of a server without a slash at its end. Raises FeedproofError when it cannot be one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FeedproofError(f"the URL cannot be read: {error}") from None
    if "@" in parts.netloc:
        raise FeedproofError(f"take the user name and password out of the URL; a token comes from {TOKEN_VARIABLE}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise FeedproofError(f"{show(url)} is not the URL of a server; write it as https://host/path")
    if parts.query or parts.fragment:
        raise FeedproofError("the URL of a server has no ? and no #; give what all paths of the feeds begin with")
    return url.rstrip("/")


def sendable(token: str | None) -> str | None:
    """Return a token, or None where there is none. Raises FeedproofError when no header can hold it."""
    if token and not is_sendable(token):
        raise FeedproofError(f"{called(token)} has characters that no token has, such as a space or a line end")
    return token or None
