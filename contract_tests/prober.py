"""Send the probes, and return the result of each."""

import json
from collections.abc import Container, Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from ..fixtures.build import build
from ..fixtures.plan import MINIMAL
from ..fixtures.spoil import sites
from ..spec.operations import SENT, Operation
from ..spec.pointer import pointer
from ..validators.judge import Judge
from ..validators.paths import follow
from .client import Client
from .discovery import Values, own_part
from .model import Failure, Outcome, Result
from .outcome import NotApplicable, NotTested, status_of
from .probes import Probe, plan, with_other_value
from .refused import Refused, failure_of, failures
from .server.target import TOKEN_REFUSED, Answer, refusals
from .tally import PROBES

ProbeResult = tuple[Outcome, Failure | None]


_ONE_CAUSE: dict[int, str] = {
    **dict.fromkeys(TOKEN_REFUSED, "the token is refused here, and accepted elsewhere"),
    HTTPStatus.NOT_FOUND: "what was created is not there",
}
"""Refusals of a valid body that have another cause: the behaviours report them, once."""


class Prober:
    """Examines every rule on every operation that writes records."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._answers: dict[str, Answer] = {}
        self._refused: list[Refused] = []

    def run(self, rules: Container[str] | None = None) -> Iterator[ProbeResult]:
        """Send all probes, or those of these rules; the client stores why a probe could not be sent."""
        self._client.part = PROBES
        for operation in self._client.contract.operations:
            if operation.action in SENT:
                yield from self._with_failures(operation, list(self._probed(operation, rules)))

    def _probed(self, operation: Operation, rules: Container[str] | None) -> Iterator[ProbeResult]:
        judge = self._client.judge(operation)
        for site in (site for site in sites(judge) if rules is None or site.rule.id in rules):
            place = pointer(site.place)
            try:
                probe = plan(judge, site, self._client.seed)
                place = probe.place
                yield from self._send(operation, judge, probe)
            except NotTested as reason:
                yield Outcome(site.rule.id, operation.label, place, Result.NOT_RUN, str(reason)), None
            except Exception as error:  # noqa: BLE001 - a bug of ours must not lose other results
                why = self._client.trouble(error)
                yield Outcome(site.rule.id, operation.label, place, Result.NOT_RUN, why), None

    def _with_failures(self, operation: Operation, results: list[ProbeResult]) -> Iterator[ProbeResult]:
        """Yield the results, with one failure for all noted refusals of one cause; no behaviour reports that cause again."""
        accepts_some = any(outcome.result is Result.ACCEPTED for outcome, _ in results)
        first: dict[int, Failure] = {}
        for refused, failure in failures(operation, self._refused, accepts_some=accepts_some):
            first[id(refused.outcome)] = failure
            if failure.rule != refused.outcome.rule:
                self._client.reported.setdefault(status_of(operation, refused.answer), (failure.rule, operation.label))
        self._refused.clear()
        yield from ((outcome, failure or first.get(id(outcome))) for outcome, failure in results)

    def _send(self, operation: Operation, judge: Judge, probe: Probe) -> Iterator[ProbeResult]:
        values = self._values(operation)
        kept = self._ask(operation, values, probe.kept)
        if kept.is_success:
            yield _outcome(operation, probe, Result.ACCEPTED), None
            yield self._broken(operation, judge, probe, values, kept)
        elif kept.status in _ONE_CAUSE and (kept.status in TOKEN_REFUSED or operation.action == "update"):
            yield _outcome(operation, probe, Result.NOT_RUN, _ONE_CAUSE[kept.status]), None
        else:
            message = f"refused a body that keeps the rule; {kept.says()}"
            yield (
                self._note_refusal(_outcome(operation, probe, Result.FAILED, message), probe, kept, is_right=True),
                None,
            )
            yield _outcome(operation, probe, Result.NOT_RUN, "the body that keeps the rule was refused as well"), None

    def _values(self, operation: Operation) -> Values:
        """Return the path to write to; for an update, the path of a new record. Raises NotTested if there is none."""
        client = self._client
        if operation.action == "create":
            return client.route(operation)
        try:
            create = client.operation(operation.feed, "create")
            body = client.ledger.marked(create, build(client.judge(create), client.seed, MINIMAL))
            return client.create(operation.feed, body).values
        except (NotApplicable, NotTested):
            raise NotTested(f"no record of {operation.feed} is known to try it on") from None

    def _note_refusal(self, outcome: Outcome, probe: Probe, answer: Answer, *, is_right: bool) -> Outcome:
        """Note a wrong refusal and return its outcome; once all are known, they become failures."""
        self._refused.append(Refused(outcome, probe, answer, is_right))
        return outcome

    def _ask(self, operation: Operation, values: Values, body: Any, *, is_right: bool = True) -> Answer:
        """Send a body; the same body is sent to the same path only once. The answer to a broken one is not judged."""
        self._client.require_asked(operation)  # an earlier answer must not be used once no more requests are sent
        key = json.dumps([operation.label, values, body])
        if key not in self._answers:
            sent = self._client.ledger.marked(operation, body)
            self._answers[key] = self._client.ask(operation, values, body=sent, is_judged=is_right)
        return self._answers[key]

    def _broken(self, operation: Operation, judge: Judge, probe: Probe, values: Values, kept: Answer) -> ProbeResult:
        body = probe.broken
        if probe.is_read_only:
            body = with_other_value(judge, probe, self._shown(operation, values, kept), self._client.seed)
            if body is None:
                reason = "the server already shows every value that could be sent"
                return _outcome(operation, probe, Result.NOT_RUN, reason), None
        answer = self._ask(operation, values, body, is_right=False)
        if answer.is_success and probe.is_read_only:
            return self._dropped(operation, probe, values, body, answer)
        if answer.is_success:
            return _failed(operation, probe, answer, f"accepted a body in which {probe.says}")
        if str(answer.status) not in refusals(operation):
            message = f"the server did not refuse with a listed status a body in which {probe.says}; {answer.says()}"
            return self._note_refusal(
                _outcome(operation, probe, Result.FAILED, message), probe, answer, is_right=False
            ), None
        return _outcome(operation, probe, Result.REFUSED), None

    def _dropped(self, operation: Operation, probe: Probe, values: Values, body: Any, answer: Answer) -> ProbeResult:
        """Return the result of sending a read-only field: the server dropped it, which is allowed, or stored it."""
        shown = self._shown(operation, values, answer)
        if follow(shown, probe.site.place) == follow(body, probe.site.place):
            return _failed(operation, probe, answer, f"stored a field that is read-only: {probe.says}")
        return _outcome(operation, probe, Result.REFUSED, "silently dropped"), None

    def _shown(self, operation: Operation, values: Values, answer: Answer) -> Any:
        """Return the written record as a read shows it now or, if it cannot be read, as the answer shows it."""
        route = values | own_part(self._client.feed(operation.feed), answer.body)
        with suppress(NotApplicable):
            read = self._client.operation(operation.feed, "read")
            if route.keys() >= {*read.path_names}:
                return self._client.ask(read, route).body
        return answer.body


def _outcome(operation: Operation, probe: Probe, result: Result, reason: str = "") -> Outcome:
    return Outcome(probe.site.rule.id, operation.label, probe.place, result, reason)


def _failed(operation: Operation, probe: Probe, answer: Answer, what: str) -> ProbeResult:
    message = f"{what}; {answer.says()}"
    outcome = _outcome(operation, probe, Result.FAILED, message)
    return outcome, failure_of(probe, outcome, answer)
