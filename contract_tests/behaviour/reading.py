"""Reading: one record, and the same record in a list."""

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise, permutations
from typing import Any, NamedTuple

from ...spec.operations import Operation
from ...validators.model import JsonObject
from ..client import Client, Listing, longest
from ..discovery import Values, choices, identity, own_part
from ..outcome import NotApplicable, NotTested, require, unlisted
from ..server.target import Answer, refusals
from .model import behaviour_of
from .same import first_difference

_RECORDS = 4
_PARENTS = 6


@behaviour_of("list")
def ids_are_unique(client: Client, operation: Operation) -> None:
    """No two records of a list have the same id."""
    listing = longest(client.pages(operation), 2)
    ids = [*filter(None, listing.ids)]
    if not ids:
        raise NotTested("no record of the list shows an id")
    require(len(ids) == len(set(ids)), f"{len(ids)} records share {len(set(ids))} ids", listing.answer)


@behaviour_of("read")
def a_list_shows_what_reading_shows(client: Client, operation: Operation) -> None:
    """A record in a list is the record that reading it by its id gives."""
    for known in known_records(client, operation):
        read = client.shown(operation.feed, known.values, known.listing.answer)
        difference = _difference(client, operation.feed, known.record, read.body)
        if difference:  # somebody else may have changed the record in between
            difference = _difference_now(client, operation, known)
        require(not difference, f"read after it was listed, {difference}", known.listing.answer, read)


def _difference_now(client: Client, operation: Operation, known: "KnownRecord") -> str:
    """List and read the record again, and return what still differs."""
    feed, listing = client.feed(operation.feed), known.listing
    again = client.page(listing.operation, listing.values).records
    record = next((record for record in again if identity(record, feed.key) == known.values[feed.part]), {})
    read = client.shown(operation.feed, known.values).body
    return _difference(client, operation.feed, record, read)


def _difference(client: Client, feed: str, record: JsonObject, read: JsonObject) -> str:
    """Return in words how a listed record differs from the same record as it is read; a read may show more fields.

    A listed null counts as absent.
    """
    schemas = client.schema(feed)
    names = [name for name, value in record.items() if name in read or (name in schemas and value is not None)]
    return first_difference(client, feed, record, read, names)


@behaviour_of("read")
def reading_changes_nothing(client: Client, operation: Operation) -> None:
    """A record that is read twice is the same both times."""
    for known in known_records(client, operation):
        answers = [client.shown(operation.feed, known.values) for _ in range(3)]
        difference = [first_difference(client, operation.feed, one.body, two.body) for one, two in pairwise(answers)]
        require(not all(difference), f"it differs each time it is read: {difference[-1]}", *answers[-2:])


@behaviour_of("read", "list")
def a_stranger_is_not_found(client: Client, operation: Operation) -> None:
    """A path that names a record that does not exist is refused as the contract says."""
    if not operation.path_names:
        raise NotApplicable("its path names no record")
    values = dict.fromkeys(operation.path_names, client.unknown_id())
    if operation.action == "read":  # under parents that exist
        known = known_records(client, operation)[0]
        values |= known.values | {operation.path_names[-1]: client.unknown_id()}
    refused_as_listed(operation, client.ask(operation, values))


def refused_as_listed(operation: Operation, answer: Answer) -> None:
    """Raise Violated unless the answer is a refusal that the operation lists."""
    listed = refusals(operation)
    require(
        str(answer.status) in listed,
        f"a path to a record that does not exist is answered with {answer.status}, not with one of {', '.join(listed)}",
        answer,
        cause=unlisted(operation, answer),
    )


@behaviour_of("read")
def a_record_stays_with_its_parent(client: Client, operation: Operation) -> None:
    """A record is not found under a parent that does not list it."""
    part = client.feed(operation.feed).part
    if len(operation.path_names) == 1:
        raise NotApplicable("its path names no parent")
    listed = client.operation(operation.feed, "list")
    parents = islice(choices(client.contract, listed, client.discovered), _PARENTS)
    lists = {tuple(values.items()): client.page(listed, values) for values in parents}
    found = next(_strangers(lists.values()), None)
    if found is None:
        raise NotTested("it needs two parents with records of their own")
    own, other, stranger = found
    if not client.ask(operation, own.values | {part: stranger}).is_success:
        raise NotTested("its own parent does not show the record either")
    answer = client.ask(operation, other.values | {part: stranger})
    require(not answer.is_success, "a record of another parent is shown", own.answer, other.answer, answer)


def _strangers(listings: Iterable[Listing]) -> Iterator[tuple[Listing, Listing, str]]:
    """Yield two lists, and the id of a record that only the first of them holds."""
    for own, other in permutations(listings, 2):
        ids = sorted({*filter(None, own.ids)}.difference(other.ids))
        if ids:
            yield own, other, ids[0]


class KnownRecord(NamedTuple):
    """A listed record: the list that holds it, the path parameters that lead to it, and the record as it is listed."""

    listing: Listing
    values: Values
    record: dict[str, Any]


def known_records(client: Client, operation: Operation) -> list[KnownRecord]:
    """Return some listed records. Raises NotTested if none is listed."""
    feed = client.feed(operation.feed)
    found = [
        KnownRecord(listing, listing.values | own, record)
        for listing in client.listings(feed.name)
        for record in listing.records
        if (own := own_part(feed, record))
    ]
    if not found:
        raise NotTested("no record is listed")
    return found[:: max(1, len(found) // _RECORDS)]
