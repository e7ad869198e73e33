"""Writing: what is created and updated is kept, and nothing else happens."""

from time import sleep
from typing import Any

from ...spec.operations import Operation
from ...validators.moment import comparable, read
from ..known import choices
from .model import of
from .reading import refused_as_listed
from .result import Aside, Untried, must
from .same import differences, moving
from .talk import MINIMAL, Made, Record, Talk, fields

_CLOCK_STEP = 1.1
"""Seconds after which every clock that shows seconds shows another time."""


@of("create", writes=True)
def created_equals_read(talk: Talk, operation: Operation) -> None:
    """A new record reads as it was sent."""
    for _ in range(2):
        body = talk.body(operation)
        answer = talk.post(operation, body)
        must(answer.is_success, f"a body that keeps all rules is refused; the answer was {answer.says()}", answer)
        made = Made(talk.values(operation, answer), body, answer)
        comes_back(talk, operation, made)


def comes_back(talk: Talk, operation: Operation, made: Made, *, what: str = "of the new record") -> None:
    """Raise Broken unless the answer and a read show what was sent."""
    difference = differences(talk, operation.feed, made.sent, made.answer.body)
    must(not difference, f"in the answer, {difference}", made.answer)
    shown = talk.shown(operation.feed, made.values, made.answer)
    difference = differences(talk, operation.feed, made.sent, shown.body)
    must(not difference, f"in a read {what}, {difference}", made.answer, shown)


@of("create", writes=True)
def creating_makes_one_record(talk: Talk, operation: Operation) -> None:
    """Each creation makes exactly one record, with an id of its own."""
    made = [talk.create(operation.feed, plan=MINIMAL) for _ in range(2)]
    ids = {tuple(each.values.items()) for each in made}
    must(len(ids) == len(made), "two creations give the same id", *(each.answer for each in made))
    known = talk.known.ids.get(operation.feed, frozenset())
    part = talk.contract.feeds[operation.feed].part
    must(not known & {each.values[part] for each in made}, "a creation gives an id that was taken", made[0].answer)


@of("create", writes=True)
def creating_once_lists_once(talk: Talk, operation: Operation) -> None:
    """A new record stands in the list once, and no other record comes with it."""
    listing, parameter, name = _unique_filter(talk, operation)
    made = talk.create(operation.feed)
    if name not in made.sent:
        raise Untried(f"no value of {name} could be sent")
    page = talk.page(listing, next(choices(talk.contract, listing, talk.known), {}), {parameter: made.sent[name]})
    found = len(page.records)
    must(found == 1, f"one was made, and {found} are listed with its {name}", made.answer, page.answer)


def _unique_filter(talk: Talk, operation: Operation) -> tuple[Operation, str, str]:
    """Return the list, and its filter on a field that the client makes unique."""
    listing = talk.operation(operation.feed, "list")
    schemas = talk.schema(operation.feed, "create")
    for parameter, name in listing.filters.items():
        if schemas.get(name, {}).get("x-unique") and not schemas[name].get("readOnly"):
            return listing, parameter, name
    raise Aside("the contract has no filter on a value that only one record has")


@of("update", writes=True)
def an_update_shows(talk: Talk, operation: Operation) -> None:
    """A record reads as it was updated, at once and in every field."""
    made = talk.create(operation.feed, plan=MINIMAL)
    body = talk.body(operation)
    answer = talk.ask(operation, made.values, body=body)
    must(answer.is_success, f"a body that keeps all rules is refused; the answer was {answer.says()}", answer)
    comes_back(talk, operation, Made(made.values, body, answer), what="after the update")


@of("update", writes=True)
def an_update_keeps_what_it_does_not_name(talk: Talk, operation: Operation) -> None:
    """Fields that an update does not name stay as they were, those that are read-only too."""
    made = talk.create(operation.feed)
    before = talk.shown(operation.feed, made.values, made.answer)
    body = _required(talk, operation, before.body)
    answer = _update(talk, operation, made, body)
    after = talk.shown(operation.feed, made.values, made.answer, answer)
    kept = fields(before.body, moving(talk, operation.feed) | body)
    difference = differences(talk, operation.feed, kept, after.body)
    must(not difference, f"after an update that does not name it, {difference}", made.answer, before, answer, after)


@of("update", writes=True)
def updating_twice_is_updating_once(talk: Talk, operation: Operation) -> None:
    """The same update, sent again, is taken and changes nothing more."""
    made = talk.create(operation.feed, plan=MINIMAL)
    body = talk.body(operation)
    first = _update(talk, operation, made, body)
    once = talk.shown(operation.feed, made.values, first)
    second = talk.ask(operation, made.values, body=body)
    must(second.is_success, f"sent again, it is refused; the answer was {second.says()}", first, second)
    twice = talk.shown(operation.feed, made.values, second)
    difference = differences(talk, operation.feed, fields(once.body, moving(talk, operation.feed)), twice.body)
    must(not difference, f"after the second, {difference}", first, once, second, twice)


@of("update", writes=True)
def updating_a_stranger_makes_nothing(talk: Talk, operation: Operation) -> None:
    """An update of a record that does not exist is refused, and does not make it."""
    values = {name: talk.stranger() for name in operation.path_names}
    answer = talk.ask(operation, values, body=talk.body(operation))
    read_back = talk.read(operation.feed, values)
    must(not read_back.is_success, "the record that was not there is there now", answer, read_back)
    refused_as_listed(operation, answer)


@of("update", writes=True)
def an_update_moves_the_time_of_change(talk: Talk, operation: Operation) -> None:
    """The time at which a record last changed moves on with an update."""
    stamps = [name for name, schema in talk.schema(operation.feed).items() if "x-updated-at" in schema]
    made = talk.create(operation.feed, plan=MINIMAL)
    before = talk.shown(operation.feed, made.values, made.answer)
    name = next((name for name in stamps if name in before.body), None)
    if name is None:
        raise Untried("no time of change is shown")
    answer = _update(talk, operation, made, talk.body(operation))
    after = talk.shown(operation.feed, made.values, answer)
    if after.body.get(name) == before.body[name]:
        sleep(_CLOCK_STEP)
        answer = _update(talk, operation, made, talk.body(operation))
        after = talk.shown(operation.feed, made.values, answer)
    difference = f"{name} was {talk.says(operation.feed, name, before.body[name])} and is "
    difference += talk.says(operation.feed, name, after.body.get(name))
    must(_later(before.body[name], after.body.get(name)), difference, before, answer, after)


def _later(before: Any, after: Any) -> bool:
    one, other = read(before), read(after)
    return one is not None and other is not None and comparable(one, other) and one.key() < other.key()


def _update(talk: Talk, operation: Operation, made: Made, body: Record) -> Any:
    answer = talk.ask(operation, made.values, body=body)
    if not answer.is_success:
        raise Untried(f"the update was refused; the answer was {answer.says()}")
    return answer


def _required(talk: Talk, operation: Operation, shown: Record) -> Record:
    """Return the least body for an update: what has to be there, as it is."""
    names = talk.contract.schema(operation.feed, operation.action).get("required", [])
    return {name: shown[name] for name in names if name in shown}
