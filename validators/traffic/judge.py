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
from ..routes import Routes, below
from . import har, vcr
from .exchange import Body, Exchange
from .other import of_other
from .source import Source
from .spread import Spread
from .unpack import begins_as_json, is_plain, unpacked

_STRANGE, _REFUSED, _UNWANTED, _BARE, _LOST, _NO_STATUS = (
    "of_no_feed",
    "not_accepted",
    "not_asked_for",
    "without_body",
    "not_judged",
    "without_status",
)
"""What becomes of an exchange, if it is not judged."""
_UNREAD, _OTHER = "not_read", "not_json"
"""Why a body is not judged that stands in the recording: it cannot be unpacked, or nobody asked for JSON."""
_READ, _LIST = "read", "list"
_NO_RECORD = "unknown-feed"
MOST = 256 << 20
"""The most bytes that the packed bodies of a recording may have when they are unpacked, all together."""
_SENT = {"create", "update"}
"""The actions of operations whose bodies are records."""


class _Part(NamedTuple):
    """A body of an exchange, what it is judged as, and what a message calls it: the `name` of the exchange, and `what` it is there.

    `is_single`: it is a record, not a list of them. `is_json`: it is JSON by all that is known of the exchange.
    """

    feed: str
    action: str
    body: Body
    name: str
    what: str
    is_single: bool
    is_json: bool

    @property
    def called(self) -> str:
        """What a message begins with."""
        return f"{self.name}, {self.what}"


class Traffic:
    """Judges a recording by what a checker judges payloads by. `troubles` are what could not be judged and has to be told."""

    def __init__(self, checker: Checker) -> None:
        """Prepare to judge. Raises FeedproofError where the checker points into documents, or has no base URL that is one."""
        if checker.at:
            raise FeedproofError("it is a recording, and its requests tell where the records are: leave --at out")
        self.troubles: list[str] = []
        self._checker = checker
        self._routes = below(checker.contract, checker.base_url) if checker.base_url else Routes(checker.contract)
        self._givers = set(_givers(checker.contract.openapi))
        self._checkers: dict[tuple[str, str, bool], Checker] = {}
        self._sent = Counter[str]()
        self._room = MOST

    def judge(self, source: Source, path: str) -> Checked:
        """Return what came of a recording, in order of place."""
        checked = Checked([of_flaw(source.text, flaw, path, "") for flaw in source.text.flaws])
        counts = Counter[str]()
        try:
            for exchange in () if source.text.flaws else _exchanges(source.value):
                if isinstance(exchange, FeedproofError):
                    self.troubles.append(str(exchange))
                    counts[_LOST] += 1
                else:
                    counts[self._outcome(exchange, source, path, checked)] += 1
        except FeedproofError as error:
            self.troubles.append(str(error))
        checked.exchanges = dict(counts)
        checked.findings.sort(key=lambda finding: (finding.line, finding.column))
        self._tell_lost(checked, counts[_NO_STATUS])
        return checked

    def _tell_lost(self, checked: Checked, unknown: int) -> None:
        """Note that nothing was judged of a recording, or of what was sent there, and not for want of anything to judge."""
        if self.troubles:
            return
        if (sent := _lost(self._sent)) and not self._sent[JUDGED]:
            self.troubles.append(f"no body that was sent could be judged ({sent})")
        elif not checked.exchanges.get(JUDGED) and (lost := _lost(checked.unjudged + Counter({_NO_STATUS: unknown}))):
            self.troubles.append(f"is traffic with the feeds, of which nothing could be judged ({lost})")

    def _outcome(self, exchange: Exchange, source: Source, path: str, checked: Checked) -> str:
        """Judge an exchange if it is one to judge, and return what became of it."""
        operation = self._operation(exchange)
        if operation is None:
            return _STRANGE
        if not exchange.is_accepted:
            return _REFUSED if exchange.status else _NO_STATUS
        parts = list(self._parts(operation, exchange))
        wanted = [part for part in parts if self._is_wanted(part)]
        if parts and not wanted:
            return _UNWANTED
        outcomes = Counter[str]()
        for part in wanted:
            outcome = self._body(part, source, path, checked)
            outcomes[outcome] += 1
            self._sent[outcome] += part.action in _SENT
        del outcomes[""]
        judged = outcomes.pop(JUDGED, 0)
        checked.unjudged += outcomes
        return JUDGED if judged else _LOST if outcomes else _BARE

    def _operation(self, exchange: Exchange) -> Operation | None:
        try:
            return self._routes.find(exchange.method, exchange.url)
        except ValueError:
            return None

    def _parts(self, operation: Operation, exchange: Exchange) -> Iterator[_Part]:
        feed, action, label = operation.feed, operation.action, operation.label
        if exchange.sent and action in _SENT:
            yield _Part(feed, action, exchange.sent, exchange.name, label, is_single=True, is_json=True)
        if exchange.answered and label in self._givers:
            what, is_list = f"answer to {label}", action == _LIST
            is_json = (is_list or action == _READ) and not exchange.asks_for_page
            yield _Part(feed, _READ, exchange.answered, exchange.name, what, is_single=not is_list, is_json=is_json)

    def _is_wanted(self, part: _Part) -> bool:
        return self._checker.feed in {None, part.feed} and self._checker.action in {None, part.action}

    def _body(self, part: _Part, source: Source, path: str, checked: Checked) -> str:
        """Judge a body, and return what became of it; nothing where there is none."""
        if part.body.gap:
            return part.body.gap
        try:
            data = unpacked(part.body)
        except FeedproofError as error:
            self.troubles.append(f"{part.called}: the body {error}")
            return _UNREAD
        self._room -= 0 if is_plain(part.body) else len(data)
        if self._room < 0:
            raise FeedproofError(f"holds more than {MOST >> 20} MB in packed bodies, so the rest was not read")
        if not data.strip():
            return ""
        if begins_as_json(data) or "json" in part.body.media:
            self._judge(part, data, source, path, checked)
        elif part.is_json:
            other = of_other(data, part.body.media, path, is_sent=part.action != _READ)
            checked.findings += _placed([other], part, data, source, checked.records)
        else:
            return _OTHER
        return JUDGED

    def _judge(self, part: _Part, data: bytes, source: Source, path: str, checked: Checked) -> None:
        own = self._checker_of(part).check(data, path, lines=False)
        if own.findings:
            checked.findings += _placed(own.findings, part, data, source, checked.records)
        checked.records += own.records
        checked.judged_as |= own.judged_as
        checked.not_run |= own.not_run

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


def _lost(numbers: Counter[str]) -> str:
    """Return how many bodies or exchanges could not be judged, and why; nothing where there are none."""
    lost = {what: number for what, number in numbers.items() if number and what not in {JUDGED, _OTHER, ""}}
    return ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in sorted(lost.items()))


def _exchanges(value: Any) -> Iterator[Exchange | FeedproofError]:
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
            exchange=part.what,
        )


def _givers(document: dict[str, Any]) -> Iterator[str]:
    """Yield the labels of the operations that answer with records of their feed: with a list, or as the one that reads does."""
    every = operations(document)
    records = {operation.feed: _answer(document, operation) for operation in every if operation.action == _READ}
    for operation in every:
        if operation.action == _LIST or _answer(document, operation) == records.get(operation.feed, {}):
            yield operation.label


def _answer(document: dict[str, Any], operation: Operation) -> dict[str, Any] | None:
    """Return the schema of the answer of an operation; None where the contract says none."""
    try:
        return deref(document, resolve(document, answer_schema_at(document, operation)))
    except (LookupError, ValueError):
        return None
