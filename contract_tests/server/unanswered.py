"""Why there is no answer, in words."""

from collections.abc import Iterator
from ssl import SSLCertVerificationError, SSLError

import requests
from requests.exceptions import (
    ChunkedEncodingError,
    ContentDecodingError,
    InvalidProxyURL,
    InvalidSchema,
    InvalidURL,
    ProxyError,
)
from urllib3.exceptions import NameResolutionError, ProtocolError, ReadTimeoutError

from ...spec.errors import FeedproofError
from .intake import EndlessError, TooLarge
from .terms import seconds

_SETTINGS = "the settings of schemathesis"
_FILES = f"; look at REQUESTS_CA_BUNDLE and {_SETTINGS}"
_PROXY = f"; look at HTTP_PROXY, HTTPS_PROXY and {_SETTINGS}"
_WAYS = {
    ProxyError: "the proxy cannot be reached, or does not let through",
    InvalidProxyURL: "the proxy cannot be used",
    InvalidSchema: "the proxy cannot be used",
    InvalidURL: "the URL of the server or of a proxy is not valid",
}
"""What is wrong with the connection, by the error that requests raises; subclasses come before their base class."""


class NoAnswerError(FeedproofError):
    """No complete answer came in time. `reason` is why, without the URL; `curl` is the command that repeats the request."""

    def __init__(self, url: str, reason: str, curl: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.reason = reason
        self.curl = curl


def why(error: OSError, timeout: float, asked: str) -> str:
    """Return why there is no answer to the request `asked`, within `timeout` seconds."""
    own = _cause(error, TooLarge, EndlessError)
    what, advice = (str(own), "") if own else _wayless(error) or _what(error, timeout)
    return f"{what} (asked for {asked}){advice}"


def _wayless(error: OSError) -> tuple[str, str] | None:
    """Return what is wrong with the connection settings, and where they are set; None if they are not the cause."""
    # requests looks for certificate files itself, and raises Python's own error if it finds none
    if not isinstance(error, requests.RequestException):
        return f"no TLS connection could be made: {error.strerror or error}", _FILES
    return next(((says, _PROXY) for kind, says in _WAYS.items() if isinstance(error, kind)), None)


def _what(error: OSError, timeout: float) -> tuple[str, str]:
    """Return what happened, and what to do about it."""
    if isinstance(error, requests.exceptions.SSLError):
        return _insecure(error)
    if _cause(error, requests.Timeout, ReadTimeoutError):
        return f"no answer within {seconds(timeout)}", ""
    if _cause(error, ChunkedEncodingError, ProtocolError):
        when = "before an answer came" if is_unanswered(error) else "in the middle of an answer"
        return f"the connection was closed {when}", ""
    if isinstance(error, requests.ConnectionError):
        return _unreached(error)
    if isinstance(error, ContentDecodingError):
        return "the answer is not compressed as its Content-Encoding says", ""
    return f"does not answer as a web server does ({type(error).__name__})", ""


def _insecure(error: requests.exceptions.SSLError) -> tuple[str, str]:
    if _cause(error, SSLCertVerificationError):
        return "the certificate is not trusted", ""
    cause = _cause(error, SSLError)
    if isinstance(cause, SSLError) and cause.library == "X509":
        return "the file of trusted certificates holds none", _FILES
    return "no TLS connection could be made", "; is it https?"


def _unreached(error: requests.ConnectionError) -> tuple[str, str]:
    if _cause(error, NameResolutionError):
        return "no host has this name", ""
    return "cannot be reached", "; is the server running?"


def is_unanswered(error: OSError) -> bool:
    """Return whether the connection was closed before any of the answer came, as a server may close one that it kept open."""
    closed = _cause(error, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
    return isinstance(error, requests.ConnectionError) and closed is not None


def is_nobody_there(error: OSError) -> bool:
    """Return whether no connection was made at all, so that it is useless to request anything else."""
    is_begun = _cause(error, requests.ReadTimeout, ReadTimeoutError, ProtocolError)
    return bool(_wayless(error)) or (isinstance(error, requests.ConnectionError) and not is_begun)


def _cause(error: BaseException, *kinds: type[BaseException]) -> BaseException | None:
    return next((cause for cause in _causes(error) if isinstance(cause, kinds)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and its causes: libraries wrap errors that others have wrapped."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
