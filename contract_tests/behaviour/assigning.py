"""What a record takes from others: assignments, and the values that it shows if its own are not set."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from ...fixtures.plan import MINIMAL
from ...spec.operations import Operation
from ...validators.model import JsonObject
from ..client import Client
from ..discovery import Values, own_part
from ..outcome import NotApplicable, NotTested, granted, require, status_of
from .model import behaviour_of
from .reading import refused_as_listed

_MOST = 3


@behaviour_of("assign", writes=True)
def an_assignment_shows(client: Client, operation: Operation) -> None:
    """An assigned record shows under the first of its names that is filled."""
    for other in telling(client, operation):
        made = client.create(operation.feed, plan=MINIMAL)
        answer = client.ask(operation, made.values | other.values)
        granted(answer, "a record that is listed is not assigned", cause=status_of(operation, answer))
        shown = client.shown(operation.feed, made.values, answer)
        for name, wanted in other.names.items():
            message = f"{name} reads {client.value_text(operation.feed, name, shown.body.get(name))}, not the name of the record"
            require(shown.body.get(name) == wanted, message, made.answer, answer, shown)


class Other(NamedTuple):
    """A record to assign: its path parameter, and the values that have to show after it."""

    values: Values
    names: dict[str, Any]


def telling(client: Client, operation: Operation) -> list[Other]:
    """Return some records to assign, with the values that have to show. Raises NotTested if there is none, or nothing shows."""
    assigns = operation.node["x-assigns"]
    if "shows" not in assigns:
        raise NotTested("the contract does not say where an assigned record shows")
    feed = client.feed(assigns["feed"])
    found = [
        Other(own, _names(record, assigns["shows"]))
        for record in _listed(client, feed.name)
        if (own := own_part(feed, record))
    ]
    if not found:
        raise NotTested(f"no record of {assigns['feed']} is listed")
    named = [other for other in found if other.names]
    if not named:
        raise NotTested(f"no record of {assigns['feed']} shows a name")
    return named[:_MOST]


def _names(record: JsonObject, shows: dict[str, list[str]]) -> dict[str, Any]:
    filled = {name: [record[source] for source in sources if record.get(source)] for name, sources in shows.items()}
    return {name: values[0] for name, values in filled.items() if values}


def _listed(client: Client, feed: str) -> Iterator[JsonObject]:
    """Yield records of a feed, those with the most fields first: more names distinguish them."""
    found = [record for listing in islice(client.listings(feed), 1) for record in listing.records]
    yield from sorted(found, key=len, reverse=True)


@behaviour_of("assign", writes=True)
def a_listed_record_can_be_assigned(client: Client, operation: Operation) -> None:
    """A record that is listed can be assigned, and assigned again."""
    other = assignable(client, operation)
    made = client.create(operation.feed, plan=MINIMAL)
    for _ in range(2):
        answer = client.ask(operation, made.values | other)
        granted(answer, "it is refused", made.answer, cause=status_of(operation, answer))


def assignable(client: Client, operation: Operation) -> Values:
    """Return the path parameter of a record that can be assigned. Raises NotTested if none is listed."""
    feed = client.feed(operation.node["x-assigns"]["feed"])
    other = next(filter(None, (own_part(feed, record) for record in _listed(client, feed.name))), None)
    if other is None:
        raise NotTested(f"no record of {feed.name} is listed")
    return other


@behaviour_of("assign", writes=True)
def a_stranger_is_not_assigned(client: Client, operation: Operation) -> None:
    """A record that does not exist is not assigned."""
    part = client.feed(operation.node["x-assigns"]["feed"]).part
    made = client.create(operation.feed, plan=MINIMAL)
    refused_as_listed(operation, client.ask(operation, made.values | {part: client.unknown_id()}))


@behaviour_of("create", writes=True)
def what_is_not_set_falls_back(client: Client, operation: Operation) -> None:
    """A field that is not set shows what it falls back to."""
    names = _falling(client, operation)
    body = {name: value for name, value in client.body(operation, MINIMAL).items() if name not in names}
    made = client.create(operation.feed, body)
    shown = client.shown(operation.feed, made.values, made.answer)
    missing = [name for name in names if not shown.body.get(name)]
    lenders = {client.schema(operation.feed)[name]["x-falls-back"]["feed"] for name in missing}
    if none := sorted(lenders - client.discovered.ids.keys()):
        raise NotTested(f"no record of {', '.join(none)} is listed")
    require(not missing, f"{', '.join(missing)} shows nothing", made.answer, shown)


@behaviour_of("update", writes=True)
def what_falls_back_can_be_set(client: Client, operation: Operation) -> None:
    """A field that falls back shows its own value once it is set."""
    names = _falling(client, operation)
    made = client.create(operation.feed, plan=MINIMAL)
    full = client.body(operation)
    own = {name: full[name] for name in names if name in full}
    if not own:
        raise NotTested(f"no value of {', '.join(names)} could be sent")
    body = client.body(operation, MINIMAL) | own
    answer = client.ask(operation, made.values, body=body)
    granted(answer, "it is refused", cause=status_of(operation, answer))
    shown = client.shown(operation.feed, made.values, answer)
    lost = [name for name in own if shown.body.get(name) != own[name]]
    require(not lost, f"{', '.join(lost)} does not show what was set", made.answer, answer, shown)


def _falling(client: Client, operation: Operation) -> list[str]:
    names = [name for name, schema in client.schema(operation.feed).items() if "x-falls-back" in schema]
    if not names:
        raise NotApplicable("the contract lets no field of it fall back")
    return names
