"""Subtle faults of servers: what is written changes something else, or something less, and a filter has no pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from feedproof.fixtures.sandbox.answers import Service
from feedproof.fixtures.sandbox.store import Store, Write

from .test_behaviour import BY_NAME
from .test_behaviour_servers import failed

CREATE = "POST /coursedates"
ASSIGN = "POST /coursedates/{CourseDateID}/venue/{VenueID}"
TRAINER = "POST /coursedates/{CourseDateID}/trainers/{TrainerID}"
Writes = Callable[[Store, Write, Callable[[Write], str]], str]


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


def value_defaulted(_store: Store, write: Write, proceed: Callable[[Write], str]) -> str:
    """Store another listed value for one of them."""
    return proceed(replace(write, fields={k: "Hour" if v == "Minute" else v for k, v in write.fields.items()}))


@pytest.mark.parametrize(
    ("bent", "name", "operations"),
    [
        (newest_too, "a-change-leaves-the-rest", {CREATE}),
        (assigning_wipes, "a-change-leaves-the-rest", {ASSIGN, TRAINER}),
        (value_defaulted, "listed-values-come-back", {CREATE}),
    ],
)
def test_a_write_that_changes_more_or_less_is_seen(
    bent: Writes, name: str, operations: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Store.write
    monkeypatch.setattr(Store, "write", lambda store, made: bent(store, made, lambda each: write(store, each)))
    assert {operation for _, operation, _ in failed(BY_NAME[name])} == operations


def test_a_page_whose_filter_is_ignored_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    query = Service._query  # noqa: SLF001 - the sandbox is to be bent

    def without_filters(service: Service, operation: Any, request: Any) -> dict[str, Any]:
        asked = query(service, operation, request)
        filters = asked.keys() & operation.filters.keys()
        return asked if filters == asked.keys() else {name: asked[name] for name in asked.keys() - filters}

    monkeypatch.setattr(Service, "_query", without_filters)
    found = failed(BY_NAME["a-filtered-list-has-pages"])
    assert {operation for _, operation, _ in found} == {"GET /coursedates"}
