"""The server that is examined: requests to it, their terms, and the commands that repeat them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from shlex import quote
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlencode, urlsplit

import requests

from ...fixtures.sandbox_token import TOKEN_VARIABLE
from ...spec.errors import FeedproofError
from ...spec.operations import JSON, Operation
from ...spec.status import is_redirection, is_success
from ...validators.address import is_loopback
from ...validators.routes import server_url
from ...validators.show import short_json
from ..redirection import Redirection, lapsed, redirection
from .busy import BUSY, A, Patience, later
from .intake import TooLarge, bound, scrub, take_in
from .pace import Pace
from .secret import AUTHORIZATION, LEAST, called, hide_in, in_curl, is_secret, sendable
from .terms import ALLOWED, USUAL, Terms
from .unanswered import NoAnswerError, is_nobody_there, is_unanswered, why

if TYPE_CHECKING:
    from schemathesis.config import ProjectConfig

UNAUTHORISED = HTTPStatus.UNAUTHORIZED
TOKEN_REFUSED = {UNAUTHORISED, HTTPStatus.FORBIDDEN}
"""The statuses by which servers refuse an expired token: if every request gets one, no single operation is at fault."""


class UselessError(FeedproofError):
    """It is useless to send requests to the server: it is not there, or does not accept the token."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's answer: the status, the body parsed from JSON (None if it is not JSON), and the curl command that repeats it.

    `media` is the media type of the answer, in lower case, without parameters. `redacted` is the text to show instead of the body
    of a refusal; `redirection` is where a redirect leads.
    """

    status: int
    body: Any
    raw: bytes
    curl: str
    media: str = ""
    redacted: str = ""
    redirection: Redirection | None = None

    @property
    def is_success(self) -> bool:
        """Whether the status is of the 2xx class."""
        return is_success(self.status)

    def says(self) -> str:
        """Return `the answer was 404`, followed by the body of a refusal, shortened."""
        body = self.redacted or ("" if self.body is None else short_json(self.body))
        return f"the answer was {self.status}" + (f": {body}" if body and not self.is_success else "")


class Target:
    """A server at a base URL. Only one thread at a time may use it; its terms hold for everything that sends requests to it.

    `trouble` says why it is useless to continue, and is empty otherwise. `health_path` is a list that answered at the start;
    it is requested again to see whether the server still answers, and still accepts the token. `secrets` maps texts that must
    not be shown to what replaces them; `signs` maps lower-case names of headers to curl options without the headers' values.
    """

    def __init__(self, url: str, token: str | None = None, terms: Terms = USUAL) -> None:
        """Take the address and terms of the server. Raises FeedproofError if the URL, the token or the rate is not valid."""
        self.url = server_url(url)
        self.token = sendable(token)
        if self.token and not self.secret and not self.is_local:
            raise FeedproofError(
                f"{called(self.token)} has fewer than {LEAST} characters, too few to keep it out of reports; "
                "is it truncated?"
            )
        self.timeout = terms.timeout
        self.pace = Pace(terms.rate if terms.rate or self.is_local else ALLOWED)
        self.pace.tell = terms.tell
        self._patience = Patience(self.pace)
        self.health_path = ""
        self.trouble = ""
        self.secrets = {self.secret: f"${TOKEN_VARIABLE}"} if self.secret else {}
        self.signs = {"authorization": AUTHORIZATION} if self.token else {}
        self._session = requests.Session()
        bound(self._session)
        self._session.auth = self._sign  # without it, a .netrc file would replace the header
        self._session.trust_env = not self.is_local

    def equip(self, way: "ProjectConfig", written: Mapping[str, str]) -> None:
        """Use the connection settings of schemathesis: headers (`written`: as in the file), proxy, certificates."""
        others = {name: value for name, value in (way.headers or {}).items() if name.lower() != "authorization"}
        self._session.headers.update(others)
        for name, value in others.items():
            self._keep_secret(name, value)
            self.signs[name.lower()] = in_curl(name, written.get(name, ""))
        self._session.verify = True if way.tls_verify is None else way.tls_verify
        if way.request_cert:
            self._session.cert = (way.request_cert, way.request_cert_key) if way.request_cert_key else way.request_cert
        if way.proxy:
            self._session.proxies["all"] = way.proxy
            self._keep_secret("proxy", unquote(urlsplit(way.proxy).password or ""))

    def _keep_secret(self, name: str, value: str) -> None:
        if is_secret(name, value):
            self.secrets[value] = name

    @property
    def secret(self) -> str:
        """The token if it has to be hidden; empty for a short one, which is accepted only for a server on this machine."""
        return self.token if self.token and len(self.token) >= LEAST else ""

    @property
    def host(self) -> str:
        """The name of the host, in lower case."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine, by its address."""
        return is_loopback(self.host)

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request

    def send(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Answer:
        """Send one request. Raises NoAnswerError if no complete answer comes, and UselessError if it is useless to send any."""
        data = None if body is None else json.dumps(body)
        return self._answer(_Request(method, path, self._url(path, query), data, f"{method} {path}"))

    def page(self, path: str, query: Mapping[str, int]) -> Answer:
        """Request a page of a list. Raises as `send` does, but returns a refusal as long as other requests are answered."""
        place = path + "".join(f"?{name}={number}" for name, number in query.items())
        return self._answer(_Request("GET", path, self._url(path, query), None, f"GET {place}"), is_page=True)

    def _url(self, path: str, query: Mapping[str, Any] | None) -> str:
        return self.url + path + (f"?{urlencode(query)}" if query else "")

    def _answer(self, request: "_Request", *, is_page: bool = False) -> Answer:
        try:
            response = self.patiently(
                request.method, request.path, request.place, lambda: self._sent(request), is_page=is_page
            )
        except OSError as error:
            reason = why(error, self.timeout, request.place)
            if self.trouble or is_nobody_there(error):
                raise UselessError(f"{self.url}: {reason}") from None
            raise NoAnswerError(self.url, reason, self._curl(request.method, request.url, request.data)) from None
        if self.trouble:
            raise UselessError(self.trouble)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:  # a server with an error may close the connection
            self._session.close()
        media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        curl = self._curl(request.method, request.url, request.data)
        led = redirection(request.url, request.path, response.headers.get("Location", ""))
        leads = led if is_redirection(response.status_code) else None
        return Answer(response.status_code, _read(response), response.content, curl, media, redirection=leads)

    def patiently(self, method: str, path: str, place: str, send: Callable[[], A], *, is_page: bool = False) -> A:
        """Send, repeat it while the server is busy, and note if that becomes useless. Messages call the request `place`.

        Too many requests are not the fault of an operation; but if only one operation is unavailable, that may be its fault.
        """
        answer = self._patience.ask(method, path, place, send)
        status = answer.status_code
        is_all_over = status == HTTPStatus.TOO_MANY_REQUESTS and not is_page
        if is_all_over or (status in BUSY and self.health_path and not self._is_well()):
            self.trouble = f"{self.url}: {place} is answered {status}, also after waiting; {later(status)}"
        return answer

    def go_on(self) -> None:
        """Allow requests again after the examination: the trouble that ended it may be over."""
        self.trouble = ""
        self.pace.go_on()

    def _sent(self, request: "_Request") -> requests.Response:
        """Send a request; a GET is repeated once if its connection was closed before an answer came (RFC 9112, 9.3.1)."""
        try:
            return self._send(request)
        except requests.ConnectionError as error:
            if request.method != "GET" or not is_unanswered(error):
                raise
        return self._send(request)

    def _send(self, request: "_Request") -> requests.Response:
        self.pace.wait(request.path)
        headers = {"Accept": JSON} | ({} if request.data is None else {"Content-Type": JSON})
        return self._session.request(
            request.method, request.url, data=request.data, headers=headers, timeout=self.timeout,
            allow_redirects=False, stream=True, hooks={"response": self.take} if request.is_watched else {},
        )  # fmt: skip

    def take(self, response: requests.Response, *_args: Any, **_options: Any) -> None:
        """Read an answer within its limits, hide secrets in it, and note if the token is refused. It is a hook of requests."""
        try:
            take_in(response)
        except TooLarge as error:
            self.trouble = f"{self.url}: {error} (asked for {response.request.method} {response.request.path_url})"
            raise
        scrub(response, self.secrets)
        signed = response.request.headers.get("Authorization") == f"Bearer {self.token}"
        if signed and self.health_path and _may_be_lapsed(response.status_code):
            self.trouble = self.trouble or self._lapsed()

    def _lapsed(self) -> str:
        """Return in words that the health path is now refused or redirected; empty if not, as one operation may be at fault."""
        health = self._health()
        if health is None or not _may_be_lapsed(health.status_code):
            return ""
        if health.status_code in TOKEN_REFUSED:
            return f"{self.url}: {called(self.token)} was accepted at first and is refused now; has it expired?"
        location = hide_in(health.headers.get("Location", ""), self.secrets)
        led = redirection(self.url + self.health_path, self.health_path, location)
        way = f"GET {self.health_path} is redirected ({health.status_code}) {led.to}"
        return f"{self.url}: {way}, and was not at first; {lapsed(led)}"

    def _is_well(self) -> bool:
        """Return whether the health path still gets an answer that shows no trouble."""
        health = self._health()
        return health is not None and not later(health.status_code)

    def is_there(self) -> bool:
        """Return whether the health path still gets a complete answer."""
        return self._health() is not None

    def _health(self) -> requests.Response | None:
        """Request the health path again and return the answer, or None if no complete one comes."""
        path = self.health_path
        try:
            answer = self._sent(_Request("GET", path, self.url + path, None, f"GET {path}", is_watched=False))
            take_in(answer)
        except OSError:
            return None
        return answer

    def _curl(self, method: str, url: str, data: str | None) -> str:
        body = [] if data is None else ["-H", quote(f"Content-Type: {JSON}"), "-d", quote(data)]
        return " ".join(["curl", "-X", method, *self.signs.values(), *body, quote(url)])


class _Request(NamedTuple):
    """A request. Messages call it `place`; `is_watched`: its answer is checked for a token that is refused now."""

    method: str
    path: str
    url: str
    data: str | None
    place: str
    is_watched: bool = True


def _may_be_lapsed(status: int) -> bool:
    """Return whether a status may mean that the token is no longer accepted: many servers then redirect to a login page."""
    return status in TOKEN_REFUSED or is_redirection(status)


def require_host(target: Target, word: str) -> None:
    """Raise FeedproofError unless the server is on this machine, or `word` is the name of its host."""
    if not target.is_local and word.strip().lower() != target.host:
        raise FeedproofError(f"{target.url}: nothing was sent: the host name is {target.host}, not {word!r}")


def refusals(operation: Operation) -> list[str]:
    """Return the 4xx statuses that the contract lists for the operation, without 401, which is only for a missing token."""
    return [status for status in operation.node["responses"] if status[0] == "4" and status != str(UNAUTHORISED)]


def _read(response: requests.Response) -> Any:
    try:
        return json.loads(response.content)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        return None
    except ValueError:  # a whole number with more digits than Python reads
        return json.loads(response.content, parse_int=_whole)


def _whole(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)
