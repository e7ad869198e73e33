"""The hint for a value of the wrong type leads to a valid one, not to the next finding."""

import json
from typing import Any

import pytest
from feedproof.validators import Checker, Judge, Preflight, RefusedError
from feedproof.validators.form_hint import form_hint
from feedproof.validators.model import Context
from feedproof.validators.rules import rules

BODY = {
    "StartDate": "2027-03-29T09:00:00",
    "EndDate": "2027-03-30T17:00:00",
    "Status": "Available",
    "MaxPlaces": 12,
}
DATED = "write it like 2026-12-31T09:00:00"
LISTED = "write one of the listed values"
HINTS: list[tuple[str, Any, str]] = [
    ("StartDate", 1799830800000, DATED),
    ("StartDate", 1799830800.5, DATED),
    ("StartDate", 20270111, DATED),
    ("StartDate", {"$date": "2027-01-11T09:00:00Z"}, DATED),
    ("StartDate", [2027, 1, 11, 9, 0], DATED),
    ("StartDate", None, "send a value: the field is required"),
    ("Name", None, "leave the field out when it has no value"),
    ("Status", 2, LISTED),
    ("Status", True, LISTED),
    ("Name", 5, "put it in quotes"),
    ("Name", {"value": 1}, "write text"),
    ("MaxPlaces", "12", "remove the quotes"),
    ("MaxPlaces", "0", "remove the quotes"),
    ("MaxPlaces", [12], "write a number"),
    ("CourseIsAdvertised", "true", "write true or false, without quotes"),
    ("CourseIsAdvertised", 1, "write true or false"),
]


def dumped(body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.mark.parametrize(("field", "value", "hint"), HINTS)
def test_the_hint_of_a_wrong_type(field: str, value: Any, hint: str) -> None:
    found = Checker(feed="course-dates", action="create").check(dumped(BODY | {field: value})).findings
    assert [(finding.rule, finding.pointer, finding.hint) for finding in found] == [("wrong-type", f"/{field}", hint)]


NOTHING = ["null", '""', "NaN", "-Infinity"]
MANDATORY = ["StartDate", "EndDate", "Status", "MaxPlaces"]


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("action", ["create", "update"])
def test_a_field_that_has_to_be_there_is_not_to_be_left_out(action: str, nothing: str) -> None:
    checker = Checker(feed="course-dates", action=action)
    for name in [*MANDATORY, "NetCost", "MinPlaces"]:
        body = json.dumps(BODY | {name: 0}).replace(f'"{name}": 0', f'"{name}": {nothing}')
        for data in (body, f"[{body}]", f"{json.dumps(BODY)}\n{body}\n"):
            (finding,) = checker.check(data.encode()).findings
            expected = "send a value" if name in MANDATORY else "leave the field out"
            is_listed = (name, nothing) == ("Status", '""')
            assert finding.hint.startswith(LISTED if is_listed else expected), (name, data)


def test_whoever_reads_can_send_nothing() -> None:
    read = BODY | {"CourseDateID": "1", "TimeZone": "UTC", "StartDate": None}
    hints = [finding.hint for finding in Checker(feed="course-dates", action="read").check(dumped(read)).findings]
    assert hints == ["treat it as no value; an overlay can allow it"]


def test_a_refused_body_is_told_so() -> None:
    with pytest.raises(RefusedError, match=r"; send a value: the field is required$"):
        Preflight("https://t.example/api").check("POST", "https://t.example/api/coursedates", BODY | {"Status": None})


@pytest.mark.parametrize(
    ("schema", "value", "hint"),
    [
        ({"type": ["integer"], "enum": [1, 2]}, "7", LISTED),
        ({"type": ["integer"], "enum": [1, 2]}, "2", ""),
        ({"type": ["string", "null"], "format": "feed-date-time"}, 7, DATED),
        ({"type": ["integer"], "enum": [1, 2]}, 1.5, ""),
        ({"type": ["string"], "format": "web-address"}, 5, "begin with https://"),
        ({"type": ["object"]}, "{}", ""),
        ({}, 7, ""),
    ],
)
def test_what_a_tenant_may_say(schema: dict[str, Any], value: Any, hint: str) -> None:
    assert form_hint(schema, value, Context()) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("images/a b.png", "begin with https://"),
        ("HTTPS://images.example.org/ä b.png", "write %20 for each space"),
        ("https://images.example.org/a\tb.png", "write %20 for each space"),
        ("https://", "begin with https://"),
    ],
)
def test_a_web_address_that_begins_as_one_is_not_told_to(text: str, hint: str) -> None:
    (breach,) = rules()["format"].check("web-address", text, Context())
    assert breach.hint == hint


