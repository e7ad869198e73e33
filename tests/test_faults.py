"""Every fault of the sandbox changes an answer, and only in the way that its sentence says."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.faults import choose, faults
from feedproof.fixtures.sandbox.faults.derived import derived
from feedproof.fixtures.sandbox.store import seeded
from feedproof.fixtures.spoil import sites_of, sound, spoil
from feedproof.fixtures.validity import is_binding
from feedproof.spec.contract import bundled, load
from feedproof.spec.errors import FeedproofError
from feedproof.validators.judge import Judge
from feedproof.validators.model import Context

from .conftest import Outcome

Cli = Callable[..., Outcome]
DERIVED = {fault.name for fault in derived(bundled())}
WRITTEN = faults(bundled()).keys() - DERIVED
SIGNED = {"Authorization": f"Bearer {TOKEN}"}
COURSE = {
    "ExternalID": "K-1",
    "StartDate": "2027-03-01T09:00:00+01:00",
    "EndDate": "2027-03-02T17:00:00+01:00",
    "Status": "Available",
    "MaxPlaces": 12,
    "NetCost": 19500,
    "CourseIsAdvertised": False,
}
UPDATE = {name: COURSE[name] for name in ("StartDate", "EndDate", "MaxPlaces")} | {"Status": "OnHold"}
STATUSES = bundled().schema("course-dates", "create")["properties"]["Status"]["enum"]
LONG = COURSE | {"ExternalID": "K" * 255, "Duration": 2.5}
BROKEN = COURSE | {"MaxPlaces": 0}


@dataclass
class Client:
    """Asks a sandbox and keeps what it was told, by the name of the step."""

    url: str
    told: dict[str, Any] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, step: str, method: str, path: str, body: Any = None, token: str | None = TOKEN) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.session.request(method, self.url + path, json=body, headers=headers, timeout=10)
        read = json.loads(answer.content) if answer.content else None
        shown = {name: answer.headers.get(name) for name in ("content-type", "allow")}
        self.told[step] = {"status": answer.status_code, **shown, "body": self.still(read)}
        return read

    def still(self, body: Any) -> Any:
        """Say of the time of the last change only whether it moved since the record was last seen."""
        if not isinstance(body, dict) or "DateUpdated" not in body:
            return body
        former, now = self.stamps.get(body["CourseDateID"]), body["DateUpdated"]
        self.stamps[body["CourseDateID"]] = now
        return body | {"DateUpdated": "new" if former is None else "stands" if former == now else "moved"}


def ids(body: Any) -> list[str]:
    records = body["results"] if isinstance(body, dict) else body
    return [next(iter(record.values())) for record in records]


def transcript(*names: str) -> dict[str, Any]:
    """Ask a sandbox with these faults everything, and return what it told."""
    with running(make_app(seed=1, faults=names)) as url, requests.Session() as session:
        client = Client(url, session=session)
        _signing(client)
        new = _writing(client)
        _assigning(client)
        _listing(client, new)
        return client.told


def _signing(client: Client) -> None:
    client.ask("no token", "GET", "/trainers", token=None)
    client.ask("wrong token", "GET", "/trainers", token="other")  # noqa: S106 - made up
    client.ask("no such method", "DELETE", "/trainers")


def _writing(client: Client) -> str:
    new = "/coursedates/" + client.ask("create", "POST", "/coursedates", COURSE)["CourseDateID"]
    client.ask("read", "GET", new)
    client.ask("read again", "GET", new)
    client.ask("update", "PUT", new, UPDATE)
    client.ask("read updated", "GET", new)
    client.ask("update again", "PUT", new, UPDATE)
    client.ask("update a stranger", "PUT", "/coursedates/none", UPDATE)
    client.ask("read a stranger", "GET", "/coursedates/none")
    client.ask("create a long one", "POST", "/coursedates", LONG)
    client.ask("create a broken one", "POST", "/coursedates", BROKEN)
    return new


@cache
def targets() -> tuple[str, str, str]:
    """Return a course date without a venue, a venue with an alias, and a template of the first of two training providers."""
    world = make_app(seed=1).state.store
    shown = {feed: [world.view(feed, identity) for identity in records] for feed, records in world.records.items()}
    venue = next(v["VenueID"] for v in shown["venues"] if v.get("Alias", v["Label"]) != v["Label"])
    templates = world.under("course-templates", {"CompanyID": "NORTHB4Y2K"})
    course = next(d["CourseDateID"] for d in shown["course-dates"] if "Location" not in d)
    return course, venue, templates[0]


def _assigning(client: Client) -> None:
    course, venue, template = targets()
    client.ask("assign", "POST", f"/coursedates/{course}/venue/{venue}")
    client.ask("assign a stranger", "POST", f"/coursedates/{course}/venue/none")
    client.ask("read another's", "GET", f"/companies/ACADEM7T1Q/courses/{template}")


def _listing(client: Client, new: str) -> None:
    client.ask("filter", "GET", "/coursedates?StartDate=2027-03-01T08:00:00Z")
    client.ask("filter by a part", "GET", "/coursedates?ExternalID=K-")
    client.ask("filter by key", "GET", "/coursedates?ExternalID=K-1")
    client.ask("first page", "GET", "/venues?$top=2")
    client.ask("second page", "GET", "/venues?$top=2&$skip=2")
    client.ask("filter by another time", "GET", "/coursedates?StartDate=2027-03-01T08:30:00Z")
    client.ask("change what was listed", "PUT", new, COURSE)
    client.ask("filter by key again", "GET", "/coursedates?ExternalID=K-1")
    client.ask("page of a filter", "GET", "/coursedates?StartDate=2027-03-01T08:00:00Z&$top=1")
    client.ask("create with the last value", "POST", "/coursedates", UPDATE | {"Status": STATUSES[-1]})


def differences(clean: dict[str, Any], faulty: dict[str, Any]) -> dict[str, list[str]]:
    """Return, for each step whose answer is another, what is different, in the order of the steps."""
    found = {step: list(_different(clean[step], faulty[step])) for step in clean}
    return {step: what for step, what in found.items() if what}


def _different(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name} {other[name]}" for name in ("status", "content-type", "allow") if one[name] != other[name])
    first, second = one["body"], other["body"]
    if one["status"] // 100 != other["status"] // 100 or first == second:
        return
    if "results" in first:
        yield f"{len(ids(first))} records, {len(ids(second))}" if ids(first) != ids(second) else "records"
        return
    yield from (f"-{name}" for name in first if name not in second)
    yield from (f"+{name}" for name in second if name not in first)
    both = [name for name in first if name in second and first[name] != second[name]]
    yield from (f"{name} {_shown(first[name], second[name])}" for name in both)


def _shown(one: Any, other: Any) -> str:
    return str(other) if type(one) is type(other) or str(one) != str(other) else repr(other)


@pytest.fixture(scope="module")
def clean() -> dict[str, Any]:
    return transcript()


TELLTALES: dict[str, tuple[str, list[str]]] = {
    "alias-does-not-fall-back": ("create", ["-Name"]),
    "anothers-record-visible": ("read another's", ["status 200"]),
    "any-token-accepted": ("wrong token", ["status 200"]),
    "assignment-ignored": ("assign", ["-Location"]),
    "assignment-of-a-stranger": ("assign a stranger", ["status 200"]),
    "assignment-shows-the-last-name": ("assign", ["Location …"]),
    "change-reaches-another": ("filter", ["2 records, 3"]),
    "create-lost": ("read", ["status 404"]),
    "created-twice": ("create", ["CourseDateID 12099"]),
    "created-with-another-status": ("create", ["status 200"]),
    "dates-an-hour-late": ("create", ["StartDate 2027-03-01T10:00:00+01:00", "EndDate 2027-03-02T18:00:00+01:00"]),
    "empty-text-for-what-is-missing": ("create", ["+AimsText", "+CompanyID", "+Location", "…"]),
    "enum-in-lower-case": ("create", ["Status available"]),
    "error-with-success-status": ("no token", ["status 200"]),
    "error-without-errors": ("no token", ["-errors"]),
    "fails-on-long-text": ("create a long one", ["status 500"]),
    "false-not-stored": ("create", ["-CourseIsAdvertised"]),
    "filter-finds-nothing": ("filter", ["2 records, 0"]),
    "filter-finds-one": ("filter", ["2 records, 1"]),
    "filter-finds-parts": ("filter by a part", ["0 records, 1"]),
    "filter-ignored": ("filter", ["2 records, 14"]),
    "filter-finds-the-day": ("filter by another time", ["0 records, 2"]),
    "filtered-list-has-no-pages": ("page of a filter", ["1 records, 2"]),
    "first-page-only": ("second page", ["2 records, 2"]),
    "first-value-stays": ("update", ["Status Available"]),
    "fractions-cut": ("create a long one", ["Duration 2"]),
    "last-value-replaced": ("create with the last value", [f"Status {STATUSES[0]}"]),
    "list-without-envelope": ("filter", ["records"]),
    "no-allow-header": ("no such method", ["allow None"]),
    "numbers-as-text": ("create", ["MaxPlaces '12'", "NetCost '19500'"]),
    "offset-dropped": ("create", ["StartDate 2027-03-01T09:00:00", "EndDate 2027-03-02T17:00:00"]),
    "own-key-not-stored": ("create", ["-ExternalID"]),
    "page-drops-a-record": ("second page", ["2 records, 2"]),
    "page-repeats-a-record": ("second page", ["2 records, 2"]),
    "page-size-ignored": ("first page", ["2 records, 10"]),
    "pounds-for-pence": ("create", ["NetCost 195.0"]),
    "put-creates": ("update a stranger", ["status 200"]),
    "put-wipes": ("update", ["-ExternalID", "-NetCost", "-CourseIsAdvertised"]),
    "reading-counts-as-change": ("read", ["DateUpdated moved"]),
    "required-field-missing": ("create", ["-MaxPlaces"]),
    "same-put-refused": ("update again", ["status 400"]),
    "stale-list": ("filter by key again", ["records"]),
    "stale-read-after-write": ("read updated", ["Status Available", "DateUpdated moved"]),
    "text-cut-short": ("create a long one", ["ExternalID " + "K" * 127]),
    "token-not-checked": ("no token", ["status 200"]),
    "unknown-method-answered": ("no such method", ["status 200", "allow None"]),
    "update-lost": ("read updated", ["Status Available", "DateUpdated moved"]),
    "update-time-stands-still": ("update", ["DateUpdated stands"]),
    "wrong-content-type": ("no token", ["content-type text/html"]),
}
"""Each fault with the first step that tells it, and how its answer differs from that of a sandbox without faults.

