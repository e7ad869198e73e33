"""A sandbox that starts with a real server's records serves them unchanged, whatever is wrong with them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import requests
from feedproof.fixtures.dataset.line import Line
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.store import seeded
from feedproof.spec.contract import bundled
from feedproof.spec.operations import Operation, fill

CONTRACT = bundled()
WORLD = list(seeded(CONTRACT, 3))
KEYS = {feed.name: feed.key for feed in CONTRACT.feeds.values()}
FIRST = {feed: next(line for line in WORLD if line.feed == feed) for feed in CONTRACT.feeds}
PROVIDER = FIRST["course-templates"].scope["CompanyID"]
DATE = FIRST["course-dates"].record["CourseDateID"]
SENT = {
    "StartDate": "2027-03-01T09:00:00",
    "EndDate": "2027-03-02T17:00:00",
    "Status": "Available",
    "MaxPlaces": 12,
}
ODD: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, "", "a  b", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "2026-02-30",
    "half of a pair: \ud800", [], [None], [[["x"]]], {}, {"a": None},
]  # fmt: skip


class Server:
    """Asks a sandbox, and takes no answer that says that it failed."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self._url, self._session = url, session
        session.headers["Authorization"] = f"Bearer {TOKEN}"

    def ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        answer = self._session.request(method, self._url + path, timeout=10, **options)
        assert answer.status_code < 500, answer.text
        return answer.status_code, answer.json() if "json" in answer.headers["content-type"] else answer.text

    def get(self, path: str, **query: str) -> Any:
        status, body = self.ask("GET", path, params=query)
        assert status == 200, body
        return body


@contextmanager
def served(lines: list[Line]) -> Iterator[Server]:
    with running(make_app(lines=lines)) as url, requests.Session() as session:
        yield Server(url, session)


def path_of(operation: Operation) -> str:
    """Return a path of the operation that leads to something."""
    ids = {feed.part: str(FIRST[feed.name].record[feed.key]) for feed in CONTRACT.feeds.values()}
    return fill(operation.path, {"CompanyID": PROVIDER} | ids)


def odd(line: Line, value: Any) -> Line:
    """Return the line with one value in all fields of its record but the id, and in one that the contract does not have."""
    names = [*CONTRACT.schema(line.feed, "read")["properties"], "Unlisted"]
    made = dict.fromkeys(names, value) | {KEYS[line.feed]: line.record[KEYS[line.feed]]}
    scope = line.scope or ({"CourseDateID": DATE} if line.feed == "delegates" else {})
    return Line(line.feed, made, scope, line.links)


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_what_breaks_the_contract_is_served_as_it_is(value: Any) -> None:
    lines = [odd(line, value) for line in WORLD]
    with served(lines) as server:
        for operation in CONTRACT.operations:
            if operation.action == "read":
                shown = server.get(path_of(operation))
                assert shown in [line.record for line in lines if line.feed == operation.feed]
            elif operation.action == "list":
                assert server.get(path_of(operation))["results"]
                for name in operation.filters:
                    for wanted in ("1", "x", "2026-02-30", "9999-12-31T23:59:59"):
                        assert server.ask("GET", path_of(operation), params={name: wanted})[0] in {200, 400}
        for page in ("/", "/docs", "/openapi.json"):
            assert server.ask("GET", page)[0] == 200


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_records_are_made_and_assigned_beside_it(value: Any) -> None:
    with served([odd(line, value) for line in WORLD]) as server:
        for operation in CONTRACT.operations:
            if operation.action == "create":
                assert server.ask("POST", path_of(operation), json=SENT)[0] == 201
            elif operation.action == "assign":
                assert server.ask("POST", path_of(operation))[0] == 200


# -------------------------------------------------------------------------------------------------------- updates
def with_date(**fields: Any) -> list[Line]:
    return [replace(FIRST["course-dates"], record={"CourseDateID": DATE, **SENT, **fields}, shown=[])]


@pytest.mark.parametrize("wrong", [{"NetCost": None}, {"Sessional": "yes"}, {"AdvertisedStartDate": "soon"}], ids=str)
def test_what_was_wrong_before_stands_in_no_one_s_way(wrong: dict[str, Any]) -> None:
    with served(with_date(**wrong)) as server:
        status, shown = server.ask("PUT", f"/coursedates/{DATE}", json=SENT | {"MaxPlaces": 13})
        assert (status, shown["MaxPlaces"]) == (200, 13)
        assert shown | wrong == shown, "and it is there still"
        assert server.ask("PUT", f"/coursedates/{DATE}", json=SENT | wrong)[0] == 400, "but it cannot be sent"


def test_what_does_not_go_with_the_rest_is_refused_still() -> None:
    with served(with_date(MinPlaces=10, NetCost=None)) as server:
        status, body = server.ask("PUT", f"/coursedates/{DATE}", json=SENT | {"MaxPlaces": 5})
        assert (status, [error["rule"] for error in body["errors"]]) == (400, ["numbers-out-of-order"])


# ---------------------------------------------------------------------------------------------------- what is known
def test_an_assigned_venue_takes_the_place_of_what_was_shown_before() -> None:
    """Which venue a real server shows is not in what it shows: the text is the record's own until another one is assigned."""
    venue = FIRST["venues"].record
    with served([*with_date(Location="In the town hall"), FIRST["venues"]]) as server:
        assert server.get(f"/coursedates/{DATE}")["Location"] == "In the town hall"
        status, shown = server.ask("POST", f"/coursedates/{DATE}/venue/{venue['VenueID']}")
        assert (status, shown["Location"]) == (200, venue.get("Alias") or venue["Label"])


def test_a_provider_that_a_record_names_has_a_list_and_may_be_named() -> None:
    with served(with_date(CompanyID="OURSELVES")) as server:
        assert server.get("/companies/OURSELVES/courses") == {"results": []}
        assert server.ask("GET", "/companies/SOMEBODY/courses")[0] == 404
        assert server.ask("POST", "/coursedates", json=SENT | {"CompanyID": "OURSELVES"})[0] == 201


def test_a_record_under_another_that_is_not_there_makes_none_of_it() -> None:
    delegate = Line("delegates", {"DelegateID": "1"}, {"CourseDateID": "gone"})
    with served([delegate]) as server:
        for path in ("/coursedates/gone", "/coursedates/gone/delegates", "/coursedates/gone/delegates/1"):
            assert server.ask("GET", path)[0] == 404
        assert json.dumps(server.get("/coursedates")) == '{"results": []}'
