"""The laws of the judge: one cause gives one finding, values are cut, personal values are never printed."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.spec.flat import ITEM
from feedproof.validators import Checker, check
from feedproof.validators.model import Context
from feedproof.validators.show import LONGEST, place_text, show, subject
from feedproof.validators.text.laws import LAWS
from hypothesis import given
from hypothesis import strategies as st

GOOD: dict[str, Any] = {
    "StartDate": "2027-04-12T09:00:00",
    "EndDate": "2027-04-13T17:00:00",
    "Status": "Available",
    "MaxPlaces": 12,
}
READ: dict[str, Any] = GOOD | {"CourseDateID": "12086", "TimeZone": "Europe/London"}
CONTEXT = Context(today=date(2027, 1, 4), known={"training-providers": frozenset({"NORTHB4Y2K"})})

Row = tuple[str, str]
"""Rule and pointer."""


def text(body: Any) -> bytes:
    return json.dumps(body).encode()


def rows(body: Any, operation: str) -> list[Row]:
    checker = Checker(feed="course-dates", action=operation, today=CONTEXT.today, known=CONTEXT.known)
    data = body if isinstance(body, bytes) else text(body)
    return [(finding.rule, finding.pointer) for finding in checker.check(data).findings]


def sessions(*items: Any, **changes: Any) -> dict[str, Any]:
    return READ | {"Sessions": list(items)} | changes


def session(start: str, end: str) -> dict[str, Any]:
    return {"StartDate": start, "EndDate": end}


# ------------------------------------------------------------------------------------------ one cause, one finding
BACKWARDS = {"StartDate": GOOD["EndDate"], "EndDate": GOOD["StartDate"]}
INSIDE = session("2027-04-12T09:00:00", "2027-04-12T17:00:00")

CREATE: dict[str, tuple[Any, list[Row]]] = {
    "a listed field of another type": (GOOD | {"Status": 5}, [("wrong-type", "/Status")]),
    "a listed field that is not listed, and clashes by its other values": (
        GOOD | {"Status": "fullybooked"},
        [("unlisted-value", "/Status")],
    ),
    "an impossible date that would be too early": (
        GOOD | {"EndDate": "2027-02-30T09:00:00"},
        [("unreadable-text", "/EndDate")],
    ),
    "an impossible date that others are held against": (
        GOOD | {"StartDate": "2028-02-30T09:00:00"},
        [("unreadable-text", "/StartDate")],
    ),
    "an impossible date among local ones": (
        GOOD | {"AdvertisedStartDate": "2027-02-30T09:00:00Z"},
        [("unreadable-text", "/AdvertisedStartDate")],
    ),
    "a number for a date": (GOOD | {"EndDate": 20270412}, [("wrong-type", "/EndDate")]),
    "a read-only field of another type": (GOOD | {"TimeZone": 5}, [("read-only-field", "/TimeZone")]),
    "a read-only field out of its bounds": (GOOD | {"PlacesRemaining": -1}, [("read-only-field", "/PlacesRemaining")]),
    "a read-only field above its limit": (GOOD | {"PlacesRemaining": 99}, [("read-only-field", "/PlacesRemaining")]),
    "a read-only array full of faults": (
        GOOD | {"Sessions": [5, session("x", "2020-01-01"), session("2028-01-01", "2028-01-01")]},
        [("read-only-field", "/Sessions")],
    ),
    "a missing date": ({k: v for k, v in GOOD.items() if k != "EndDate"}, [("missing-field", "/EndDate")]),
    "a missing limit": (
        {k: v for k, v in GOOD.items() if k != "MaxPlaces"} | {"MinPlaces": 4},
        [("missing-field", "/MaxPlaces")],
    ),
    "a limit in quotes": (GOOD | {"MaxPlaces": "12", "MinPlaces": 13}, [("wrong-type", "/MaxPlaces")]),
    "a limit of nothing": (GOOD | {"MaxPlaces": 0, "MinPlaces": 4}, [("not-positive", "/MaxPlaces")]),
    "half a place": (GOOD | {"MaxPlaces": 12.5, "MinPlaces": 13}, [("fraction-of-a-whole", "/MaxPlaces")]),
    "a cost in quotes that looks like pounds": (GOOD | {"NetCost": "195"}, [("wrong-type", "/NetCost")]),
    "dates with and without an offset are not compared": (
        GOOD | {"StartDate": "2027-04-14T09:00:00Z"},
        [("mixed-offsets", "/EndDate")],
    ),
    "two dates with an offset, two without": (
        GOOD | {"AdvertisedStartDate": "2029-01-04T08:00:00Z", "AdvertisedEndDate": "2029-01-05T08:00:00Z"},
        [("mixed-offsets", "/AdvertisedStartDate")],
    ),
    "an empty id that is not known either": (GOOD | {"CompanyID": ""}, [("too-short", "/CompanyID")]),
    "an id of another type": (GOOD | {"CompanyID": 7}, [("wrong-type", "/CompanyID")]),
    "completed, by a date that does not exist": (
        GOOD | {"Status": "Completed", "EndDate": "2027-04-31T09:00:00"},
        [("unreadable-text", "/EndDate")],
    ),
    "no object at all": (5, [("wrong-type", "")]),
    "nothing": (None, [("wrong-type", "")]),
    "a name of another interface that is null": (GOOD | {"Cost": None}, [("unlisted-field", "/Cost")]),
    "not a number, where it would be held against another": (
        text(GOOD | {"MaxPlaces": "?", "MinPlaces": 4}).replace(b'"?"', b"NaN"),
        [("not-a-number", "/MaxPlaces")],
    ),
    "a number too large, where it would be held against another": (
        text(GOOD | {"MinPlaces": 90071992547409930}),
        [("number-too-large", "/MinPlaces")],
    ),
    "a field twice, the first time wrong": (
        text(GOOD).replace(b"{", b'{"Status": "no", ', 1),
        [("duplicate-field", "/Status")],
    ),
    "text that is not JSON, after faults": (b'{"Status": "no", "MaxPlaces": }', [("not-json", "/MaxPlaces")]),
}

AS_READ: dict[str, tuple[Any, list[Row]]] = {
    "a course backwards, its sessions in order": (
        sessions(INSIDE, INSIDE, **BACKWARDS),
        [("dates-out-of-order", "/EndDate")],
    ),
    "a course that ends on no day": (
        sessions(INSIDE, EndDate="2027-04-00T09:00:00"),
        [("unreadable-text", "/EndDate")],
    ),
    "a session on no day": (
        sessions(session("2027-04-31T09:00:00", "2027-04-13T09:00:00")),
        [("unreadable-text", "/Sessions/0/StartDate")],
    ),
    "a session that is none": (sessions(INSIDE, "S-2"), [("wrong-type", "/Sessions/1")]),
    "a session with an offset in a course without": (
        sessions(session("2020-01-01T09:00:00Z", "2020-01-01T10:00:00Z")),
        [],
    ),
    "sessions that are no array": (sessions() | {"Sessions": "none"}, [("wrong-type", "/Sessions")]),
    "fully booked, with a waiting list of no listed type": (
        READ | {"Status": "FullyBooked", "WaitingListType": "enabled"},
        [("unlisted-value", "/WaitingListType")],
    ),
    "a price of sessions, and sessional as text": (
        READ | {"Sessional": "false", "SessionalCostType": "SumOfSessions"},
        [("wrong-type", "/Sessional")],
    ),
    "a price of sessions, and sessional as nought": (
        READ | {"Sessional": 0, "SessionalCostType": "SumOfSessions"},
        [("wrong-type", "/Sessional")],
    ),
    "one date without an offset, and no zone": (
        {k: v for k, v in READ.items() if k != "TimeZone"} | {"StartDate": "2027-04-12T09:00:00Z"},
        [("mixed-offsets", "/EndDate")],
    ),
    "dates without an offset, and null for the zone": (READ | {"TimeZone": None}, [("null-value", "/TimeZone")]),
    "dates without an offset, and an empty zone": (READ | {"TimeZone": ""}, [("no-offset", "/StartDate")]),
}


@pytest.mark.parametrize(("body", "expected"), CREATE.values(), ids=CREATE)
def test_one_cause_is_one_finding_in_what_is_sent(body: Any, expected: list[Row]) -> None:
    assert rows(body, "create") == expected


@pytest.mark.parametrize(("body", "expected"), AS_READ.values(), ids=AS_READ)
def test_one_cause_is_one_finding_in_what_is_read(body: Any, expected: list[Row]) -> None:
    assert rows(body, "read") == expected


def test_two_causes_are_two_findings() -> None:
    body = GOOD | {"Status": "no", "MaxPlaces": 0, "StartDate": "2027-05-01", "NetCost": -0.5}
    assert rows(body, "create") == [
        ("unusual-date-spelling", "/StartDate"),
        ("dates-out-of-order", "/EndDate"),
        ("unlisted-value", "/Status"),
        ("not-positive", "/MaxPlaces"),
        ("below-minimum", "/NetCost"),
    ]


# ------------------------------------------------------------------------------------------ values are cut
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


SECRETS: list[Any] = [{"access_token": "SECRET"}, [{"Email": "SECRET"}], [["SECRET"]]]
WRITTEN = '{"access_token": "SECRET"}'
"""An object as text, which comes of encoding a body twice."""


@pytest.mark.parametrize(
    "body",
    [
        *SECRETS,
        *[GOOD | {name: secret} for name in ("Name", "CourseDateID", "Sessions") for secret in SECRETS],
        WRITTEN,
        GOOD | {"Sessions": [WRITTEN]},
    ],
    ids=json.dumps,
)
@pytest.mark.parametrize("operation", ["create", "read"])
def test_what_stands_in_an_object_or_an_array_in_the_wrong_place_is_never_told(body: Any, operation: str) -> None:
    found = check(json.dumps(body), feed="course-dates", operation=operation)
    assert found
    assert "SECRET" not in repr(found)


@given(JSON)
def test_a_value_is_cut_at_80_characters_and_harmless_on_a_terminal(value: Any) -> None:
    assert len(show(value)) <= LONGEST == 80
    assert show(value).isprintable()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 78, '"' + "x" * 78 + '"'),
        ("x" * 79, '"' + "x" * 78 + "…"),
        ("\u202e" * 78, '"' + ("\\u202e" * 13) + "…"),
        ("a\nb\x1b[31m\u00a0", '"a\\nb\\u001b[31m\\u00a0"'),
        ("é🚑", '"é🚑"'),
        (19500.0, "19500.0"),
        (True, "true"),
        (None, "null"),
        ({"a": [1]}, "an object"),
        ([], "an array"),
    ],
    ids=repr,
)
def test_a_value_is_shown_as_json_and_never_what_is_in_it(value: Any, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize(
    ("document", "operation", "hint"),
    [
        ([None], "create", "write an object"),
        ({"results": None}, "read", "write an object"),
        ([GOOD | {"Name": None}], "create", "leave the field out when it has no value"),
        ([READ | {"Name": None}], "read", "treat it as no value; an overlay can allow it"),
        ([READ | {"CourseDateID": ""}], "read", "treat it as no value; an overlay can allow it"),
    ],
    ids=["record", "results", "field", "field that is read", "text that is read"],
)
def test_only_a_field_can_be_left_out_and_only_when_it_is_sent(document: Any, operation: str, hint: str) -> None:
    (finding,) = check(document, feed="course-dates", operation=operation)
    assert (finding.rule in {"wrong-type", "null-value", "too-short"}, finding.hint) == (True, hint)


def test_a_place_is_cut_too() -> None:
    assert subject(("Sessions", 0, "StartDate")) == "Sessions[0].StartDate"
    assert subject(("x" * 100,)) == "x" * 79 + "…"
    assert subject(("a\x1b",)) == "a\\u001b"


def test_a_place_of_a_contract_has_no_number_for_its_items() -> None:
    assert place_text(("Sessions", ITEM, "StartDate")) == "Sessions[].StartDate"
    assert place_text(("Sessions", 3)) == "Sessions[]"
    assert place_text(("Rooms[0]", ITEM, "A")) == '"Rooms[0]"[].A', "a name stays what it is"
    assert place_text(()) == subject(()) == "the record"


@pytest.mark.parametrize("name", ["", "..a", ".", "a.b", "a[0]", " ", " a", "a\t", 'say "a"'])
def test_a_name_that_could_be_misread_stands_in_quotes(name: str) -> None:
    assert subject((name,)) == json.dumps(name)
    assert subject(("Sessions", 0, name)) == f"Sessions[0].{json.dumps(name)}"


def test_the_message_of_a_long_value_is_cut() -> None:
    (finding,) = check(GOOD | {"Name": "é" * 100_000}, feed="course-dates", operation="create")
    assert finding.message == f'Name has 100000 characters, not at most 255: "{"é" * 78}…'


# ------------------------------------------------------------------------------------------ personal values
MARK = "Zaphod7"
PERSONAL = [
    (feed, name)
    for feed in bundled().feeds
    for name, field in bundled().schema(feed, "read")["properties"].items()
    if field.get("x-personal")
]
BROKEN: list[Any] = [
    MARK, MARK * 60, f"{MARK}  {MARK}", f"{MARK}\ud83d", f"31/12/2027 {MARK}",
    [MARK], [[MARK]], {"Name": MARK}, {MARK: MARK},
]  # fmt: skip


def valid(feed: str) -> dict[str, Any]:
    required = bundled().schema(feed, "read")["required"]
    return dict.fromkeys(required, "1")


def payloads(feed: str, name: str) -> Iterator[bytes]:
    """Yield documents with the mark in a personal property, or where a record should be, each wrong in its way."""
    for value in BROKEN:
        yield json.dumps(valid(feed) | {name: value}).encode()
        yield json.dumps({"results": [valid(feed) | {name: value}]}).encode()
        yield json.dumps({"results": [value, value]}).encode()
        yield json.dumps(value).encode()
    whole = json.dumps(valid(feed) | {name: MARK}, ensure_ascii=False)
    yield whole[:-4].encode()
    yield whole.replace(f'"{MARK}"', MARK).encode()
    yield whole.replace(MARK, f"{MARK}\n").encode()
    yield whole.replace(MARK, f"{MARK}\\x").encode()
    yield whole.replace(MARK, f"{MARK}ü").encode("latin-1")
    yield whole.replace("{", f'{{"{name}": "{MARK}", ', 1).encode()


def test_there_are_personal_properties() -> None:
    assert len(PERSONAL) >= 10
    assert {feed for feed, _name in PERSONAL} == {"delegates", "trainers"}


@pytest.mark.parametrize(("feed", "name"), PERSONAL)
def test_a_personal_value_is_never_printed(feed: str, name: str) -> None:
    found = 0
    for data in payloads(feed, name):
        for finding in Checker(feed=feed, action="read").check(data).findings:
            found += 1
            assert MARK not in f"{finding.message} {finding.hint} {finding.id} {finding.source}", data
    assert found > 10


@pytest.mark.parametrize("value", [424242, 424242.5, "424242" * 50, [424242], {"a": 424242}], ids=repr)
@pytest.mark.parametrize(("feed", "name"), PERSONAL)
def test_a_personal_number_is_never_printed(feed: str, name: str, value: Any) -> None:
    found = check(valid(feed) | {name: value}, feed=feed)
    assert not any("424242" in f"{finding.message} {finding.hint} {finding.id}" for finding in found)


@pytest.mark.parametrize("text", [f'"{MARK}": NaN', f'"{MARK}": 1, "{MARK}": 2', f'"x": [{{"{MARK}": 1{"0" * 20}}}]'])
@pytest.mark.parametrize(("feed", "name"), PERSONAL)
def test_a_name_inside_of_what_is_personal_is_never_printed(feed: str, name: str, text: str) -> None:
    whole = json.dumps(valid(feed) | {name: "?"}).replace('"?"', f"{{{text}}}")
    found = [f for f in Checker(feed=feed, action="read").check(whole.encode()).findings if f.rule in LAWS]
    assert [f.pointer for f in found] == [f"/{name}"]
    assert not any(MARK in f"{f.message} {f.hint}" for f in found)
    assert found[0].message.startswith(f"a field of {name} ")


def test_a_personal_value_is_called_so() -> None:
    messages = [finding.message for finding in check(valid("delegates") | {"UserFullName": 7}, feed="delegates")]
    assert messages == ["UserFullName is a personal value, not text"]


def test_a_key_that_is_not_personal_names_the_record() -> None:
    (finding,) = check(READ | {"Status": "no"}, feed="course-dates")
    assert finding.id == "12086"
