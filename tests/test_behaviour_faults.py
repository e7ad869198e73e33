"""Subtle faults of servers: what is written changes something else, or something less, and a filter has no pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from feedproof.fixtures.sandbox.answers import Service
from feedproof.fixtures.sandbox.store import Store, Write

from .test_behaviour import BY_NAME
from .test_behaviour_servers import failed

CREATE, UPDATE = "POST /coursedates", "PUT /coursedates/{CourseDateID}"
ASSIGN = "POST /coursedates/{CourseDateID}/venue/{VenueID}"
TRAINER = "POST /coursedates/{CourseDateID}/trainers/{TrainerID}"
Writes = Callable[[Store, Write, Callable[[Write], str]], str]


def anothers_too(store: Store, write: Write, proceed: Callable[[Write], str]) -> str:
    """Change the record before, too; an assigned record is assigned to it, too."""
    ids = list(store.records[write.operation.feed])
    if write.identity and ids.index(write.identity):
        proceed(replace(write, identity=ids[ids.index(write.identity) - 1]))
    return proceed(write)


def newest_too(store: Store, write: Write, proceed: Callable[[Write], str]) -> str:
    """Change the newest record when one is created."""
    if not write.identity:
        store.change(write.operation.feed, list(store.records[write.operation.feed])[-1], {"Duration": 77})
    return proceed(write)


def assigning_wipes(store: Store, write: Write, proceed: Callable[[Write], str]) -> str:
    """Lose a field with an assignment."""
    identity = proceed(write)
    line = store.records[write.operation.feed][identity]
    kept = {name: value for name, value in line.record.items() if not (write.assigned and name == "NetCost")}
    store.put(write.operation.feed, identity, replace(line, record=kept))
    return identity


def first_value_stays(store: Store, write: Write, proceed: Callable[[Write], str]) -> str:
    """Update only the fields that have no value yet."""
    had = store.records[write.operation.feed][write.identity].record if write.identity else {}
    fresh = {name: value for name, value in write.fields.items() if name not in had or had[name] is None}
    return proceed(replace(write, fields=fresh))


def value_defaulted(_store: Store, write: Write, proceed: Callable[[Write], str]) -> str:
    """Store another listed value for one of them."""
    return proceed(replace(write, fields={k: "Hour" if v == "Minute" else v for k, v in write.fields.items()}))


@pytest.mark.parametrize(
    ("bent", "name", "operations"),
    [
        (anothers_too, "a-change-leaves-the-rest", {UPDATE, ASSIGN}),
        (newest_too, "a-change-leaves-the-rest", {CREATE}),
        (assigning_wipes, "a-change-leaves-the-rest", {ASSIGN, TRAINER}),
        (first_value_stays, "an-update-shows", {UPDATE}),
        (value_defaulted, "listed-values-come-back", {CREATE}),
    ],
)
def test_a_write_that_changes_more_or_less_is_seen(
    bent: Writes, name: str, operations: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Store.write
    monkeypatch.setattr(Store, "write", lambda store, made: bent(store, made, lambda each: write(store, each)))
    assert {operation for _, operation, _ in failed(BY_NAME[name])} == operations


@pytest.mark.parametrize("kept", ["the filter", "the page"])
def test_a_filtered_list_without_pages_is_seen(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Service._query  # noqa: SLF001 - the sandbox is to be bent

    def one_of_them(service: Service, operation: Any, request: Any) -> dict[str, Any]:
        asked = query(service, operation, request)
        filters = asked.keys() & operation.filters.keys()
        left_out = (asked.keys() - filters if kept == "the filter" else filters) if filters != asked.keys() else set()
        return {name: value for name, value in asked.items() if not filters or name not in left_out}

    monkeypatch.setattr(Service, "_query", one_of_them)
    found = failed(BY_NAME["a-filtered-list-has-pages"])
    assert {operation for _, operation, _ in found} == {"GET /coursedates"}
