"""Judge recorded exchanges: each request body as a payload of its operation, each answer as records of its feed."""

from collections import Counter
from collections.abc import Iterator

from ...spec.errors import FeedproofError
from ...spec.operations import SENT
from ...spec.pointer import pointer
from ..check import Checker
from ..checked import JUDGED, STRANGE, Checked
from ..findings import flaw_finding
from ..model import Finding
from ..not_json import is_other, not_json_finding
from ..recognise import UNKNOWN_FEED
from ..routes import Routes, routes_below
from ..text.document import decode
from .bodies import READ, JudgedBody, givers, judged_bodies, operation_of
from .body import BodyBytes, Room, body_bytes
from .exchange import Exchange
from .read import exchanges
from .recording import Recording
from .spread import Spread
from .template import settled

_REFUSED = "not_accepted"
_UNWANTED = "not_asked_for"
_BARE = "without_body"
_LOST = "not_judged"
_NO_STATUS = "without_status"
"""The last five are further outcomes of an exchange: why it is not judged."""
_UNREAD = "not_read"
_OTHER = "not_json"
"""The last two are outcomes of a body that is not judged: it cannot be decompressed, or it is not JSON and need not be."""
_INSTEAD = (
    "send JSON, and say so in its content type",
    "ask for JSON; a login page or a proxy may have answered",
)
"""Hints for a body that is not JSON: for one that was sent, and for one that was answered."""


class Traffic:
    """Judges the bodies of a recording with the options of a checker. `troubles` says what could not be judged, and why.

    Raises FeedproofError if the checker has a base URL that cannot be a server's.
    """

    def __init__(self, checker: Checker) -> None:
        self.troubles: list[str] = []
        self._checker = checker
        below = checker.base_url
        self._routes = routes_below(checker.contract, below) if below else Routes(checker.contract)
        self._givers = set(givers(checker.contract))
        self._checkers: dict[tuple[str, str, bool], Checker] = {}
        self._sent = Counter[str]()
        self._room = Room()

    def judge(self, recording: Recording, path: str) -> Checked:
        """Return the result of checking a recording, with its findings in order of place."""
        checked = Checked([flaw_finding(recording.text, flaw, path, "") for flaw in recording.text.flaws])
        counts = Counter[str]()
        try:
            for exchange in () if recording.text.flaws else exchanges(recording.value):
                if isinstance(exchange, FeedproofError):
                    self.troubles.append(str(exchange))
                    counts[_LOST] += 1
                else:
                    counts[self._outcome(exchange, recording, path, checked)] += 1
        except FeedproofError as error:
            self.troubles.append(str(error))
        checked.exchanges = dict(counts)
        checked.findings.sort(key=lambda finding: (finding.line, finding.column))
        self._tell_lost(checked, counts[_NO_STATUS])
        return checked

    def _tell_lost(self, checked: Checked, unknown: int) -> None:
        """Add a trouble if the recording has bodies but none could be judged, or has sent bodies but none of these could be."""
        if self.troubles:
            return
        if (sent := _lost(self._sent)) and not self._sent[JUDGED]:
            self.troubles.append(f"no body that was sent could be checked ({sent})")
        elif not checked.exchanges.get(JUDGED) and (lost := _lost(checked.unjudged + Counter({_NO_STATUS: unknown}))):
            self.troubles.append(f"is traffic with the feeds, of which nothing could be checked ({lost})")

    def _outcome(self, exchange: Exchange, recording: Recording, path: str, checked: Checked) -> str:
        """Judge the bodies of an exchange, if it is to be judged, and return its outcome."""
        operation = operation_of(self._routes, exchange)
        if operation is None:
            return STRANGE
        if not exchange.is_accepted:
            return _REFUSED if exchange.status else _NO_STATUS
        parts = list(judged_bodies(operation, exchange, self._givers))
        wanted = [part for part in parts if self._is_wanted(part)]
        if parts and not wanted:
            return _UNWANTED
        outcomes = Counter[str]()
        for part in wanted:
            outcome = self._body(part, recording, path, checked)
            outcomes[outcome] += 1
            self._sent[outcome] += part.action in SENT
        del outcomes[""]
        judged = outcomes.pop(JUDGED, 0)
        checked.unjudged += outcomes
        return JUDGED if judged else _LOST if outcomes else _BARE

    def _is_wanted(self, part: JudgedBody) -> bool:
        return self._checker.feed in {None, part.feed} and self._checker.action in {None, part.action}

    def _body(self, part: JudgedBody, recording: Recording, path: str, checked: Checked) -> str:
        """Judge a body, and return its outcome; empty if there is no body."""
        try:
            found = body_bytes(part.body)
        except FeedproofError as error:
            self.troubles.append(f"{part.called}: the body {error}")
            return _UNREAD
        self._room.take(found.data)
        if not found.data.strip():
            return found.gap
        if not is_other(found.data, part.body.media):
            self._judge(part, found, recording, path, checked)
        elif part.is_json:
            other = not_json_finding(found.data, part.body.media, _INSTEAD[part.action == READ], path)
            checked.findings += _placed([other], part, found, recording, checked.records)
        else:
            return _OTHER
        return JUDGED

    def _judge(self, part: JudgedBody, found: BodyBytes, recording: Recording, path: str, checked: Checked) -> None:
        own = self._checker_of(part).check(found.data, path, lines=False)
        findings = list(settled(own.findings, found.data)) if part.body.is_template else own.findings
        if findings:
            checked.findings += _placed(findings, part, found, recording, checked.records)
        checked.records += own.records
        checked.judged_as |= own.judged_as

    def _checker_of(self, part: JudgedBody) -> Checker:
        kind = part.feed, part.action, part.is_single
        if kind not in self._checkers:
            self._checkers[kind] = self._checker.replace(
                feed=part.feed,
                action=part.action,
                collects_keys=False,
                explains_fixes=False,
                is_body=part.is_single,
            )
        return self._checkers[kind]


def _lost(numbers: Counter[str]) -> str:
    """Return a text that says how many bodies or exchanges could not be judged, and why; empty if there are none."""
    lost = {what: number for what, number in numbers.items() if number and what not in {JUDGED, _OTHER, ""}}
    return ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in sorted(lost.items()))


def _placed(
    findings: list[Finding], part: JudgedBody, found: BodyBytes, recording: Recording, count: int
) -> Iterator[Finding]:
    """Yield the findings of a body as findings of its recording, which has `count` records before this body.

    They have no fix, because a recording shows what has happened. The hint of `unknown-feed` is left out for a list, because it
    names an option for payloads.
    """
    token, at = recording.token(part.body.path), pointer(part.body.path)
    spread = Spread(decode(found.data)[0] if found.is_verbatim else "", token)
    for finding in findings:
        line, column = spread.place(finding.line, finding.column)
        yield finding._replace(
            message=f"{part.called}: {finding.message}",
            hint="" if finding.rule == UNKNOWN_FEED.id and not part.is_single else finding.hint,
            feed=part.feed,
            record=None if finding.record is None else finding.record + count,
            pointer=at + finding.pointer,
            line=line,
            column=column,
            fix=None,
            exchange=part.what,
        )
