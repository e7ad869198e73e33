"""Judge recorded exchanges: what was sent as what the operation takes, what was answered as what it gives."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...spec.errors import FeedproofError
from ...spec.operations import Operation, answer_schema_at, deref, operations
from ...spec.pointer import pointer, resolve
from ..check import JUDGED, Checked, Checker
from ..document import decode
from ..findings import of_flaw
from ..model import Finding
from ..routes import Routes
from . import har, vcr
from .exchange import Body, Exchange
from .source import Source
from .spread import Spread
from .unpack import begins_as_json, is_plain, unpacked

_STRANGE, _REFUSED, _UNWANTED, _BARE, _UNREAD = (
    "of_no_feed",
    "not_accepted",
    "not_asked_for",
    "without_body",
    "not_read",
)
_READ = "read"
_NO_RECORD = "unknown-feed"
_SENT = {"create", "update"}
"""The actions of operations whose bodies are records."""


class _Part(NamedTuple):
    """A body of an exchange, what it is judged as, and what a message calls it. `is_single`: it is a record, not a list of them."""

    feed: str
    action: str
    body: Body
    called: str
    is_single: bool


class Traffic:
    """Judges recordings by what a checker judges payloads by. `troubles` are the bodies that could not be read."""

    def __init__(self, checker: Checker) -> None:
        """Prepare to judge. Raises FeedproofError where the checker points into documents."""
        if checker.at:
            raise FeedproofError("it is a recording, and its requests tell where the records are: leave --at out")
        self.troubles: list[str] = []
        self._checker = checker
        self._routes = Routes(checker.contract)
        self._givers = set(_givers(checker.contract.openapi))
        self._checkers: dict[tuple[str, str, bool], Checker] = {}

    def judge(self, source: Source, path: str) -> Checked:
        """Return what came of a recording, in order of place."""
        checked = Checked([of_flaw(source.text, flaw, path, "") for flaw in source.text.flaws])
        counts = Counter[str]()
        try:
            for exchange in () if source.text.flaws else _exchanges(source.value):
                counts[self._outcome(exchange, source, path, checked)] += 1
        except FeedproofError as error:
            self.troubles.append(str(error))
        checked.exchanges = dict(counts)
        checked.findings.sort(key=lambda finding: (finding.line, finding.column))
        return checked

    def _outcome(self, exchange: Exchange, source: Source, path: str, checked: Checked) -> str:
        """Judge an exchange if it is one to judge, and return what became of it."""
        operation = self._operation(exchange)
        if operation is None:
            return _STRANGE
        if not exchange.is_accepted:
            return _REFUSED
        parts = list(self._parts(operation, exchange))
        wanted = [part for part in parts if self._is_wanted(part)]
        if parts and not wanted:
            return _UNWANTED
        outcomes = {self._body(part, source, path, checked) for part in wanted}
        return next((outcome for outcome in (_UNREAD, JUDGED) if outcome in outcomes), _BARE)

    def _operation(self, exchange: Exchange) -> Operation | None:
        try:
            return self._routes.find(exchange.method, exchange.url)
        except ValueError:
            return None

    def _parts(self, operation: Operation, exchange: Exchange) -> Iterator[_Part]:
        feed, action, label = operation.feed, operation.action, operation.label
        if exchange.sent and action in _SENT:
            yield _Part(feed, action, exchange.sent, f"{exchange.name}, {label}", is_single=True)
        if exchange.answered and label in self._givers:
            called = f"{exchange.name}, answer to {label}"
            yield _Part(feed, _READ, exchange.answered, called, is_single=action != "list")

    def _is_wanted(self, part: _Part) -> bool:
        return self._checker.feed in {None, part.feed} and self._checker.action in {None, part.action}

    def _body(self, part: _Part, source: Source, path: str, checked: Checked) -> str:
        """Judge a body, and return what became of it."""
        try:
            data = unpacked(part.body)
        except FeedproofError as error:
            self.troubles.append(f"{part.called}: the body {error}")
            return _UNREAD
        if not part.body.is_whole or not data.strip() or not ("json" in part.body.media or begins_as_json(data)):
            return _BARE
        own = self._checker_of(part).check(data, path, lines=False)
        if own.findings:
            checked.findings += _placed(own.findings, part, data, source, checked.records)
        checked.records += own.records
        checked.judged_as |= own.judged_as
        checked.not_run |= own.not_run
        return JUDGED

    def _checker_of(self, part: _Part) -> Checker:
        kind = part.feed, part.action, part.is_single
        if kind not in self._checkers:
            own = self._checker
            self._checkers[kind] = Checker(
                own.contract,
                own.context,
                part.feed,
                part.action,
                engine=own.engine,
                spells=False,
                is_body=part.is_single,
            )
        return self._checkers[kind]


def _exchanges(value: Any) -> Iterator[Exchange]:
    """Yield the exchanges of a recording. Raises FeedproofError for what is none."""
    if isinstance(value, dict) and "log" in value:
        return har.exchanges(value)
    if isinstance(value, dict) and not vcr.NAMES.isdisjoint(value):
        return vcr.exchanges(value)
    raise FeedproofError(
        "is no recording: it holds neither log.entries, as HAR does, nor interactions, as a cassette does"
    )


def _placed(found: list[Finding], part: _Part, data: bytes, source: Source, count: int) -> Iterator[Finding]:
    """Yield the findings of a body as findings of its recording, in which so many records stand before.

    They are not to be fixed: a recording is what happened. What helps where a list
    holds no records is an option for payloads.
    """
    token, at = source.token(part.body.path), pointer(part.body.path)
    spread = Spread(decode(data)[0] if is_plain(part.body) else "", token)
    for finding in found:
        line, column = spread.place(finding.line, finding.column)
        yield finding._replace(
            message=f"{part.called}: {finding.message}",
            hint="" if finding.rule == _NO_RECORD and not part.is_single else finding.hint,
            feed=part.feed,
            record=None if finding.record is None else finding.record + count,
            pointer=at + finding.pointer,
            line=line,
            column=column,
            fix=None,
        )


def _givers(document: dict[str, Any]) -> Iterator[str]:
    """Yield the labels of the operations that answer with records of their feed: with a list, or as the one that reads does."""
    every = operations(document)
    records = {operation.feed: _answer(document, operation) for operation in every if operation.action == _READ}
    for operation in every:
        if operation.action == "list" or _answer(document, operation) == records.get(operation.feed, {}):
            yield operation.label


def _answer(document: dict[str, Any], operation: Operation) -> dict[str, Any] | None:
    """Return the schema of the answer of an operation; None where the contract says none."""
    try:
        return deref(document, resolve(document, answer_schema_at(document, operation)))
    except (LookupError, ValueError):
        return None
