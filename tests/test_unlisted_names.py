"""The hint for an unlisted name: the field that is meant, however it is spelt, if it may be sent and is missing."""

import json
from typing import Any

import pytest
from feedproof.spec.nearest import alias_for
from feedproof.validators import Checker, fix
from feedproof.validators.drift.names import Names, Reason

BODY = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
READ = BODY | {"CourseDateID": "1", "TimeZone": "UTC"}
OUT = "leave the field out, or list it in an overlay"
PENCE = ", and counts it in pence or cents"
UNIT = ", and counts it in the unit that another field names"


def hints(action: str, body: dict[str, Any], feed: str = "course-dates") -> list[tuple[str, str]]:
    found = Checker(feed=feed, action=action).check(json.dumps(body).encode()).findings
    return [(finding.rule, finding.hint) for finding in found if finding.rule in {"unlisted-field", "missing-field"}]


def read_only(listed: str) -> str:
    return f"leave the field out: this feed calls it {listed!r}, which is read-only"


@pytest.mark.parametrize("action", ["create", "update"])
@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("CourseTemplateID", "731014", OUT),
        ("CourseID", "731014", OUT),
        ("ID", "12086", read_only("CourseDateID")),
        ("id", "12086", read_only("CourseDateID")),
        ("courseDateId", "12086", read_only("CourseDateID")),
        ("SpacesLeft", 3, read_only("PlacesRemaining")),
        ("spaces_left", 3, read_only("PlacesRemaining")),
        ("VenueLabel", "Hall", read_only("Location")),
        ("Private", True, read_only("CourseIsExclusive")),
        ("WaitingList", "On", read_only("WaitingListType")),
        ("dateUpdated", "x", read_only("DateUpdated")),
        ("location", "x", read_only("Location")),
        ("sessions", [], read_only("Sessions")),
        ("Timezone", "UTC", read_only("TimeZone")),
        ("OriginalStatus", "Available", OUT),
        ("originalStatus", "Available", OUT),
        ("status", "Available", OUT),
        ("Statuss", "Available", OUT),
        ("places", 3, OUT),
        ("Cost", 1250, f"this feed calls it 'NetCost'{PENCE}"),
        ("cost", 1250, f"this feed calls it 'NetCost'{PENCE}"),
        ("COST", 1250, f"this feed calls it 'NetCost'{PENCE}"),
        ("netCost", 1250, "did you mean 'NetCost'?"),
        ("alias", "x", "this feed calls it 'Name'"),
        ("courseOrAliasName", "x", "this feed calls it 'Name'"),
        ("durationInHours", 5, f"this feed calls it 'Duration'{UNIT}"),
        ("duration_in_hours", 5, f"this feed calls it 'Duration'{UNIT}"),
        ("advertise", True, "this feed calls it 'CourseIsAdvertised'"),
        ("min places", 3, "did you mean 'MinPlaces'?"),
        ("minimumPlaces", 3, "this feed calls it 'MinPlaces'"),
    ],
)
def test_a_hint_leads_to_what_may_be_sent_and_is_not_there(name: str, value: Any, hint: str, action: str) -> None:
    assert hints(action, BODY | {name: value}) == [("unlisted-field", hint)]


@pytest.mark.parametrize("action", ["create", "update"])
def test_who_follows_it_has_one_finding_less(action: str) -> None:
    """What is proposed is neither a read-only field nor one that is there."""
    listed = Checker().contract.schema("course-dates", action)["x-listed-only"]["names"]
    names = {each for name, aliases in listed.items() for each in (*aliases, name.lower(), f"{name}x", f"Course{name}")}
    for name in sorted(names - listed.keys()):
        ((_, hint),) = hints(action, BODY | {name: None})
        for proposed in [each for each in listed if f"'{each}'" in hint and "leave" not in hint]:
            assert proposed not in BODY
            found = Checker(feed="course-dates", action=action).check(json.dumps(BODY | {proposed: None}).encode())
            assert "read-only-field" not in {finding.rule for finding in found.findings}


@pytest.mark.parametrize(
    ("name", "hint"),
    [("ID", "this feed calls it 'CourseDateID'"), ("spacesLeft", "this feed calls it 'PlacesRemaining'")],
)
def test_what_is_read_has_every_name(name: str, hint: str) -> None:
    body = {other: value for other, value in READ.items() if other != "CourseDateID"} | {name: 3}
    assert ("unlisted-field", hint) in hints("read", body) or name == "ID"
    assert name != "ID" or ("missing-field", 'send the field; "ID" may be it') in hints("read", body)


@pytest.mark.parametrize(
    ("feed", "body", "hint"),
    [
        ("venues", {"VenueID": "3", "name": "Hall"}, 'send the field; "name" may be it'),
        ("venues", {"VenueID": "3", "Name": "Hall"}, 'send the field; "Name" may be it'),
        ("venues", {"VenueID": "3", "venue_label": "Hall"}, 'send the field; "venue_label" may be it'),
        ("venues", {"VenueID": "3", "NAME": "x", "name": "Hall"}, 'send the field; "name" may be it'),
        ("delegates", {"DelegateID": "1", "CourseDateID": "2", "user_id": "3"}, 'send the field; "user_id" may be it'),
    ],
)
def test_a_missing_field_under_another_name_however_it_is_spelt(feed: str, body: dict[str, Any], hint: str) -> None:
    assert ("missing-field", hint) in hints("read", body, feed)


def test_a_name_in_place_of_a_missing_id() -> None:
    body = {name: value for name, value in READ.items() if name != "CourseDateID"} | {"id": "1"}
    assert hints("read", body) == [("missing-field", 'send the field; "id" may be it')]


def test_an_alias_is_no_rename_however_it_is_spelt() -> None:
    body = BODY | {"cost": 1250, "netcost": 195000}
    assert fix(body, feed="course-dates", operation="create").payload == BODY | {"cost": 1250, "NetCost": 195000}


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Cost", "Net"),
        ("cost", "Net"),
        ("c-o_s t", "Net"),
        ("Fee", "Net"),
        ("net", None),
        ("gross", None),
        ("GROSS", None),
        ("Shared", "Net"),
        ("shared", None),
        ("strange", None),
    ],
)
def test_which_name_has_a_word_for_an_alias(word: str, name: str | None) -> None:
    """Letter by letter first; else one that is spelt otherwise, if the word is no name itself and only one name has it."""
    names = {"Net": ["Cost", "Fee", "Shared", "Gross"], "Gross": ["Net ", "SHARED"]}
    assert alias_for(word, names) == name


@pytest.mark.parametrize(("name", "listed"), [("cost", "NetCost"), ("Cost", "NetCost"), ("places", "MaxPlaces")])
def test_drift_knows_them_too(name: str, listed: str) -> None:
    names = Names(Checker().contract.schema("course-dates", "read"))
    assert names.surely(name) == listed
    guess = names.guess(name)
    assert guess
    assert (guess.listed, guess.reason) == (listed, Reason.ALIAS)
    assert bool(names.unit(name)) is (listed == "NetCost")


def test_many_unlisted_names_are_no_slips_and_are_not_compared() -> None:
    """A hostile body of a megabyte held the sandbox for half a minute."""
    body = BODY | {f"k{number}": 1 for number in range(100)} | {"Nmae": "x"}
    assert set(hints("create", body)) == {("unlisted-field", OUT)}
    assert ("unlisted-field", "did you mean 'Name'?") in hints("create", BODY | {"Nmae": "x"})
