"""Writing: created and updated records are kept, and nothing else changes."""

from time import sleep
from typing import Any, NamedTuple

from ...fixtures.plan import MINIMAL
from ...spec.evidence import Evidence
from ...spec.operations import Operation
from ...validators.model import JsonObject
from ...validators.moment import comparable, moment_of
from ..client import Client, Listing, MadeRecord, fields
from ..discovery import own_part
from ..evidence import NO_EVIDENCE, of_answer
from ..outcome import NotApplicable, NotTested, granted, needed, require, status_of
from ..server.target import Answer
from .model import behaviour_of
from .reading import refused_as_listed
from .same import first_difference, moving
from .success import holds_record

REFUSED = "a body that keeps all rules is refused"
_BARE = "the answer holds no field of the record but its id"
_CLOCK_STEP = 1.1
"""Seconds after which every clock that has seconds shows another time."""


@behaviour_of("create", writes=True)
def created_equals_read(client: Client, operation: Operation) -> None:
    """A new record reads as it was sent."""
    for _ in range(2):
        body = client.body(operation)
        answer = client.post(operation, body)
        taken(operation, answer)
        comes_back(client, operation, client.made(operation, body, answer))


def taken(operation: Operation, answer: Answer) -> None:
    """Raise Violated if a body that keeps all rules was refused."""
    granted(answer, REFUSED, cause=status_of(operation, answer))


def comes_back(client: Client, operation: Operation, made: MadeRecord, *, what: str = "of the new record") -> None:
    """Raise Violated unless the answer, if it must hold the record, and a read show what was sent."""
    unseen, sure, bare = None, _evidence(client, operation, made), _is_bare(client, operation, made.answer)
    if isinstance(made.answer.body, dict) and not bare:
        try:
            difference = first_difference(client, operation.feed, made.sent, made.answer.body)
        except NotTested as reason:  # a read may show more
            unseen, difference = reason, ""
        require(not difference, f"in the answer, {difference}", made.answer, evidence=sure)
    elif not bare:
        is_due = holds_record(client, operation, made.answer)
        require(not is_due, "the answer holds no record", made.answer, evidence=sure)
    shown = client.shown(operation.feed, made.values, made.answer)
    difference = first_difference(client, operation.feed, made.sent, shown.body)
    require(not difference, f"in a read {what}, {difference}", made.answer, shown)
    require(not bare, _BARE, made.answer, cause=(operation.label, _BARE), evidence=sure)
    if unseen:
        raise unseen


def _is_bare(client: Client, operation: Operation, answer: Answer) -> bool:
    """Return whether an answer holds the id of a record, and none of its other fields."""
    known = client.schema(operation.feed).keys() & answer.body.keys() if isinstance(answer.body, dict) else ()
    return [*known] == [client.feed(operation.feed).key]


def _evidence(client: Client, operation: Operation, made: MadeRecord) -> Evidence:
    """Return the contract's evidence that the answer holds the record; none if it holds it, but with other values."""
    shown = made.answer.body if isinstance(made.answer.body, dict) else {}
    return NO_EVIDENCE if made.sent.keys() & shown.keys() else of_answer(client.contract, operation, made.answer.status)


@behaviour_of("create", writes=True)
def creating_makes_one_record(client: Client, operation: Operation) -> None:
    """Each creation makes exactly one record, with an id of its own."""
    made = [client.create(operation.feed, plan=MINIMAL) for _ in range(2)]
    ids = {tuple(each.values.items()) for each in made}
    require(len(ids) == len(made), "two creations give the same id", *(each.answer for each in made))
    known = client.discovered.ids.get(operation.feed, frozenset())
    part = client.feed(operation.feed).part
    require(
        not known & {each.values[part] for each in made},
        "a creation gives an id that is already in use",
        made[0].answer,
    )


@behaviour_of("create", writes=True)
def creating_once_lists_once(client: Client, operation: Operation) -> None:
    """A new record is listed once, and no other record appears with it."""
    name = unique_filter(client, operation).name
    made = client.create(operation.feed)
    page = listed_by_key(client, operation, made)
    found = len(page.records)
    require(found == 1, f"one was created, and {found} are listed with its {name}", made.answer, page.answer)
    own = own_part(client.feed(operation.feed), page.records[0]).items() <= made.values.items()
    require(own, f"the record that is listed with its {name} is another one", made.answer, page.answer)


class UniqueFilter(NamedTuple):
    """A filter on a property whose value only one record has: the list operation, the parameter, and the property."""

    listing: Operation
    parameter: str
    name: str


