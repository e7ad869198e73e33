"""A record is recognised in any spelling of its names and in any kind of input, but not if it is only slightly similar to one."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.init.survey import look
from feedproof.fixtures import record, records
from feedproof.spec import bundled
from feedproof.validators import Checker, Preflight, RefusedError
from feedproof.validators.drift.feeds import DocumentFeeds
from feedproof.validators.recognise import FeedRecogniser

CONTRACT = bundled()
KINDS = [(name, action) for name, feed in CONTRACT.feeds.items() for action in feed.actions if action != "update"]
Spell = Callable[[str], str]


def words(name: str) -> list[str]:
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[^A-Z]+", name)


def camel(name: str) -> str:
    first, *rest = words(name)
    return first.lower() + "".join(word.capitalize() for word in rest)


SPELLINGS: dict[str, Spell] = {
    "camelCase": camel,
    "snake_case": lambda name: "_".join(words(name)).lower(),
    "kebab-case": lambda name: "-".join(words(name)).lower(),
    "SHOUTED": str.upper,
    "lower": str.lower,
}
GENERIC: list[dict[str, Any]] = [
    {"name": "left-pad", "type": "module"},
    {"name": "left-pad", "version": "1.0.0", "type": "module", "category": "x"},
    {"id": 1, "name": "Paint", "status": "open", "startDate": "2027-03-29T09:00:00", "endDate": "2027-03-30T17:00:00"},
    {"id": "7", "name": "x", "status": "Available"},
    {"latitude": 51.5, "longitude": -0.1, "label": "London"},
    {"label": "x", "alias": "y", "town": "z"},
    {"eventId": 1, "venueId": "3", "title": "x", "seats": 3},
    {"userId": "3", "score": 7, "attendance": True, "title": "x"},
]
"""What many programs write, and no record of a feed."""


def spelt(value: dict[str, Any], spell: Spell) -> dict[str, Any]:
    return {spell(name): member for name, member in value.items()}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_however_its_names_are_spelt(feed: str, action: str, spelling: str) -> None:
    recognise = FeedRecogniser(CONTRACT).recognise
    for seed in range(5):
        for full in (True, False):
            made = spelt(record(feed, action, seed=seed, full=full), SPELLINGS[spelling])
            assert recognise(made) == recognise(made, action) == [feed]
            assert DocumentFeeds(CONTRACT, action, None).of_all([made]) == feed


OWN = " ".join(f"CF_{number}" for number in range(20))
MIXED = {
    "an id under its alias": ("ID UserID CourseDateID", None, ["delegates"]),
    "spellings mixed": ("delegateID userID CourseDateID status", None, ["delegates"]),
    "two names of one field are one": ("id userId courseDateId", None, []),
    "two fields of one feed, and one of another": ("VenueLabel VenueTown", None, ["venues"]),
    "names that two feeds have, and the id in lower case": (
        "coursedateid StartDate EndDate status maxplaces",
        None,
        ["course-dates"],
    ),
    "one name spelt otherwise": ("StartDate EndDate Status max_places", None, ["course-dates"]),
    "a mandatory field under an alias, spelt otherwise": (
        "startDate endDate status places minPlaces netCost courseTemplateId",
        None,
        ["course-dates"],
    ),
    "half of a record of the only feed that can be created": ("start_date end_date status", "create", ["course-dates"]),
    "half of a record, nobody knows for what": ("start_date end_date status", None, []),
    "a reference, which is another feed's id": ("UserID CourseDateID Status", None, ["delegates"]),
    "an id, where another feed knows as many": ("CourseDateID StartDate EndDate Status", None, ["course-dates"]),
    "a few of another feed's fields, and many of the tenant's own": (
        f"DelegateID UserID CourseDateID Status UserFullName StartDate EndDate {OWN}",
        None,
        ["delegates"],
    ),
    "many of the tenant's own, in a feed that has none": (f"VenueID Label Alias {OWN}", None, ["venues"]),
    "fields of the tenant's own": (
        " ".join(["CourseDateID", "StartDate", *(f"CF_{number}" for number in range(30))]),
        None,
        ["course-dates"],
    ),
    "an id and all mandatory fields, and much more": (
        " ".join(
            ["CourseDateID", "StartDate", "EndDate", "Status", "MaxPlaces", *(f"Feld{number}" for number in range(40))]
        ),
        None,
        ["course-dates"],
    ),
}
"""The names of a record, what it is for, and its feed."""


@pytest.mark.parametrize("case", MIXED)
def test_all_spellings_count_together(case: str) -> None:
    names, action, feeds = MIXED[case]
    assert FeedRecogniser(CONTRACT).recognise(dict.fromkeys(names.split()), action) == feeds


@pytest.mark.parametrize("value", GENERIC)
def test_what_anything_may_have_tells_nothing(value: dict[str, Any]) -> None:
    assert FeedRecogniser(CONTRACT).recognise(value) == []


def test_a_feed_that_knows_the_names_as_they_are_comes_first() -> None:
    body = record("course-dates", "create", full=False)
    recognise = FeedRecogniser(CONTRACT).recognise
    assert recognise({"VenueID": "7", "Label": "Hall"} | spelt(body, camel)) == ["venues"]
    assert recognise({"VenueID": "7", "Label": "Hall"} | spelt(body, camel), "create") == ["course-dates"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_id_says_that_a_record_was_read_however_it_is_spelt(spelling: str) -> None:
    for action in ("create", "read"):
        made = spelt(record("course-dates", action), SPELLINGS[spelling])
        assert Checker().check(json.dumps(made).encode()).judged_as == {("course-dates", action)}


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_it_is_judged_as_with_its_feed_said_whatever_way_it_comes(feed: str, action: str) -> None:
    made = [spelt(each, camel) for each in records(feed, action, count=30, seed=3)]
    lines = "\n".join(map(json.dumps, made)).encode()
    array = json.dumps(made, indent=1).encode()
    for data in (lines, array, json.dumps(made[0]).encode(), json.dumps({"results": made}).encode()):
        said, told = Checker(feed=feed, action=action).check(data), Checker(action=action).check(data)
        assert told.findings == said.findings
        assert told.judged_as == {(feed, action)}
        assert "missing-field" in {finding.rule for finding in told.findings}


def test_preflight_says_the_same() -> None:
    body = spelt(record("course-dates", "create", full=False), camel)
    with pytest.raises(RefusedError) as refused:
        Preflight("https://t.example/api").check("POST", "https://t.example/api/coursedates", body)
    found = Checker(action="create", is_body=True).check(json.dumps(body).encode()).findings
    assert [(each.rule, each.message, each.hint) for each in refused.value.findings] == [
        (each.rule, each.message, each.hint) for each in found
    ]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_init_finds_it(feed: str, action: str, spelling: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("payloads").mkdir()
    made = spelt(record(feed, action), SPELLINGS[spelling])
    Path("payloads/one.json").write_text(json.dumps(made), encoding="utf-8")
    Path("payloads/all.ndjson").write_text(json.dumps(made) + "\n", encoding="utf-8")
    found = [(group.feed, group.operation, group.files) for group in look(CONTRACT).groups]
    assert found == [(feed, action, 2)]


def test_init_finds_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    texts = spelt({name: f"{name} of the course" for name in record("course-dates", "create")}, camel)
    for number, value in enumerate([*GENERIC, texts, {"venueId": "7"}, {"list": GENERIC}]):
        Path(f"data/{number}.json").write_text(json.dumps(value), encoding="utf-8")
    assert look(CONTRACT).groups == []


def test_what_stands_in_a_record_is_not_taken_for_it() -> None:
    """A list in a record whose names are spelt otherwise may be like records of the feed."""
    session = {"id": 1, "name": "x", "startDate": "x", "endDate": "x", "status": "x", "maxPlaces": 1}
    for rest in ({"startDate": "x", "endDate": "x"}, record("course-dates", "create", full=False)):
        body = spelt(rest, camel) | {"sessions": [session]}
        found = Checker(feed="course-dates", action="create").check(json.dumps(body).encode()).findings
        assert "unknown-feed" not in {finding.rule for finding in found}
    inner = spelt(record("course-dates", "read"), camel)
    for around in ({"id": 1, "properties": inner}, {"name": "x", "course": inner}):
        (finding,) = Checker(feed="course-dates").check(json.dumps(around).encode()).findings
        assert finding.message.startswith("the payload is not a record, but holds a record at /")
