"""What a record takes from others: assignments, and what shows while nothing is set."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ...spec.operations import Operation
from ..known import Values, own_part
from .model import of
from .reading import refused_as_listed
from .result import Aside, Untried, must
from .talk import MINIMAL, Record, Talk

_MOST = 3


@of("assign", writes=True)
def an_assignment_shows(talk: Talk, operation: Operation) -> None:
    """An assigned record shows under the first of its names that is filled."""
    assigns = operation.node["x-assigns"]
    if "shows" not in assigns:
        raise Untried("the contract does not say where an assigned record shows")
    for other in _assignable(talk, operation):
        made = talk.create(operation.feed, plan=MINIMAL)
        answer = talk.ask(operation, made.values | other.values)
        must(answer.is_success, f"a record that is listed is not assigned; the answer was {answer.says()}", answer)
        shown = talk.shown(operation.feed, made.values, answer)
        for name, wanted in other.names.items():
            message = (
                f"{name} reads {talk.says(operation.feed, name, shown.body.get(name))}, not the name of the record"
            )
            must(shown.body.get(name) == wanted, message, made.answer, answer, shown)


class _Other:
    """A record to assign: its path parameter, and what has to show of it."""

    __slots__ = ("names", "values")

    def __init__(self, values: Values, names: dict[str, Any]) -> None:
        self.values = values
        self.names = names


def _assignable(talk: Talk, operation: Operation) -> list[_Other]:
    assigns = operation.node["x-assigns"]
    feed = talk.contract.feeds[assigns["feed"]]
    found = [
        _Other(own, _names(record, assigns["shows"]))
        for record in _listed(talk, feed.name)
        if (own := own_part(feed, record))
    ]
    if not found:
        raise Untried(f"no record of {assigns['feed']} is listed")
    return found[:_MOST]


def _names(record: Record, shows: dict[str, list[str]]) -> dict[str, Any]:
    filled = {name: [record[source] for source in sources if record.get(source)] for name, sources in shows.items()}
    return {name: values[0] for name, values in filled.items() if values}


def _listed(talk: Talk, feed: str) -> Iterator[Record]:
    """Yield records of a feed, those with the most fields first: they can be told apart by more names."""
    found = [record for listing in islice(talk.listings(feed), 1) for record in listing.records]
    yield from sorted(found, key=len, reverse=True)


@of("assign", writes=True)
def a_listed_record_can_be_assigned(talk: Talk, operation: Operation) -> None:
    """A record that is listed can be assigned, and assigned again."""
    feed = talk.contract.feeds[operation.node["x-assigns"]["feed"]]
    other = next(filter(None, (own_part(feed, record) for record in _listed(talk, feed.name))), None)
    if other is None:
        raise Untried(f"no record of {feed.name} is listed")
    made = talk.create(operation.feed, plan=MINIMAL)
    for _ in range(2):
        answer = talk.ask(operation, made.values | other)
        must(answer.is_success, f"it is refused; the answer was {answer.says()}", made.answer, answer)


@of("assign", writes=True)
def a_stranger_is_not_assigned(talk: Talk, operation: Operation) -> None:
    """A record that does not exist is not assigned."""
    part = talk.contract.feeds[operation.node["x-assigns"]["feed"]].part
    made = talk.create(operation.feed, plan=MINIMAL)
    refused_as_listed(operation, talk.ask(operation, made.values | {part: talk.stranger()}))


@of("create", writes=True)
def what_is_not_set_falls_back(talk: Talk, operation: Operation) -> None:
    """A field that is not set shows what it falls back to."""
    names = _falling(talk, operation)
    body = {name: value for name, value in talk.body(operation, MINIMAL).items() if name not in names}
    made = talk.create(operation.feed, body)
    shown = talk.shown(operation.feed, made.values, made.answer)
    missing = [name for name in names if not shown.body.get(name)]
    must(not missing, f"{', '.join(missing)} shows nothing", made.answer, shown)


@of("update", writes=True)
def what_falls_back_can_be_set(talk: Talk, operation: Operation) -> None:
    """A field that falls back shows its own value once it is set."""
    names = _falling(talk, operation)
    made = talk.create(operation.feed, plan=MINIMAL)
    full = talk.body(operation)
    body = talk.body(operation, MINIMAL) | {name: full[name] for name in names if name in full}
    answer = talk.ask(operation, made.values, body=body)
    must(answer.is_success, f"it is refused; the answer was {answer.says()}", answer)
    shown = talk.shown(operation.feed, made.values, answer)
    lost = [name for name in names if shown.body.get(name) != body.get(name)]
    must(not lost, f"{', '.join(lost)} does not show what was set", made.answer, answer, shown)


def _falling(talk: Talk, operation: Operation) -> list[str]:
    names = [name for name, schema in talk.schema(operation.feed).items() if "x-falls-back" in schema]
    if not names:
        raise Aside("the contract lets no field of it fall back")
    return names
