"""The sandbox without faults behaves as the contract says."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled, load
from feedproof.spec.operations import Operation
from feedproof.validators.check import Checker

SIGNED = {"Authorization": f"Bearer {TOKEN}"}
COURSE = {
    "StartDate": "2027-03-01T09:00:00+01:00",
    "EndDate": "2027-03-02T17:00:00+01:00",
    "Status": "Available",
    "MaxPlaces": 12,
}
CHANGED = COURSE | {"Status": "OnHold"}
LISTS = [operation for operation in bundled().operations if operation.action == "list"]


class Client:
    """Asks a sandbox with the right token."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self.url = url
        self.session = session

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        options = {"headers": SIGNED, "timeout": 10, **options}
        return self.session.request(method, self.url + path, **options)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def create(self, **fields: Any) -> Any:
        answer = self.ask("POST", "/coursedates", json=COURSE | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, identity: str, body: Any) -> Any:
        answer = self.ask("PUT", f"/coursedates/{identity}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def served() -> Iterator[Client]:
    with running(make_app(seed=1)) as url, requests.Session() as session:
        yield Client(url, session)


@pytest.fixture
def client() -> Iterator[Client]:
    with served() as client:
        yield client


@pytest.fixture(scope="module")
def closed() -> Iterator[Client]:
    """Serve one sandbox for all that it refuses."""
    with served() as client:
        yield client


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


def paths(client: Client, operation: Operation) -> list[str]:
    """Return paths of a list operation under which there is something."""
    if not operation.path_names:
        return [operation.path]
    (name,) = operation.path_names
    values = {"CompanyID": ["NORTHB4Y2K", "ACADEM7T1Q"]}.get(name) or [
        record[name] for record in client.get("/coursedates")["results"]
    ]
    return [operation.path.replace(f"{{{name}}}", value) for value in values]


def test_what_is_created_is_read(client: Client) -> None:
    sent = COURSE | {"ExternalID": "Ä/1 \U0001f600", "NetCost": 19500, "CourseIsAdvertised": False, "MinPlaces": 4}
    made = client.create(**sent)
    assert made | sent == made, "everything that was sent is there"
    assert client.get(f"/coursedates/{made['CourseDateID']}") == made
    assert made in client.get("/coursedates")["results"]


def test_an_update_keeps_what_it_does_not_name(client: Client) -> None:
    made = client.create(ExternalID="K-1", Name="Evening", NetCost=0)
    changed = client.put(made["CourseDateID"], CHANGED)
    assert changed["DateUpdated"] > made["DateUpdated"]
    assert without(changed, "DateUpdated") == without(made, "DateUpdated") | {"Status": "OnHold"}
    assert client.get(f"/coursedates/{made['CourseDateID']}") == changed


def test_an_update_that_is_sent_again_changes_nothing(client: Client) -> None:
    identity = client.create()["CourseDateID"]
    once, twice = client.put(identity, CHANGED), client.put(identity, CHANGED)
    assert without(once, "DateUpdated") == without(twice, "DateUpdated")


def test_an_update_touches_one_record(client: Client) -> None:
    before = client.get("/coursedates")["results"]
    client.put(client.create()["CourseDateID"], CHANGED)
    assert client.get("/coursedates")["results"][: len(before)] == before


def test_an_update_is_judged_together_with_what_is_stored(client: Client) -> None:
    identity = client.create(AdvertisedStartDate="2027-02-01T09:00:00+01:00")["CourseDateID"]
    early = COURSE | {"StartDate": "2027-01-01T09:00:00+01:00", "EndDate": "2027-01-02T09:00:00+01:00"}
    answer = client.ask("PUT", f"/coursedates/{identity}", json=early)
    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (400, "dates-out-of-order")
    assert client.get(f"/coursedates/{identity}")["StartDate"] == COURSE["StartDate"], "nothing was changed"


@pytest.mark.parametrize("operation", [op for op in LISTS if op.filters], ids=lambda op: op.label)
def test_filters_find_all_and_only_what_matches(operation: Operation, client: Client) -> None:
    client.create(Name="Evening"), client.create(Name="Evening")
    everything = client.get(operation.path)["results"]
    for parameter, name in operation.filters.items():
        for value in {record[name] for record in everything if name in record}:
            found = client.ask("GET", operation.path, params={parameter: value}).json()["results"]
            assert found == [record for record in everything if record.get(name) == value]


def test_a_filter_finds_the_same_moment(client: Client) -> None:
    made = client.create()
    found = client.ask("GET", "/coursedates", params={"StartDate": "2027-03-01T08:00:00Z"}).json()["results"]
    assert found == [made]


def test_filters_go_together(client: Client) -> None:
    made = client.create(ExternalID="K-1")
    client.create(ExternalID="K-2")
    both = {"StartDate": COURSE["StartDate"], "ExternalID": "K-1"}
    assert client.ask("GET", "/coursedates", params=both).json()["results"] == [made]
    assert client.get("/coursedates?ExternalID=K-")["results"] == [], "a part of a value is not the value"


@pytest.mark.parametrize("text", ["a  b", "a\u00a0 b"])
def test_a_filter_does_not_recognise_a_double_space(text: str, client: Client) -> None:
    made = client.create(AimsText=text)
    found = [client.ask("GET", "/coursedates", params={"AimsText": wanted}).json() for wanted in (text, "a b")]
    assert found == [{"results": []}] * 2
    single = client.create(AimsText="a b")
    assert client.ask("GET", "/coursedates", params={"AimsText": "a b"}).json() == {"results": [single]}
    assert client.get(f"/coursedates/{made['CourseDateID']}")["AimsText"] == text, "it is kept as it was sent"


@pytest.mark.parametrize("operation", LISTS, ids=lambda op: op.label)
def test_pages_neither_lose_nor_repeat(operation: Operation, client: Client) -> None:
    seen = 0
    for path in paths(client, operation):
        everything = client.get(path)["results"]
        starts = range(0, len(everything) + 5, 5)
        pages = [client.get(f"{path}?$top=5&$skip={start}")["results"] for start in starts]
        assert [record for page in pages for record in page] == everything
        seen += len(everything)
    assert seen >= 10


@pytest.mark.parametrize("alias", [True, False])
def test_an_assigned_venue_shows_under_its_first_name(alias: bool, client: Client) -> None:
    venue = next(v for v in client.get("/venues")["results"] if ("Alias" in v) == alias or not alias)
    identity = client.create()["CourseDateID"]
    answer = client.ask("POST", f"/coursedates/{identity}/venue/{venue['VenueID']}")
    assert answer.status_code == 200
    assert answer.json()["Location"] == venue.get("Alias", venue["Label"])
    assert client.get(f"/coursedates/{identity}") == answer.json()


def test_a_second_venue_takes_the_place_of_the_first(client: Client) -> None:
    identity = client.create()["CourseDateID"]
    venues = client.get("/venues")["results"]
    shown = [v.get("Alias", v["Label"]) for v in venues]
    other = next(number for number, name in enumerate(shown) if name != shown[0])
    for number in (0, other):
        client.ask("POST", f"/coursedates/{identity}/venue/{venues[number]['VenueID']}")
    assert client.get(f"/coursedates/{identity}")["Location"] == shown[other]


def test_a_name_falls_back_until_it_is_set(client: Client) -> None:
    made = client.create(CompanyID="NORTHB4Y2K")
    templates = client.get("/companies/NORTHB4Y2K/courses")["results"]
    assert made["Name"] in {template["Name"] for template in templates}
    assert client.put(made["CourseDateID"], COURSE | {"Name": "Evening"})["Name"] == "Evening"


@pytest.mark.parametrize(
    "value", [None, "Bearer", "Bearer ", "Bearer other", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"]
)
@pytest.mark.parametrize("operation", bundled().operations, ids=lambda op: op.label)
def test_without_the_token_nothing_is_told(value: str | None, operation: Operation, closed: Client) -> None:
    path = operation.path.replace("{", "").replace("}", "")
    answer = closed.ask(operation.method, path, headers={"Authorization": value} if value else {}, data=b"{")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json() == {"errors": [{"message": "token has not been provided or is invalid"}]}


@pytest.mark.parametrize("value", [f"bearer {TOKEN}", f"BEARER {TOKEN}", f"Bearer  {TOKEN} "])
def test_the_scheme_may_be_written_in_any_case(value: str, client: Client) -> None:
    assert client.ask("GET", "/trainers", headers={"Authorization": value}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("GET", "//coursedates"),
        ("GET", "/coursedates/"),
        ("GET", "/coursedates/none"),
        ("GET", "/coursedates/12086%2F"),
        ("GET", "/coursedates/%00"),
        ("GET", "/coursedates/%FF"),
        ("GET", "/coursedates/none/delegates"),
        ("GET", "/companies/none/courses"),
        ("GET", "/companies/12086/courses"),
        ("PUT", "/coursedates/none"),
        ("POST", "/coursedates/none/venue/V-3"),
        ("POST", "/coursedates/12086/venue/none"),
        ("POST", "/coursedates/12086/trainers/V-3"),
        ("POST", "/coursedates/12086/venues/V-3"),
    ],
)
def test_a_stranger_is_not_found(method: str, path: str, client: Client) -> None:
    answer = client.ask(method, path, json=CHANGED if method == "PUT" else None)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert answer.json() == {"errors": [{"message": "url is incorrect or record does not exist"}]}


def test_a_record_is_found_under_its_own_parent_only(client: Client) -> None:
    one, other = (f"/companies/{company}/courses" for company in ("NORTHB4Y2K", "ACADEM7T1Q"))
    for template in client.get(one)["results"]:
        identity = template["CourseTemplateID"]
        assert client.get(f"{one}/{identity}") == template
        assert client.ask("GET", f"{other}/{identity}").status_code == 404


@pytest.mark.parametrize("name", ["venue-id", "venue id", "@id", "id:int", "1"])
def test_a_part_of_a_path_may_be_called_anything(name: str, tmp_path: Path) -> None:
    text = (
        json.dumps(bundled().openapi)
        .replace("{VenueID}", f"{{{name}}}")
        .replace('"name": "VenueID"', f'"name": "{name}"')
    )
    file = tmp_path / "contract.json"
    file.write_text(text, encoding="utf-8")
    with running(make_app(load(file), seed=1)) as url, requests.Session() as session:
        client = Client(url, session)
        venue = client.get("/venues")["results"][0]
        assert client.get(f"/venues/{venue['VenueID']}") == venue
        made = client.create()["CourseDateID"]
        assert client.ask("POST", f"/coursedates/{made}/venue/{venue['VenueID']}").status_code == 200
        assert client.ask("GET", "/venues/stranger").status_code == 404


def test_an_id_may_be_percent_encoded(client: Client) -> None:
    assert client.get("/coursedates/%312086") == client.get("/coursedates/12086")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/coursedates", "GET, HEAD, POST"),
        ("PATCH", "/coursedates/12086", "GET, HEAD, PUT"),
        ("GET", "/coursedates/12086/venue/V-3", "POST"),
        ("OPTIONS", "/trainers", "GET, HEAD"),
        ("POST", "/docs", "GET, HEAD"),
    ],
)
def test_a_method_that_a_url_does_not_take(method: str, path: str, allow: str, client: Client) -> None:
    answer = client.ask(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.json() == {"errors": [{"message": "this URL does not support that method"}]}


def test_head_is_get_without_a_body(client: Client) -> None:
    head, get = (client.ask(method, "/trainers") for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("$top=1&$top=2", "$top is given 2 times; give it once"),
        ("$top=", "$top is not valid; it must be: integer, from 1, to 1000"),
        ("$top=0", "$top is not valid; it must be: integer, from 1, to 1000"),
        ("$top=--5", "$top is not valid; it must be: integer, from 1, to 1000"),
        ("$top=1e2", "$top is not valid; it must be: integer, from 1, to 1000"),
        ("$top=%D9%A3", "$top is not valid; it must be: integer, from 1, to 1000"),
        ("$top=" + "9" * 5000, "$top is not valid; it must be: integer, from 1, to 1000"),
        ("$skip=-1", "$skip is not valid; it must be: integer, from 0, to 1000000"),
        ("StartDate=soon", "StartDate is not valid; it must be: string, a feed-date-time"),
        ("ExternalID=" + "K" * 256, "ExternalID is not valid; it must be: string, at most 255 characters long"),
    ],
)
def test_a_wrong_query_parameter_is_named(query: str, message: str, client: Client) -> None:
    answer = client.ask("GET", f"/coursedates?{query}")
    assert (answer.status_code, answer.json()) == (400, {"errors": [{"message": message}]})


