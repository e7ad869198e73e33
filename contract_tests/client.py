"""The client of the probes and the behaviours: creates, reads and lists, with payloads made from the contract."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..fixtures.build import build
from ..fixtures.plan import FULL, Plan
from ..spec.contract import Feed
from ..spec.errors import FeedproofError
from ..spec.operations import Operation, fill
from ..validators.judge import Judge
from ..validators.model import JsonObject
from ..validators.personal import PERSONAL, is_personal
from ..validators.show import show
from .checks import Answers
from .discovery import Discovered, Values, choices, identity, lists, own_part, records
from .engine.hooks import refer
from .ledger import Ledger
from .outcome import Cause, NotApplicable, NotTested, granted, needed, require, status_of, trouble, unlisted
from .redact_answer import redact_answer
from .reproduction import Birth, RecordId
from .server.target import Answer, Target
from .server.unanswered import NoAnswerError
from .tally import BEHAVIOURS, Tally

_PARENTS = 5
_SILENT = "{} gives no complete answer"
_ANOTHER = "reading it shows another record, or none"


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """A record that was created for a behaviour: the path parameters that lead to it, the body of the request, and the answer."""

    values: Values
    sent: JsonObject
    answer: Answer


@dataclass(frozen=True, slots=True)
class Listing:
    """A list answer: the operation, the path parameters, the records, and the id of each record (empty if it shows none)."""

    operation: Operation
    values: Values
    records: list[JsonObject]
    ids: list[str]
    answer: Answer


class Client:
    """Sends requests to a server, and has each answer judged and counted. It changes only records that it created."""

    def __init__(self, ledger: Ledger, target: Target, discovered: Discovered, seed: int) -> None:
        self.contract = ledger.contract
        self.ledger = ledger
        self.discovered = discovered
        self._target = target
        self.seed = seed
        self._made = 0
        self.answers = Answers(self.contract)
        self.tally = Tally()
        self.silent: dict[str, NoAnswerError] = {}
        """The error of each operation that gave no complete answer while others did: such an operation is not called again."""
        self.births: dict[RecordId, Birth] = {}
        """How each record was created."""
        self.troubles: dict[str, None] = {}
        """What could not be tested, and why."""
        self.over = ""
        """Why no more requests are sent; empty as long as they are."""
        self.reported: dict[Cause, tuple[str, str]] = {}
        """For each cause, the rule or behaviour, and the operation, whose failure reports it."""
        self._keeps: dict[str, bool] = {}
        """For each feed, whether a record that was created could be read."""
        self.part = BEHAVIOURS
        """The part of the examination for which requests are counted."""

    def feed(self, name: str) -> Feed:
        """Return a feed of the contract."""
        return self.contract.feeds[name]

    def ask(
        self,
        operation: Operation,
        values: Values,
        query: Mapping[str, Any] | None = None,
        *,
        body: Any = None,
        is_judged: bool = True,
    ) -> Answer:
        """Send a request to an operation, and judge the answer unless it may echo an error of the body.

        Raises NotTested if the operation gives no complete answer, and FeedproofError if no more requests can be sent.
        """
        answer = self._sent(operation, values, query, body)
        self.ledger.note(operation, values, body, answer.status, answer.body)
        self._take(operation, answer)
        if is_judged:
            self.answers.judge(operation, answer)
        return redact_answer(self.contract, operation, answer)

    def _sent(self, operation: Operation, values: Values, query: Mapping[str, Any] | None, body: Any) -> Answer:
        """Send a request, unless the operation or the server has stopped answering. Raises as `ask` does."""
        self.require_asked(operation)
        self.tally.sent(operation.label, self.part)
        try:
            return self._target.send(operation.method, fill(operation.path, values), query=query, body=body)
        except NoAnswerError as late:
            if not self._target.is_there():
                self.over = str(late)
                raise
            self.silent[operation.label] = late
            raise NotTested(_SILENT.format(operation.label)) from None
        except FeedproofError as error:
            self.over = str(error)
            raise

    def require_asked(self, operation: Operation) -> None:
        """Raise as `ask` does if no more requests are sent to the operation, or to the server."""
        if self.over:
            raise FeedproofError(self.over)
        if operation.label in self.silent:
            raise NotTested(_SILENT.format(operation.label))

    def trouble(self, error: Exception) -> str:
        """Store the reason why something could not be tested, and return it."""
        why = trouble(error)
        self.troubles[why] = None
        return why

    def _take(self, operation: Operation, answer: Answer) -> None:
        """Count an answer; if it created a record, remember how."""
        self.tally.answered(operation.label, answer.status)
        if operation.action == "create" and answer.is_success:
            feed = self.feed(operation.feed)
            own = own_part(feed, answer.body).values()
            self.births |= {(feed.name, each): Birth(feed.key, answer.curl) for each in own}

    def operation(self, feed: str, action: str) -> Operation:
        """Return the feed's operation for an action. Raises NotApplicable if there is none."""
        try:
            return self.contract.operation(feed, action)
        except FeedproofError as error:
            raise NotApplicable(str(error)) from None

    def judge(self, operation: Operation) -> Judge:
        """Return the judge of the operation's request bodies."""
        return self.discovered.judge(self.contract, operation)

    def schema(self, feed: str, action: str = "read") -> dict[str, Any]:
        """Return the schemas of the properties of the feed's records."""
        found: dict[str, Any] = self.contract.schema(feed, action)["properties"]
        return found

    def unknown_id(self) -> str:
        """Return an id that no record has."""
        return f"no-such-record-{self.seed}"

    def body(self, operation: Operation, plan: Plan = FULL) -> JsonObject:
        """Return a body that keeps all rules, a different one each time."""
        self._made += 1
        return self.fit(operation, build(self.judge(operation), f"{self.seed}/behaviour/{self._made}", plan))

    def fit(self, operation: Operation, body: JsonObject) -> JsonObject:
        """Return the body with references to known records, and with the run's mark."""
        fitting: JsonObject = self.ledger.marked(
            operation, refer(self.judge(operation).schema, body, self.discovered.ids)
        )
        return fitting

    def route(self, operation: Operation) -> Values:
        """Return path parameters that lead to something that is known to exist. Raises NotTested if there are none."""
        values = next(choices(self.contract, operation, self.discovered), None)
        if values is None:
            raise NotTested("the path to it is not known")
        return values

    def post(self, operation: Operation, body: JsonObject) -> Answer:
        """Send a body to a creating operation. Raises NotTested if the path to it is not known."""
        return self.ask(operation, self.route(operation), body=body)

    def create(self, feed: str, body: JsonObject | None = None, plan: Plan = FULL) -> MadeRecord:
        """Create a record. Raises NotTested if the server refuses to, or if records that it creates cannot be read."""
        operation = self.operation(feed, "create")
        sent = self.body(operation, plan) if body is None else body
        answer = self.post(operation, sent)
        needed(answer, f"no record of {feed} could be created to see it")
        made = self.made(operation, sent, answer)
        self.require_kept(feed, made)
        return made

    def made(self, operation: Operation, sent: JsonObject, answer: Answer) -> MadeRecord:
        """Return the created record, which the answer identifies. Raises NotTested if the answer has no id."""
        own = own_part(self.feed(operation.feed), answer.body)
        if not own:
            raise NotTested("the answer does not say which record it is")
        return MadeRecord(self.route(operation) | own, sent, answer)

    def require_kept(self, feed: str, made: MadeRecord) -> None:
        """Raise NotTested if created records cannot be read: one behaviour reports that, and the others cannot be examined."""
        if feed not in self._keeps:
            with suppress(NotApplicable):
                self._keeps[feed] = self._shows_record(feed, made.values, self.read(feed, made.values))
        if not self._keeps.get(feed, True):
            raise NotTested(f"a record of {feed} that was created cannot be read")

    def read(self, feed: str, values: Values) -> Answer:
        """Read a record."""
        operation = self.operation(feed, "read")
        return self.ask(operation, {name: values[name] for name in operation.path_names if name in values})

    def shown(self, feed: str, values: Values, *before: Answer) -> Answer:
        """Read a record that must be there. Raises Violated if it is not, or if the answer shows another record."""
        answer = self.read(feed, values)
        what = _ANOTHER if answer.is_success else "the record cannot be read"
        says = f"{what}; {answer.says()}"
        require(
            self._shows_record(feed, values, answer),
            says,
            *before,
            answer,
            cause=self._cause_of_hiding(feed, values, answer),
        )
        return answer

    def _cause_of_hiding(self, feed: str, values: Values, answer: Answer) -> Cause:
        """Return why a record is not shown: the cause is the operation, or this record if it may be the only one not shown."""
        read = self.operation(feed, "read")
        if answer.is_success:
            return read.label, _ANOTHER
        return unlisted(read, answer) or (*status_of(read, answer), values[self.feed(feed).part])

    def _shows_record(self, feed: str, values: Values, answer: Answer) -> bool:
        """Return whether an answer shows the record at this path, by its id."""
        part = self.feed(feed).part
        return answer.is_success and own_part(self.feed(feed), answer.body) == {part: values[part]}

    def page(self, operation: Operation, values: Values, query: Mapping[str, Any] | None = None) -> Listing:
        """Ask for a list. Raises NotTested if it is refused, or the answer holds no list."""
        return self._listing(operation, values, self.ask(operation, values, query))

    def _listing(self, operation: Operation, values: Values, answer: Answer) -> Listing:
        feed = self.feed(operation.feed)
        if not (
            answer.is_success and isinstance(answer.body, dict) and isinstance(answer.body.get(feed.envelope), list)
        ):
            raise NotTested(f"the list could not be read; {answer.says()}")
        found = list(records(self.contract, operation, answer))
        return Listing(operation, values, found, [identity(record, feed.key) for record in found], answer)

    def part_of(self, whole: Listing, query: Mapping[str, Any]) -> Listing:
        """Ask for part of a list. Raises Violated if it is refused, since the whole list was given."""
        answer = self.ask(whole.operation, whole.values, query)
        granted(answer, f"the list with {' and '.join(query)} is refused", whole.answer)
        return self._listing(whole.operation, whole.values, answer)

    def listings(self, feed: str) -> Iterator[Listing]:
        """Yield the lists of a feed that hold records, under the first known parents."""
        for operation in lists(self.contract):
            if operation.feed == feed:
                yield from self.pages(operation)

    def pages(self, operation: Operation) -> Iterator[Listing]:
        """Yield the operation's lists that hold records, under the first known parents."""
        for values in islice(choices(self.contract, operation, self.discovered), _PARENTS):
            listing = self.page(operation, values)
            if listing.records:
                yield listing

    def value_text(self, feed: str, name: str, value: Any) -> str:
        """Return a value as text for a message; a personal one is not shown."""
        return PERSONAL if is_personal(self.contract.schema(feed, "read"), (name,)) else show(value)


def longest(listings: Iterator[Listing], least: int) -> Listing:
    """Return the listing with the most records. Raises NotTested if that is fewer than wanted."""
    found = max(listings, key=lambda listing: len(listing.records), default=None)
    if found is None or len(found.records) < least:
        raise NotTested(f"it needs a list of at least {least} records")
    return found


def fields(record: Mapping[str, Any], besides: Mapping[str, Any]) -> JsonObject:
    """Return a record without some of its fields."""
    return {name: value for name, value in record.items() if name not in besides}
