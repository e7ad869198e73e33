"""If a tenant allows null or a number in a field of any type, worlds are still made, and the sandbox serves them."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from feedproof.fixtures.dataset.line import collect
from feedproof.fixtures.sandbox.answers import Request, Service
from feedproof.fixtures.sandbox.store import Store, seeded
from feedproof.spec.build import build
from feedproof.spec.contract import Contract, Feed, bundled
from feedproof.spec.lint import issues
from feedproof.spec.pointer import join, resolve
from feedproof.spec.walk import walk
from feedproof.validators import Judge
from feedproof.validators.model import Context
from timelines import lines

DOCUMENT = bundled().openapi
Change = Callable[[dict[str, Any], str, str], None]
FIELDS = [
    (node.at, name)
    for node in walk(DOCUMENT)
    if node.kind == "schema" and node.at.startswith("/components/schemas/")
    for name, schema in node.value.get("properties", {}).items()
    if "$ref" not in schema and "List/" not in f"{node.at}/" and "Error" not in node.at
]


def null(document: dict[str, Any], owner: str, name: str) -> None:
    _allow(resolve(document, join(owner, "properties", name)), "null")


def null_where_it_is_read(document: dict[str, Any], owner: str, name: str) -> None:
    read = resolve(document, f"{owner}Read" if f"{owner}Read".rpartition("/")[2] in schemas() else owner)
    read["x-not-null"]["besides"].append(name)


def number(document: dict[str, Any], owner: str, name: str) -> None:
    _allow(resolve(document, join(owner, "properties", name)), "integer")


def schemas() -> Mapping[str, Any]:
    return dict(DOCUMENT["components"]["schemas"])


def _allow(schema: dict[str, Any], kind: str) -> None:
    before = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    schema["type"] = [kind, *(one for one in before if one != kind)]
    if kind == "null" and "enum" in schema:
        schema["enum"].append(None)


def compiled(document: dict[str, Any]) -> Contract:
    parts = build(document)
    feeds = {name: Feed(name, **feed) for name, feed in parts.pop("feeds").items()}
    return Contract(**parts, feeds=feeds)


def wrong(contract: Contract, feed: str, records: list[Any], known: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a tenant would see of data that was made for it, save what is said of a single made-up date or price."""
    judge = Judge(feed, Context(known=known), contract)
    own = {"no-offset", "mixed-offsets", "looks-like-pounds"}
    for record in records:
        yield from ((one.rule.id, one.place) for one in judge.violations(record) if one.rule.id not in own)


def served(contract: Contract) -> Iterator[tuple[str, list[Any], Any]]:
    """Yield the list that the sandbox gives of each feed, and the ids that it knows."""
    service = Service(Store(contract, seeded(contract, seed=1)))
    for listing in (one for one in contract.operations if one.action == "list"):
        path = {name: min(service.store.ids(name, "")) for name in listing.path_names}
        reply = service.reply(listing, Request(path, {}))
        assert reply.status == 200
        yield listing.feed, reply.body[contract.feeds[listing.feed].envelope], service.store.known


def found(contract: Contract) -> list[tuple[str, Any]]:
    """Return what is wrong with a world and with the lists of a sandbox."""
    dataset = collect(lines(2, 1, contract=contract), contract)
    made = ((feed, records, dataset.known) for feed, records in dataset.records.items())
    return [one for part in (*made, *served(contract)) for one in wrong(contract, *part)]


@pytest.mark.parametrize(("owner", "name"), FIELDS, ids=lambda part: part.rpartition("/")[2])
def test_a_field_that_is_null_or_a_number_is_made_and_served(owner: str, name: str) -> None:
    document = deepcopy(DOCUMENT)
    null_where_it_is_read(document, owner, name)
    number(document, owner, name)
    assert found(compiled(document)) == []


@pytest.mark.parametrize("change", [null, null_where_it_is_read, number], ids=lambda change: change.__name__)
def test_so_are_all_of_them_at_once(change: Change) -> None:
    document = deepcopy(DOCUMENT)
    for owner, name in FIELDS:
        change(document, owner, name)
    assert issues(document) == []
    assert found(compiled(document)) == []