def unique_filter(client: Client, operation: Operation) -> UniqueFilter:
    """Return the filter on a property that the client makes unique. Raises NotApplicable if there is none."""
    listing = client.operation(operation.feed, "list")
    schemas = client.schema(operation.feed, "create")
    for parameter, name in listing.filters.items():
        if schemas.get(name, {}).get("x-unique") and not schemas[name].get("readOnly"):
            return UniqueFilter(listing, parameter, name)
    raise NotApplicable("the contract has no filter on a value that only one record has")


def listed_by_key(client: Client, operation: Operation, made: MadeRecord) -> Listing:
    """Return what is listed with the unique value of a created record. Raises NotTested if none could be sent."""
    listing, parameter, name = unique_filter(client, operation)
    if name not in made.sent:
        raise NotTested(f"no value of {name} could be sent")
    return client.page(listing, client.route(listing), {parameter: made.sent[name]})


@behaviour_of("update", writes=True)
def an_update_shows(client: Client, operation: Operation) -> None:
    """A record reads as it was updated, at once and in every field."""
    made = client.create(operation.feed, plan=MINIMAL)
    for _ in range(2):  # a value that is there already is changed, too
        body = client.body(operation)
        answer = client.ask(operation, made.values, body=body)
        taken(operation, answer)
        comes_back(client, operation, MadeRecord(made.values, body, answer), what="after the update")


@behaviour_of("update", writes=True)
def an_update_keeps_what_it_does_not_name(client: Client, operation: Operation) -> None:
    """Fields that an update does not name stay as they were, those that are read-only too."""
    made = client.create(operation.feed)
    before = client.shown(operation.feed, made.values, made.answer)
    body = _required(client, operation, before.body)
    answer = _update(client, operation, made, body)
    after = client.shown(operation.feed, made.values, made.answer, answer)
    kept = fields(before.body, moving(client, operation.feed) | body)
    difference = first_difference(client, operation.feed, kept, after.body)
    require(not difference, f"after an update that does not name it, {difference}", made.answer, before, answer, after)


@behaviour_of("update", writes=True)
def updating_twice_is_updating_once(client: Client, operation: Operation) -> None:
    """The same update, sent again, is accepted and changes nothing more."""
    made = client.create(operation.feed, plan=MINIMAL)
    body = client.body(operation)
    first = _update(client, operation, made, body)
    once = client.shown(operation.feed, made.values, first)
    second = client.ask(operation, made.values, body=body)
    granted(second, "sent again, it is refused", first)
    twice = client.shown(operation.feed, made.values, second)
    difference = first_difference(client, operation.feed, fields(once.body, moving(client, operation.feed)), twice.body)
    require(not difference, f"after the second, {difference}", first, once, second, twice)


@behaviour_of("update", writes=True)
def updating_a_stranger_makes_nothing(client: Client, operation: Operation) -> None:
    """An update of a record that does not exist is refused, and does not make it."""
    values = {name: client.unknown_id() for name in operation.path_names}
    answer = client.ask(operation, values, body=client.body(operation))
    read_back = client.read(operation.feed, values)
    require(not read_back.is_success, "the record that did not exist exists now", answer, read_back)
    refused_as_listed(operation, answer)


@behaviour_of("update", writes=True)
def an_update_moves_the_time_of_change(client: Client, operation: Operation) -> None:
    """The time at which a record last changed moves on with an update."""
    stamps = [name for name, schema in client.schema(operation.feed).items() if "x-updated-at" in schema]
    made = client.create(operation.feed, plan=MINIMAL)
    before = client.shown(operation.feed, made.values, made.answer)
    name = next((name for name in stamps if name in before.body), None)
    if name is None:
        raise NotTested("no time of change is shown")
    answer = _update(client, operation, made, client.body(operation))
    after = client.shown(operation.feed, made.values, answer)
    if after.body.get(name) == before.body[name]:
        sleep(_CLOCK_STEP)
        answer = _update(client, operation, made, client.body(operation))
        after = client.shown(operation.feed, made.values, answer)
    difference = f"{name} was {client.value_text(operation.feed, name, before.body[name])} and is "
    difference += client.value_text(operation.feed, name, after.body.get(name))
    require(_later(before.body[name], after.body.get(name)), difference, before, answer, after)


def _later(before: Any, after: Any) -> bool:
    one, other = moment_of(before), moment_of(after)
    return one is not None and other is not None and comparable(one, other) and one.key() < other.key()


def _update(client: Client, operation: Operation, made: MadeRecord, body: JsonObject) -> Answer:
    answer = client.ask(operation, made.values, body=body)
    needed(answer, "the update was refused")
    return answer


def _required(client: Client, operation: Operation, shown: JsonObject) -> JsonObject:
    """Return the smallest body for an update: the required fields, with their current values."""
    names = client.contract.schema(operation.feed, operation.action).get("required", [])
    return {name: shown[name] for name in names if name in shown}