@pytest.mark.parametrize("query", ["other=1", "$TOP=1", "=1", "&&", "%FF=%FF", "$skip=0"])
def test_an_unknown_query_parameter_is_ignored(query: str, client: Client) -> None:
    assert client.get(f"/trainers?{query}") == client.get("/trainers")


def test_a_refusal_carries_the_findings(client: Client) -> None:
    before = client.get("/coursedates")
    answer = client.ask("POST", "/coursedates", json=COURSE | {"MaxPlaces": 0, "Status": "Availible"})
    assert answer.status_code == 400
    assert [(error["rule"], error["pointer"]) for error in answer.json()["errors"]] == [
        ("not-positive", "/MaxPlaces"),
        ("unlisted-value", "/Status"),
    ]
    assert all(error["message"] and error["hint"] for error in answer.json()["errors"])
    assert client.get("/coursedates") == before, "nothing was kept"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "empty-payload"),
        (b"{", "not-json"),
        (b"[]", "wrong-type"),
        (b"null", "wrong-type"),
        (b"\xff", "not-utf-8"),
        (b'{"MaxPlaces": 1, "MaxPlaces": 2}', "duplicate-field"),
        (b'{"MaxPlaces": NaN}', "not-a-number"),
        (b"[" * 100_000, "too-deep"),
    ],
)
def test_a_body_that_is_no_record(body: bytes, rule: str, client: Client) -> None:
    answer = client.ask("POST", "/coursedates", data=body, headers=SIGNED | {"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["rule"] == rule


def test_a_body_has_to_be_json(client: Client) -> None:
    answer = client.ask("POST", "/coursedates", data="a=b", headers=SIGNED | {"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"message": "the body must be application/json"}])


@pytest.mark.parametrize("chunked", [False, True])
def test_a_huge_body_is_refused(chunked: bool, client: Client) -> None:
    parts = [b"x" * 2**16] * 40
    answer = client.ask("POST", "/coursedates", data=iter(parts) if chunked else b"".join(parts))
    assert answer.status_code == 400
    assert answer.json() == {"errors": [{"message": "the body is larger than 1048576 bytes"}]}


@pytest.mark.parametrize("seed", range(5))
def test_what_it_begins_with_keeps_the_contract(seed: int) -> None:
    world = make_app(seed=seed).state.store
    for feed, records in world.records.items():
        checker = Checker(feed=feed, action="read")
        shown = [world.view(feed, identity) for identity in records]
        assert len(shown) >= 10
        for record in shown:
            findings = checker.judge(feed, "read").violations(record)
            assert [v.rule.id for v in findings if v.evidence[0] != "assumed"] == []


def test_the_same_seed_begins_with_the_same_records() -> None:
    one, same, other = (make_app(seed=seed).state.store.records for seed in (1, 1, 2))
    assert one == same != other


def test_many_at_once_get_ids_of_their_own(client: Client) -> None:
    def create(number: int) -> str:
        body = COURSE | {"ExternalID": f"K-{number}"}
        answer = requests.post(f"{client.url}/coursedates", json=body, headers=SIGNED, timeout=10)
        return str(answer.json()["CourseDateID"])

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(create, range(80)))
    assert len(set(made)) == 80
    assert {record["CourseDateID"] for record in client.get("/coursedates")["results"]} >= set(made)
