"""Judge what a program is about to send, and let nothing out that breaks the contract.

With requests, `Preflight(base_url).guard(session)` is all. Any other client asks before it sends: docs/library.md has the event
hook for httpx.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ..spec.contract import Contract, bundled
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
    """A body is not sent, as it breaks the contract: `findings` are all that were found, the text tells the first that counts.

    Or it cannot be judged: `why` says so, and there are no findings.
    """

    def __init__(
        self, operation: str, findings: Iterable[Finding] = (), fail_on: Severity = Severity.ERROR, why: str = ""
    ) -> None:
        """Say which operation the body was for, what was found, and from which severity on it counts."""
        self.operation, self.findings, self.fail_on, self.why = operation, list(findings), fail_on, why
        super().__init__(operation, self.findings, fail_on, why)

    def __str__(self) -> str:
        return f"{self.operation} was not sent: {self.why or self._first()}"

    def _first(self) -> str:
        first, *more = [finding for finding in self.findings if finding.severity >= self.fail_on]
        return f"{_said(first)}{f' (and {len(more)} more)' if more else ''}"


class Preflight:
    """Judges requests to the feeds at `base_url`, what their paths begin with; it may be shared between threads.

    `fail_on` is the severity, or its name, from which on a body is refused. What is found below it is logged as
    "feedproof.preflight", and so is a body of a feed that goes somewhere else. `today` says which day it is.
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
        self.fail_on = fail_on if isinstance(fail_on, Severity) else Severity.named(fail_on)
        self._contract = contract or bundled()
        self._routes = routes_below(self._contract, base_url)
        self._anywhere = Routes(self._contract)
        self._today = today
        self._checkers: dict[tuple[str, date], Checker] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made again when it is needed, so that a guarded session can be given to another process."""
        return self.__dict__ | {"_checkers": {}}

    def check(self, method: str, url: str, body: Any, *, coding: str = "", media: str = "") -> list[Finding]:
        """Return what was found in the body of a request: bytes, text, a file, or a value that is sent as JSON; None for no body.

        A body that has to be read first may be given as the function that does it. `coding` is how it is packed, if it is, `media`
        its content type, which tells what it is if it is no JSON.

        A request that is for no operation of the contract, or for one without a body, is not judged. Raises RefusedError for a body
        that must not be sent, or cannot be judged; FeedproofError for what is no URL.
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
        """Let a session of requests send nothing that must not be sent: such a call raises RefusedError.

        Its `send` is what is guarded, so it is all the same which adapters it has, or gets later, and whether one is a mock, or
        `send` itself. A copy is guarded, too; `del session.send` takes all guards away. Raises FeedproofError for what is no
        session of requests.
        """
        guard(session, self.check)

    def _operation(self, method: str, url: str) -> Operation | None:
        """Return the operation whose body is to be judged; what was perhaps meant for one, and is not, is told."""
        try:
            operation = self._routes.find(method, url)
            if operation is None and method.upper() not in _READS:
                self._tell_stray(method.upper(), url)
        except (AttributeError, TypeError, ValueError):
            raise FeedproofError("the request cannot be checked: it has no valid URL") from None
        return operation if operation and operation.action in SENT else None

    def _tell_stray(self, method: str, url: str) -> None:
        """Log a request that writes and is for no operation: to a feed somewhere else, or to a path that the contract has not."""
        elsewhere = self._anywhere.find(method, url)
        if elsewhere and elsewhere.action in SENT:
            _log.warning("%s was not checked: its URL does not start with the base URL", elsewhere.label)
        elif nearest := self._routes.nearest(method, url):
            lacking = method if self._routes.leads_somewhere(url) else "operation"
            says = "a %s was not checked: the contract has no %s at its path; the nearest is %s"
            _log.warning(says, method, lacking, nearest.label)

    def _findings(self, operation: Operation, data: bytes, media: str) -> list[Finding]:
        if media and "json" not in media:
            from .not_json import is_other, not_json_finding  # most bodies are said to be JSON

            if is_other(data, media):
                return [not_json_finding(data, media, _SENT_OTHERWISE)._replace(feed=operation.feed)]
        return self._checker(operation).check(data, lines=False).findings

    def _checker(self, operation: Operation) -> Checker:
        """Return what judges the bodies of an operation on this day."""
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
