"""An object around a record is one finding, which says where the record is."""

import json
from typing import Any

import pytest
from feedproof.validators import Checker

RECORD = {"StartDate": "2027-01-11T09:00:00", "EndDate": "2027-01-15T17:00:00", "Status": "OnHold", "MaxPlaces": 22}
READ = RECORD | {"CourseDateID": "7"}
DEEP = {"a": {"b": {"c": {"d": RECORD}}}}


def found(payload: Any, **known: Any) -> list[tuple[str, str]]:
    findings = Checker(**known).check(json.dumps(payload).encode()).findings
    return [(finding.rule, f"{finding.pointer} {finding.message}; {finding.hint}") for finding in findings]


@pytest.mark.parametrize("feed", [None, "course-dates"])
@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ({"data": [READ, READ]}, " the payload is not a record, but holds records at /data; {}, or pass --at /data"),
        (
            {"d": {"results": [READ]}},
            " the payload is not a record, but holds records at /d/results; {}, or pass --at /d/results",
        ),
        ({"course": RECORD}, " the payload is not a record, but holds a record at /course; {}, or pass --at /course"),
        ([{"id": 1, "properties": READ}], "/0 [0] is not a record, but holds a record at /properties; {}"),
        (
            {"a/b": {"é": RECORD}},
            " the payload is not a record, but holds a record at /a~1b/é; {}, or pass --at /a~1b/é",
        ),
    ],
)
def test_it_is_said_where_the_record_stands(payload: Any, says: str, feed: str | None) -> None:
    told = says.format("send what is there by itself")
    assert found(payload, feed=feed) == [("unknown-feed", told)]


@pytest.mark.parametrize("record", [{"CourseTemplateID": "7", "Name": "Fire Marshal"}, RECORD], ids=["id", "required"])
def test_what_stands_beside_it_and_has_a_name_in_common_is_none(record: dict[str, Any]) -> None:
    """A line of a dataset: the record, and the ids in the path that leads to it."""
    (told,) = found({"feed": "some", "record": record, "scope": {"CompanyID": "ACADEM7T1Q"}})
    assert told[1].startswith(" the payload is not a record, but holds a record at /record; ")
    both = found({"record": record, "other": {"VenueID": "7"}})
    assert both[0][1].startswith(" the payload is of no known feed, by its fields; ")


@pytest.mark.parametrize(
    "payload", [{}, {"data": []}, {"data": [1]}, {"one": RECORD, "other": RECORD}, DEEP, {"x": {"y": 1}}]
)
def test_where_there_is_none_or_more_than_one_the_fields_are_missing(payload: Any) -> None:
    assert {rule for rule, _ in found(payload, feed="course-dates", action="create")} >= {"missing-field"}


def test_a_record_with_a_field_of_its_own_is_judged_as_one() -> None:
    rules = [rule for rule, _ in found({"Status": "OnHold", "more": RECORD}, feed="course-dates", action="create")]
    assert "unknown-feed" not in rules
    assert rules.count("missing-field") == 3


def test_a_record_of_another_feed_is_not_it() -> None:
    venue = {"data": {"VenueID": "V-1", "Label": "Hall"}}
    assert "unknown-feed" not in [rule for rule, _ in found(venue, feed="course-dates", action="create")]
    assert [rule for rule, _ in found(venue)] == ["unknown-feed"]


ENDS = "send what is there by itself"


@pytest.mark.parametrize("known", [{}, {"feed": "course-dates"}, {"action": "create"}])
@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (
            {"data": [{"attributes": RECORD}]},
            "the payload is not a record, but holds records in the items of /data, at /attributes",
        ),
        (
            {"data": [{"id": "1", "type": "course", "attributes": RECORD}] * 3, "meta": {"total": 3}},
            "the payload is not a record, but holds records in the items of /data, at /attributes",
        ),
        (
            {"d": {"list": [{"it": RECORD}]}},
            "the payload is not a record, but holds records in the items of /d/list, at /it",
        ),
        (
            {"data": [{"records": [RECORD]}]},
            "the payload is not a record, but holds records in the items of /data, at /records",
        ),
    ],
)
def test_a_record_in_the_items_of_a_list_is_said_too(payload: Any, says: str, known: dict[str, str]) -> None:
    """No pointer leads to all of them, so --at is not proposed."""
    assert found(payload, **known) == [("unknown-feed", f" {says}; {ENDS}")]


@pytest.mark.parametrize(
    "payload",
    [
        {"data": [{"attributes": RECORD, "more": RECORD}]},
        {"data": [[RECORD]]},
        {"data": [1, {"attributes": RECORD}]},
        {"data": [{"a": {"b": {"c": RECORD}}}]},
    ],
)
def test_of_a_list_the_first_item_tells(payload: Any) -> None:
    rules = [rule for rule, _ in found(payload, feed="course-dates", action="create")]
    assert rules.count("missing-field") == 4
