"""The server that is examined: requests to it, and what it takes to repeat them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from shlex import quote
from typing import Any
from urllib.parse import quote as quote_path
from urllib.parse import urlencode, urlsplit

import requests

from ..spec.errors import FeedproofError
from ..spec.operations import JSON
from ..validators.show import show

TIMEOUT = 15.0
VARIABLE = "FEEDPROOF_TOKEN"
AUTHORIZATION = f'-H "Authorization: Bearer ${VARIABLE}"'
"""What stands in a curl command in place of the token."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: the status, the body as read from JSON (None when it is not JSON), and the curl command.

    `media` is the media type that it says the body has, in lower case, without parameters.
    """

    status: int
    body: Any
    raw: bytes
    curl: str
    media: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the status is of the 2xx class."""
        return self.status // 100 == 2  # noqa: PLR2004 - the class of a status

    def says(self) -> str:
        """Return the status, with the body of a refusal, cut."""
        detail = "" if self.is_success or self.body is None else f": {show(self.body)}"
        return f"{self.status}{detail}"


class Target:
    """A server at a base URL. Not safe to be shared between threads."""

    def __init__(self, url: str, token: str | None = None) -> None:
        """Prepare to ask. Raises FeedproofError when the URL or the token cannot be one."""
        self.url = _checked(url)
        self.token = _sendable(token)
        self._session = requests.Session()
        self._session.auth = self._sign  # without it, a .netrc file would take the header's place
        self._session.trust_env = not self.is_local

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine, by its address."""
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request

    def send(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Answer:
        """Send one request. Raises FeedproofError when there is no answer."""
        url = self.url + path + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body)
        headers = {"Accept": JSON} | ({} if data is None else {"Content-Type": JSON})
        try:
            response = self._session.request(
                method, url, data=data, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            asked = f"asked for {method} {path}"
            raise FeedproofError(f"{self.url}: {_reason(error)} ({asked}); is the server running?") from None
        if response.status_code >= 500:  # noqa: PLR2004 - a server in trouble may close the connection
            self._session.close()
        media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status_code, _read(response), response.content, self._curl(method, url, data), media)

    def _curl(self, method: str, url: str, data: str | None) -> str:
        signed = [AUTHORIZATION] if self.token else []
        body = [] if data is None else ["-H", quote(f"Content-Type: {JSON}"), "-d", quote(data)]
        return " ".join(["curl", "-X", method, *signed, *body, quote(url)])


def fill(path: str, values: Mapping[str, str]) -> str:
    """Put values into a path's parameters."""
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote_path(value, safe=""))
    return path


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FeedproofError(f"the URL cannot be read: {error}") from None
    if "@" in parts.netloc:
        raise FeedproofError(f"take the user name and password out of the URL; a token comes from {VARIABLE}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise FeedproofError(f"{show(url)} is not the URL of a server; write it as https://host/path")
    if parts.query or parts.fragment:
        raise FeedproofError("the URL of a server has no ? and no #; give what all paths of the feeds begin with")
    return url.rstrip("/")


def _sendable(token: str | None) -> str | None:
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise FeedproofError(f"the token in {VARIABLE} has characters that no token has, such as a space or a line end")
    return token or None


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate is not trusted"
    if isinstance(error, requests.Timeout):
        return f"no answer within {TIMEOUT:g} seconds"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached"
    return f"does not answer as a web server does ({type(error).__name__})"


def _read(response: requests.Response) -> Any:
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None
