"""Judge what a program is about to send, and let nothing out that breaks the contract.

With requests, `Preflight(base_url).guard(session)` is all. Any other client asks before it sends: with httpx, in an event hook that
calls `preflight.check(request.method, str(request.url), request.content)`.
"""

import logging
from collections.abc import Callable, Iterable, MutableMapping
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

from ..spec.contract import Contract, bundled
from ..spec.errors import FeedproofError
from ..spec.operations import Operation
from .check import Checker
from .model import Context, Finding, Severity
from .payload import document
from .routes import Routes

_log = logging.getLogger("feedproof.preflight")
_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.NOTE: logging.INFO}
_JUDGED = {"create", "update"}
"""The actions whose bodies are records."""


class Session(Protocol):
    """A session of requests, as far as it is needed here."""

    @property
    def adapters(self) -> MutableMapping[str, Any]: ...
    def mount(self, prefix: str, adapter: Any) -> None: ...


class RefusedError(FeedproofError):
    """A body is not sent, as it breaks the contract: `findings` are all that were found, the text tells the first that counts."""

    def __init__(self, operation: str, findings: Iterable[Finding], fail_on: Severity = Severity.ERROR) -> None:
        """Say which operation the body was for, what was found, and from which severity on it counts."""
        self.operation, self.findings, self.fail_on = operation, list(findings), fail_on
        super().__init__(operation, self.findings, fail_on)

    def __str__(self) -> str:
        first, *more = [finding for finding in self.findings if finding.severity >= self.fail_on]
        return f"{self.operation} was not sent: {_said(first)}{f' (and {len(more)} more)' if more else ''}"


class Preflight:
    """Judges requests to the feeds at `base_url`, what their paths begin with; it may be shared between threads.

    `fail_on` is the severity, or its name, from which on a body is refused. What is found below it is logged as
    "feedproof.preflight". `today` says which day it is.
    """

    def __init__(
        self,
        base_url: str,
        *,
        contract: Contract | None = None,
        fail_on: Severity | str = Severity.ERROR,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Prepare to judge. Raises FeedproofError for what is no URL of a server, and for what is no severity."""
        self.fail_on = _severity(fail_on)
        self._contract = contract or bundled()
        self._routes = Routes(self._contract, _checked(base_url))
        self._today = today
        self._checkers: dict[tuple[str, date], Checker] = {}

    def check(self, method: str, url: str, body: Any) -> list[Finding]:
        """Return what was found in the body of a request: bytes, text, or a value that is sent as JSON; None for no body.

        A request that is for no operation of the contract, or for one without a body, is not judged. Raises RefusedError for a body
        that must not be sent, FeedproofError for one that JSON cannot hold.
        """
        operation = self._routes.find(method, url)
        if operation is None or operation.action not in _JUDGED:
            return []
        data = b"" if body is None else document(body)
        findings = self._checker(operation).check(data, lines=False).findings
        if any(finding.severity >= self.fail_on for finding in findings):
            raise RefusedError(operation.label, findings, self.fail_on)
        for finding in findings:
            _log.log(_LEVELS[finding.severity], "%s: %s: %s", operation.label, finding.rule, _said(finding))
        return findings

    def guard(self, session: Session) -> None:
        """Let a session of requests send nothing that must not be sent: such a call raises RefusedError.

        The adapters that the session has go on sending; mount others before.
        """
        for prefix, adapter in list(
            session.adapters.items()
        ):  # a URL has many spellings, so none is told by its beginning
            session.mount(prefix, _Guard(adapter, self))

    def _checker(self, operation: Operation) -> Checker:
        """Return what judges the bodies of an operation on this day."""
        today = self._today()
        wanted = operation.label, today
        checker = self._checkers.get(wanted)
        if checker is None:
            self._checkers = {kept: other for kept, other in self._checkers.items() if kept[1] == today}
            context = Context(operation.action, today)
            checker = Checker(self._contract, context, operation.feed, operation.action, is_body=True)
            self._checkers[wanted] = checker
        return checker


class _Guard:
    """An adapter of requests that judges before another one sends."""

    def __init__(self, adapter: Any, preflight: Preflight) -> None:
        self._adapter, self._preflight = adapter, preflight

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self._preflight.check(request.method or "", request.url or "", request.body)
        return self._adapter.send(request, *args, **kwargs)

    def close(self) -> None:
        self._adapter.close()


def _checked(base_url: str) -> str:
    """Return a base URL. Raises FeedproofError for one that no request would be for: nothing would be judged."""
    try:
        there = urlsplit(base_url)
        is_one = there.scheme in {"http", "https"} and there.hostname and there.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise FeedproofError("the base URL is no URL of a server; it has to begin with https:// and a host")
    return base_url


def _severity(name: Severity | str) -> Severity:
    try:
        return name if isinstance(name, Severity) else Severity[name.upper()]
    except KeyError:
        names = ", ".join(map(str, Severity))
        raise FeedproofError(f"no severity is called {name!r}; severities: {names}") from None


def _said(finding: Finding) -> str:
    return f"{finding.message}; {finding.hint}" if finding.hint else finding.message
