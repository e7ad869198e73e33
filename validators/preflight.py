"""Check requests before a program sends them, and refuse bodies that break the contract.

With requests, `Preflight(base_url).guard(session)` is enough. With any other client, call `Preflight.check` before each request:
docs/library.md has the event hook for httpx.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ..spec.contract import Contract, or_bundled
from ..spec.errors import FeedproofError
from ..spec.operations import SENT, Operation
from .check import Checker
from .guarded import guard
from .model import Finding, Severity
from .outgoing import outgoing
from .routes import Routes, routes_below

_log = logging.getLogger("feedproof.preflight")
_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.NOTE: logging.INFO}
_READS = {"GET", "HEAD", "OPTIONS"}
_SENT_OTHERWISE = "send JSON, as most clients do with json="


class RefusedError(FeedproofError):
    """A body was not sent, because it breaks the contract or cannot be judged.

    `operation` is the operation that it was for, `findings` are all its findings, and `fail_on` is the lowest severity that counts;
    the message is the first finding that counts. If the body cannot be judged, `why` says why, and there are no findings.
    """

    def __init__(
        self, operation: str, findings: Iterable[Finding] = (), fail_on: Severity = Severity.ERROR, why: str = ""
    ) -> None:
        self.operation, self.findings, self.fail_on, self.why = operation, list(findings), fail_on, why
        super().__init__(operation, self.findings, fail_on, why)

    def __str__(self) -> str:
        return f"{self.operation} was not sent: {self.why or self._first()}"

    def _first(self) -> str:
        first, *more = [finding for finding in self.findings if finding.severity >= self.fail_on]
        return f"{_said(first)}{f' (and {len(more)} more)' if more else ''}"


class Preflight:
    """Checks requests to the feeds below `base_url`; it may be shared between threads.

    `fail_on` is the lowest severity, or its name, for which a body is refused. Milder findings are logged as "feedproof.preflight",
    and so are requests that write to a feed at another URL. `today` returns the current date. Raises FeedproofError for a URL that
    cannot be a server's, and for an unknown severity.
    """

    def __init__(
        self,
        base_url: str,
        *,
        contract: Contract | None = None,
        fail_on: Severity | str = Severity.ERROR,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.fail_on = fail_on if isinstance(fail_on, Severity) else Severity.named(fail_on)
        self._contract = or_bundled(contract)
        self._routes = routes_below(self._contract, base_url)
        self._anywhere = Routes(self._contract)
        self._today = today
        self._checkers: dict[tuple[str, date], Checker] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the cached checkers, so that a guarded session can be pickled for another process."""
        return self.__dict__ | {"_checkers": {}}

    def check(self, method: str, url: str, body: Any, *, coding: str = "", media: str = "") -> list[Finding]:
        """Return the findings of a request's body: bytes, text, a file, a value that is sent as JSON, or None for no body.

        A body that has to be read first may be given as the function that reads it. `coding` is its content coding, if it is
        compressed; `media` is its content type, which shows what the body is if it is not JSON.

        A request for no operation of the contract, or for one without a body, is not judged. Raises RefusedError for a body
        that must not be sent or cannot be judged, and FeedproofError for an invalid URL.
        """
        operation = self._operation(method, url)
        if operation is None:
            return []
        try:
            data = outgoing(body, coding)
        except FeedproofError as error:
            raise RefusedError(operation.label, why=str(error)) from error.__cause__
        findings = self._findings(operation, data, media)
        if any(finding.severity >= self.fail_on for finding in findings):
            raise RefusedError(operation.label, findings, self.fail_on)
        for finding in findings:
            _log.log(_LEVELS[finding.severity], "%s: %s: %s", operation.label, finding.rule, _said(finding))
        return findings

    def guard(self, session: Any) -> None:
        """Make a session of requests refuse bodies that must not be sent: such a call raises RefusedError.

        The guard is on its `send`: it does not matter which adapters it has or gets later, or whether an adapter, or `send`
        itself, is a mock. A copy is guarded, too; `del session.send` removes all guards. Raises FeedproofError for an object
        that is not a session of requests.
        """
        guard(session, self.check)

    def _operation(self, method: str, url: str) -> Operation | None:
        """Return the operation whose body is to be judged; log a request that matches none but was perhaps meant for one."""
        try:
            operation = self._routes.find(method, url)
            if operation is None and method.upper() not in _READS:
                self._tell_stray(method.upper(), url)
        except (AttributeError, TypeError, ValueError):
            raise FeedproofError("the request cannot be checked: it has no valid URL") from None
        return operation if operation and operation.action in SENT else None

    def _tell_stray(self, method: str, url: str) -> None:
        """Log a request that writes but matches no operation: to a feed at another URL, or to a path not in the contract."""
        elsewhere = self._anywhere.find(method, url)
        if elsewhere and elsewhere.action in SENT:
            _log.warning("%s was not checked: its URL does not start with the base URL", elsewhere.label)
        elif nearest := self._routes.nearest(method, url):
            lacking = method if self._routes.leads_somewhere(url) else "operation"
            says = "a %s was not checked: the contract has no %s at its path; the nearest is %s"
            _log.warning(says, method, lacking, nearest.label)

    def _findings(self, operation: Operation, data: bytes, media: str) -> list[Finding]:
        if media and "json" not in media:
            from .not_json import is_other, not_json_finding  # needed only if the content type is not JSON

            if is_other(data, media):
                return [not_json_finding(data, media, _SENT_OTHERWISE)._replace(feed=operation.feed)]
        return self._checker(operation).check(data, lines=False).findings

    def _checker(self, operation: Operation) -> Checker:
        """Return the checker for bodies of an operation, as of today."""
        today = self._today()
        wanted = operation.label, today
        checker = self._checkers.get(wanted)
        if checker is None:
            self._checkers = {kept: other for kept, other in self._checkers.items() if kept[1] == today}
            checker = Checker(self._contract, operation.feed, operation.action, today=today, is_body=True)
            self._checkers[wanted] = checker
        return checker


def _said(finding: Finding) -> str:
    return f"{finding.message}; {finding.hint}" if finding.hint else finding.message