DATES = [
    ("2027-02-29", " of the calendar", "write a day from 01 to 28"),
    ("2028-02-30T09:00:00Z", " of the calendar", "write a day from 01 to 29"),
    ("2027-04-31 09:00", " of the calendar", "write a day from 01 to 30"),
    ("2027-12-00T09:00:00", " of the calendar", "write a day from 01 to 31"),
    ("2027-13-01T09:00:00", " of the calendar", DATED),
    ("2027-03-29T24:00:00", "", "write T00:00:00 of the next day"),
    ("2027-03-29 24:00+01:00", "", "write T00:00:00 of the next day"),
    ("2027-03-29T25:00:00", "", DATED),
    ("2027-03-29T09:00:00+15:00", ": no clock has this offset", "write an offset from -14:00 to +14:00, or none"),
    ("2027-03-29T09:00:00-14:01", ": no clock has this offset", "write an offset from -14:00 to +14:00, or none"),
    ("2027-03-29T09:00+24", ": no clock has this offset", "write an offset from -14:00 to +14:00, or none"),
    ("2027-03-29T09:00:00+01:75", ": no clock has this offset", "write an offset from -14:00 to +14:00, or none"),
    ("2027-03-29T24:00:00Z", "", "write T00:00:00 of the next day"),
    ("2027-03-29T24:00:30", "", DATED),
    ("2027-03-29T09:00.5", "", DATED),
    ("0001-01-01T00:00:00+01:00", ": in UTC it is in no year from 0001 to 9999", DATED),
    ("9999-12-31T23:30:00-01:00", ": in UTC it is in no year from 0001 to 9999", DATED),
    ("0001-01-01T00:00:00+15:00", ": no clock has this offset", "write an offset from -14:00 to +14:00, or none"),
    ("tomorrow", "", DATED),
]


@pytest.mark.parametrize(("text", "why", "hint"), DATES)
def test_a_date_that_is_none_is_told_what_is_wrong_with_it(text: str, why: str, hint: str) -> None:
    sent = BODY | {"AdvertisedStartDate": text}
    (finding,) = Checker(feed="course-dates", action="create").check(dumped(sent)).findings
    said = f'AdvertisedStartDate is "{text}", not a date and time{why}'
    assert (finding.rule, finding.message, finding.hint) == ("unreadable-text", said, hint)


@pytest.mark.parametrize("offset", ["+14:00", "-14:00", "-12:00", "+05:45", "Z", ""])
def test_an_offset_that_a_clock_may_have_is_none_of_them(offset: str) -> None:
    sent = BODY | {"StartDate": f"2027-03-29T09:00:00{offset}", "EndDate": f"2027-03-30T17:00:00{offset}"}
    assert Checker(feed="course-dates", action="create").check(dumped(sent)).findings == []


@pytest.mark.parametrize("offset", ["+14:01", "-14:30", "+15:00", "-23:59"])
def test_the_accepting_path_lets_no_other_offset_through(offset: str) -> None:
    sent = BODY | {"StartDate": f"2027-03-29T09:00:00{offset}", "EndDate": f"2027-03-30T17:00:00{offset}"}
    judge = Judge("course-dates", Context("create"))
    assert not judge.accepts(sent)
    assert [violation.rule.id for violation in judge.find_violations(sent)] == ["unreadable-text"] * 2


TWICE = "encode it once: this is JSON inside a text"


@pytest.mark.parametrize(
    ("payload", "hint"),
    [
        (json.dumps(BODY), TWICE),
        (BODY | {"Sessions": json.dumps([{"Label": "Day 1"}])}, TWICE),
        ("Available", "write an object"),
    ],
)
def test_json_inside_a_text_is_seen(payload: Any, hint: str) -> None:
    found = Checker(feed="course-dates", action="read").check(dumped(payload)).findings
    assert [finding.hint for finding in found if finding.rule == "wrong-type"] == [hint]


def test_json_inside_a_text_is_seen_before_its_feed_is() -> None:
    (finding,) = Checker().check(dumped(json.dumps(BODY))).findings
    assert (finding.rule, finding.hint) == ("unknown-feed", TWICE)
