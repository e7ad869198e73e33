"""A missing field and a misspelt one are told together: the hint names the field that may be meant."""

import json

import pytest
from feedproof.validators import Checker
from feedproof.validators.meant import meant

BODY = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
HINTS = {
    "a letter too many": ("EndDate", {"EndDatee": 1}, 'send the field; "EndDatee" may be it'),
    "another case": ("Status", {"status": 1}, 'send the field; "status" may be it'),
    "an underscore": ("MaxPlaces", {"max_places": 1}, 'send the field; "max_places" may be it'),
    "a name of another interface": ("MaxPlaces", {"Places": 1}, 'send the field; "Places" may be it'),
    "a listed field that is written alike": ("MaxPlaces", {"MinPlaces": 1}, "send the field"),
    "nothing like it": ("EndDate", {"Colour": 1}, "send the field"),
    "what steers a terminal": ("Status", {"Status\x1b": 1}, 'send the field; "Status\\u001b" may be it'),
    "nothing else": ("Status", {}, "send the field"),
}


@pytest.mark.parametrize("name", HINTS)
def test_the_hint_of_a_missing_field(name: str) -> None:
    missing, others, hint = HINTS[name]
    body = {field: value for field, value in BODY.items() if field != missing} | others
    found = Checker(feed="course-dates", action="create").check(json.dumps(body).encode()).findings
    assert [(finding.pointer, finding.hint) for finding in found if finding.rule == "missing-field"] == [
        (f"/{missing}", hint)
    ]


def test_a_field_that_is_missing_deep_inside() -> None:
    schema = {"properties": {"Items": {"items": {"properties": {"Name": {}}}}}}
    assert meant(schema, {"Items": [{}, {"Nam": 1}]}, ("Items", 1, "Name")) == '"Nam"'
    assert meant(schema, {"Items": [{}, {"Nam": 1}]}, ("Items", 0, "Name")) == ""


def test_the_hint_of_a_read_only_field_is_its_own() -> None:
    body = BODY | {"CourseDateID": "7", "CourseDateId": "8"}
    found = Checker(feed="course-dates", action="create").check(json.dumps(body).encode()).findings
    assert [finding.hint for finding in found if finding.rule == "read-only-field"] == ["leave the field out"]
