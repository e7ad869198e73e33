"""What programs pass to `check` and `fix`: values of any kind, and documents as they were read."""

import json
from collections import UserDict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker, check, fix
from feedproof.validators import payload as module

GOOD: dict[str, Any] = {
    "StartDate": "2027-01-11T09:00:00",
    "EndDate": "2027-01-15T17:00:00",
    "Status": "OnHold",
    "MaxPlaces": 22,
}
WRONG = GOOD | {"Status": "on hold"}


def found(payload: Any) -> list[tuple[str, str]]:
    findings = check(payload, feed="course-dates", operation="create")
    return [(finding.rule, finding.pointer) for finding in findings]


def endless() -> dict[str, Any]:
    record = dict(GOOD)
    record["Name"] = record
    return record


def nested(levels: int) -> Any:
    value: Any = None
    for _ in range(levels):
        value = [value]
    return GOOD | {"Name": value}


@pytest.mark.parametrize("call", [check, fix])
@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (
            GOOD | {"StartDate": datetime(2027, 1, 11, tzinfo=UTC)},
            "^/StartDate is a datetime, which JSON does not have; send text or a number$",
        ),
        (
            [GOOD, GOOD | {"Sessions": ({"a/b": Decimal(5)},)}],
            "^/1/Sessions/0/a~1b is a Decimal, which JSON does not have",
        ),
        (GOOD | {"Name": b"x"}, "^/Name is a bytes, which JSON does not have"),
        (GOOD | {5: b"x"}, "^/5 is a bytes, which JSON does not have"),
        (UserDict(GOOD), "^the payload is a UserDict, which JSON does not have; send a dict, a list, or text$"),
        (GOOD | {("a", "b"): 1}, "cannot be written as JSON: keys must be"),
        (GOOD | {"MaxPlaces": 10**5000}, "cannot be written as JSON: Exceeds the limit"),
        (nested(100_000), "nested too deep"),
        (endless(), "cannot be written as JSON: Circular reference"),
    ],
)
def test_what_json_cannot_hold_is_one_clear_line(call: Any, payload: Any, says: str) -> None:
    with pytest.raises(FeedproofError, match=says):
        call(payload, feed="course-dates", operation="create")


def test_a_lone_surrogate_hides_nothing_else() -> None:
    payload = WRONG | {"Name": "\ud800"}
    expected = [("unlisted-value", "/Status"), ("broken-character", "/Name")]
    assert found(payload) == found(json.dumps(payload).encode()) == expected
    assert fix(payload | {"Name": "x"}, feed="course-dates", operation="create").payload["Status"] == "OnHold"


@pytest.mark.parametrize(
    "made", [str, str.encode, lambda text: bytearray(text.encode()), lambda t: memoryview(t.encode())]
)
def test_a_document_is_taken_as_it_was_read(made: Any) -> None:
    document = made(json.dumps([GOOD, WRONG]))
    assert found(document) == [("unlisted-value", "/1/Status")]
    right = json.dumps([GOOD, GOOD])
    expected = right if isinstance(document, str) else right.encode()
    assert fix(document, feed="course-dates", operation="create").payload == expected


def test_a_tuple_is_an_array() -> None:
    assert fix({"results": (WRONG, GOOD)}, feed="course-dates").payload == {"results": [GOOD, GOOD]}
    statuses = [
        finding
        for finding in check({"results": (GOOD, WRONG)}, feed="course-dates")
        if finding.pointer.endswith("Status")
    ]
    assert [(finding.rule, finding.pointer) for finding in statuses] == [("unlisted-value", "/results/1/Status")]
    assert found((GOOD, WRONG)) == [("unlisted-value", "/1/Status")]
    assert fix((WRONG,), feed="course-dates", operation="create").payload == [GOOD]


BODY = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Completed", "MaxPlaces": 12}


@pytest.mark.parametrize("operation", ["create", "update"])
def test_what_is_sent_is_no_list_answer(operation: str) -> None:
    assert check(BODY, feed="course-dates", operation=operation) == []
    found = check({"results": [BODY]}, feed="course-dates", operation=operation)
    assert [(finding.rule, finding.message) for finding in found] == [
        ("unknown-feed", "the payload is not a record, but holds records at /results")
    ]
    assert fix({"results": [BODY]}, feed="course-dates", operation=operation).changes == ()
    assert (
        check(json.dumps({"results": [BODY]}), feed="course-dates", operation=operation) == []
    )  # a document may hold many bodies


def test_a_course_is_over_too_early_only_on_a_day() -> None:
    assert check(BODY, feed="course-dates", operation="create") == []
    for payload in (BODY, json.dumps(BODY)):
        (finding,) = check(payload, feed="course-dates", operation="create", today=date(2027, 3, 20))
        assert finding.rule == "over-too-early"
        assert check(payload, feed="course-dates", operation="create", today=date(2027, 4, 1)) == []
        assert fix(payload, feed="course-dates", operation="create", today=date(2027, 3, 20)).payload == payload


def test_what_judges_by_another_contract_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = bundled().replace(version="ours")
    made: list[Any] = []
    monkeypatch.setattr(module, "Checker", lambda *args, **more: made.append(args) or Checker(*args, **more))
    for _ in range(3):
        assert [finding.rule for finding in check(WRONG, feed="course-dates", operation="create", contract=ours)] == [
            "unlisted-value"
        ]
    check(WRONG, feed="course-dates", operation="create", contract=bundled().replace(version="theirs"))
    assert [args[0].version for args in made] == ["ours", "theirs"]


WAYS: dict[str, Any] = {"a value": lambda it: it, "text": json.dumps, "bytes": lambda it: json.dumps(it).encode()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("feed", "operation"), [(None, "create"), ("course-dates", None), (None, None), ("course-dates", "create")]
)
def test_what_is_not_said_is_recognised_whatever_way_a_payload_comes(
    way: str, feed: str | None, operation: str | None
) -> None:
    payload, known = WAYS[way](WRONG), {"feed": feed, "operation": operation}
    assert [(found.rule, found.feed) for found in check(payload, **known)] == [("unlisted-value", "course-dates")]
    assert check(WAYS[way](GOOD), **known) == []
    fixed = fix(payload, **known)
    assert fixed.payload == WAYS[way](GOOD)
    assert [change.rule for change in fixed.changes] == ["unlisted-value"]


@pytest.mark.parametrize("call", [check, fix])
@pytest.mark.parametrize("payload", [{}, [], "{}", b"{", [{"VenueID": "7"}]])
@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"feed": "venue"}, r"^unknown feed 'venue' \(did you mean 'venues'\?\)"),
        ({"feed": "venue", "operation": None}, r"^unknown feed 'venue' \(did you mean 'venues'\?\)"),
        ({"feed": "venues", "operation": "create"}, "^the contract has no 'create' for venues; it has: read$"),
        ({"operation": "list"}, "^the contract has no 'list' for any feed$"),
    ],
)
def test_what_the_contract_does_not_have_is_said_whatever_the_payload(
    call: Any, payload: Any, known: dict[str, Any], says: str
) -> None:
    with pytest.raises(FeedproofError, match=says):
        call(payload, **known)


def test_a_record_of_no_feed_is_a_finding_of_a_program_too() -> None:
    assert [found.rule for found in check([GOOD, {"VenueID": "7", "Label": "Hall"}], operation="create")] == [
        "unknown-feed"
    ]
    assert fix({"colour": "Blue"}).changes == ()
