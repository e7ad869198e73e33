"""Judge the server's answers with the judge that judges payload files.

schemathesis' own checks stay on. They require of a server only what the contract or HTTP itself requires:

- `response_schema_conformance` takes every standard keyword as binding, whatever its evidence, as any reader of OpenAPI
  does. If it and a rule fail at the same place, only the rule is reported, because it names the fault (see `collect`).
- `unsupported_method` requires 405 with `Allow` for a method that a URL does not support. The contract does not list 405, but
  RFC 9110, section 15.5.6, requires it. The check sends methods that may delete, so it runs only against a server on this
  machine (see `settings`).
- `missing_required_header` and `ignored_auth` require 401 without a token. If the run has no token, there is none to leave
  out, and the run reports that instead (see `settings`).
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from schemathesis import Case
from schemathesis.core.failures import Failure as CheckFailure
from schemathesis.core.failures import Severity as Weight
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.errors import FailureGroup
from schemathesis.generation import GenerationMode

from ..spec.contract import Contract
from ..spec.evidence import Evidence
from ..spec.operations import Operation
from ..spec.pointer import split
from ..spec.status import holds_something
from ..validators.check import Checker
from ..validators.model import Finding, JsonObject, Severity
from .model import Failure, Finder
from .server.target import Answer


class Broken(NamedTuple):
    """A rule that an answer of an operation breaks, and where; all items of a list count as one place."""

    rule: str
    operation: str
    place: str


Check = Callable[[Any, Response, Case[Any]], bool | None]


class BrokenRule(CheckFailure):
    """An answer breaks a rule of the contract."""

    code = "feedproof"
    checks = ("answers_keep_the_rules",)
    kind_title = "Answer breaks a rule"
    __slots__ = ("evidence", "pointer", "rule")

    def __init__(self, operation: str, finding: Finding, case_id: str) -> None:
        """Make the failure from the rule's finding."""
        super().__init__(
            operation=operation, title=finding.rule, message=finding.message, case_id=case_id, severity=Weight.HIGH
        )
        self.rule = finding.rule
        self.pointer = finding.pointer
        self.evidence = Evidence(finding.certainty, finding.source)

    @property
    def _unique_key(self) -> str:
        return f"{self.rule} {without_indexes(self.pointer)}"

    @property
    def broken(self) -> Broken:
        """The rule that is broken, and the place."""
        return Broken(self.rule, self.operation or "", without_indexes(self.pointer))


class Answers:
    """Judges answers. A finding that is an error fails the check; a less severe one is counted as advice."""

    def __init__(self, contract: Contract) -> None:
        """Prepare a checker for every feed."""
        self._operations = contract.labelled
        self._checkers = {name: Checker(contract, feed=name, action="read") for name in contract.feeds}
        self._advice: set[tuple[str, str, str]] = set()
        self.judged: Counter[str] = Counter()
        """How many answers of each operation were judged."""
        self.broken: dict[Broken, Failure] = {}
        """The failures in the answers to our own requests, one for each place."""

    @property
    def advice(self) -> dict[str, int]:
        """How many places of operations' answers do not follow the advice of each rule, by its id."""
        return dict(Counter(rule for rule, _, _ in sorted(self._advice)))

    def check(self) -> Check:
        """Return the check in the form that schemathesis expects: a function, known by its name."""

        def answers_keep_the_rules(_context: Any, response: Response, case: Case[Any]) -> bool | None:
            operation = self._operations.get(f"{case.method.upper()} {case.path}")
            if operation is None or not holds_something(response.status_code) or not _is_json(response):
                return True
            if is_meant_wrong(case):
                return True
            found = [BrokenRule(operation.label, f, case.id) for f in self._findings(operation, response.content)]
            if found:
                raise FailureGroup(list(dict.fromkeys(found)))
            return None

        return answers_keep_the_rules

    def judge(self, operation: Operation, answer: Answer) -> None:
        """Judge the answer to a request of our own, and keep the failures in it."""
        if holds_something(answer.status) and "json" in answer.media:
            for finding in self._findings(operation, answer.raw):
                place = Broken(finding.rule, operation.label, without_indexes(finding.pointer))
                self.broken.setdefault(place, _failure(place, finding, answer))

    def broken_fields(self, feed: str, record: JsonObject) -> set[str]:
        """Return the fields of a record in an answer that break a rule, if that is reported as a failure already."""
        told = {place.rule for place in self.broken}
        found = self._checkers[feed].check(json.dumps(record).encode(), lines=False).findings if told else []
        return {split(finding.pointer)[0] for finding in found if finding.rule in told and finding.pointer}

    def _findings(self, operation: Operation, content: bytes) -> list[Finding]:
        """Return the errors; the rest is kept as advice. If it is not JSON at all, `response_schema_conformance` reports more."""
        self.judged[operation.label] += 1
        found = self._checkers[operation.feed].check(content, lines=False).findings
        self._advice |= {
            (finding.rule, operation.label, without_indexes(finding.pointer))
            for finding in found
            if finding.severity < Severity.ERROR
        }
        return [finding for finding in found if finding.severity is Severity.ERROR]


def says_broken(message: str) -> str:
    """Return the message about an answer that breaks a rule."""
    return f"the answer breaks the rule: {message}"


def _failure(place: Broken, finding: Finding, answer: Answer) -> Failure:
    message, sure = says_broken(finding.message), (finding.certainty, finding.source)
    return Failure(place.rule, place.operation, message, (answer.curl,), Finder.ANSWER, *sure)


def is_meant_wrong(case: Case[Any]) -> bool:
    """Return whether the request's body was meant to be refused: an answer that echoes it is not a second failure."""
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    return body is not None and body.mode is GenerationMode.NEGATIVE


def _is_json(response: Response) -> bool:
    return any("json" in value.lower() for value in response.headers.get("content-type", []))


def without_indexes(pointer: str) -> str:
    return "/".join("*" if part.isdigit() else part for part in pointer.split("/"))