… stands for what depends on the seeded records, or for more of the same.
"""


def test_the_table_names_every_fault() -> None:
    assert sorted(TELLTALES) == sorted(WRITTEN)
    assert len(faults(bundled())) >= 40
    assert len(WRITTEN) >= 20


def test_without_faults_the_same_is_told_again(clean: dict[str, Any]) -> None:
    assert differences(clean, transcript()) == {}


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_a_fault_changes_an_answer(name: str, clean: dict[str, Any]) -> None:
    found = differences(clean, transcript(name))
    step, expected = TELLTALES[name]
    assert next(iter(found)) == step, "nothing before is changed"
    told = found[step]
    if "…" in expected:
        assert set(expected) - {"…"} < set(told)
    elif expected[0].endswith("…"):
        assert [what.split()[0] for what in told] == [what.split()[0] for what in expected]
    else:
        assert told == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("first-page-only", 0), ("page-repeats-a-record", 1), ("page-drops-a-record", 3)]
)
def test_a_wrong_page_begins_elsewhere(name: str, expected: int, clean: dict[str, Any]) -> None:
    everything = transcript("page-size-ignored")["first page"]["body"]
    told = transcript(name)
    assert told["first page"] == clean["first page"]
    assert ids(told["second page"]["body"]) == ids(everything)[expected : expected + 2]


def test_an_offset_of_very_many_digits_is_refused_with_the_fault_as_without() -> None:
    with running(make_app(faults=["page-drops-a-record"])) as url:
        answer = requests.get(f"{url}/venues?$skip={'9' * 5000}", headers=SIGNED, timeout=10)
    assert answer.status_code == 400


def judge(known: Any) -> Judge:
    return Judge("course-dates", Context(action="create", known=known))


@pytest.mark.parametrize("name", sorted(DERIVED))
def test_a_rule_that_is_not_enforced_lets_a_broken_body_in(name: str) -> None:
    rule_id = name.removeprefix("allow-")
    strict, lenient = make_app(seed=1), make_app(seed=1, faults=[name])
    own = judge(strict.state.store.known)
    broken = [spoil(own, site, sound(own, site)) for site in sites_of(own, rule_id)]
    body = next(body for body in broken if any(map(is_binding, own.violations(body))))
    with running(strict) as url:
        refused = requests.post(f"{url}/coursedates", json=body, headers=SIGNED, timeout=10)
    with running(lenient) as url:
        accepted = requests.post(f"{url}/coursedates", json=body, headers=SIGNED, timeout=10)
        other = requests.post(f"{url}/coursedates", json=BROKEN | {"Status": "x"}, headers=SIGNED, timeout=10)
    assert (refused.status_code, [error["rule"] for error in refused.json()["errors"]]) == (400, [rule_id])
    assert accepted.status_code == 201
    assert other.status_code == 400, "the other rules are still enforced"


def test_a_read_only_field_that_is_let_in_is_kept() -> None:
    with running(make_app(faults=["allow-read-only-field"])) as url:
        body = COURSE | {"TimeZone": "Mars"}
        made = requests.post(f"{url}/coursedates", json=body, headers=SIGNED, timeout=10).json()
        read = requests.get(f"{url}/coursedates/{made['CourseDateID']}", headers=SIGNED, timeout=10).json()
    assert read["TimeZone"] == "Mars"


def test_an_update_wipes_a_field_of_a_tenants_own_too() -> None:
    own = {"course-dates": {"CF_Region": "North"}}
    lines = [replace(one, record=one.record | own.get(one.feed, {})) for one in seeded(bundled(), 1)]
    with running(make_app(lines=lines, faults=["put-wipes"])) as url:
        session = requests.Session()
        session.headers.update(SIGNED)
        listed = session.get(f"{url}/coursedates", timeout=10).json()["results"][0]
        put = session.put(f"{url}/coursedates/{listed['CourseDateID']}", json=COURSE, timeout=10)
    assert put.status_code == 200, put.text
    assert (listed["CF_Region"], put.json().keys() & {"CF_Region", "CourseDateID"}) == ("North", {"CourseDateID"})


_UNIQUE = """overlay: 1.0.0
info: {title: names are unique, version: "1"}
actions: [{target: $.components.schemas.CourseDate.properties.Name, update: {x-unique: true}}]
"""


def test_only_the_clients_own_key_is_lost_not_what_is_unique_too(tmp_path: Path) -> None:
    (tmp_path / "unique.yaml").write_text(_UNIQUE)
    with running(make_app(load(tmp_path / "unique.yaml"), faults=["own-key-not-stored"])) as url:
        made = requests.post(f"{url}/coursedates", json=COURSE | {"Name": "Own"}, headers=SIGNED, timeout=10).json()
    assert (made["Name"], made.keys() & {"ExternalID"}) == ("Own", set())


def test_the_faults_of_rules_follow_from_the_contract() -> None:
    contract = bundled()
    feed = contract.feeds["course-dates"]
    read_only = feed._replace(actions={"read": feed.actions["read"]})
    assert list(derived(contract.replace(feeds={"course-dates": read_only}))) == []
    assert "allow-double-space" not in DERIVED, "a rule that binds no server is no fault"


def test_faults_add_up(clean: dict[str, Any]) -> None:
    found = differences(clean, transcript("created-with-another-status", "pounds-for-pence"))
    assert found["create"] == ["status 200", "NetCost 195.0"]


def test_every_fault_says_what_the_server_does() -> None:
    says = [fault.says for fault in faults(bundled()).values()]
    assert len(set(says)) == len(says)
    assert all(text[0].isupper() and text.endswith(".") for text in says)


def test_an_unknown_fault_is_named_with_the_nearest(cli: Cli) -> None:
    with pytest.raises(FeedproofError, match="unknown fault 'filter-ignore'"):
        choose(bundled(), ["filter-ignore"])
    done = cli("sandbox", "--fault", "filter-ignore")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "feedproof: unknown fault 'filter-ignore' (did you mean 'filter-ignored'?); "
        "see feedproof sandbox --fault list\n"
    )


def test_the_faults_are_listed(cli: Cli) -> None:
    done = cli("sandbox", "--fault", "list")
    head, *rows = done.out.splitlines()
    assert (done.code, done.err, head.split()) == (0, "", ["fault", "what", "the", "server", "does"])
    assert [row.split()[0] for row in rows] == sorted(faults(bundled()))
