"""Money with decimals may be pounds even if its value is a whole number: 1250.00 may be pence or pounds."""

import json
from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from engines import JudgeBy
from feedproof.fixtures.validity import make_valid
from feedproof.spec.contract import bundled
from feedproof.validators import Bulk, Checker, Judge, Stream, check, fix
from feedproof.validators.accept import accepting
from feedproof.validators.model import Context
from feedproof.validators.rules import rules
from ways import WAYS

RULE = rules()["x-minor-units"].id
GOOD: dict[str, Any] = {
    "StartDate": "2027-04-12T09:00:00",
    "EndDate": "2027-04-13T17:00:00",
    "Status": "Available",
    "MaxPlaces": 12,
}
READ = GOOD | {"CourseDateID": "7", "TimeZone": "Europe/London"}
SPELT = ["1250.00", "1250.0", "49900.0", "1.25e3", "125000e-2", "9007199254740991.0"]
PLAIN = ["125000", "1250", "0", "0.0", "0.00", "-0.0", "0e2"]


def text(record: dict[str, Any], amount: str) -> bytes:
    return json.dumps(record | {"NetCost": 0}).replace('"NetCost": 0', f'"NetCost": {amount}').encode()


def found(data: bytes, action: str) -> list[tuple[str, str]]:
    checker = Checker(feed="course-dates", action=action)
    return [(finding.rule, finding.pointer) for finding in checker.check(data, lines=True).findings]


@pytest.mark.parametrize("amount", SPELT)
def test_money_with_decimals_is_told_where_it_is_sent(amount: str) -> None:
    for action in ("create", "update"):
        assert found(text(GOOD, amount), action) == [(RULE, "/NetCost")]
    assert found(text(READ, amount), "read") == []


@pytest.mark.parametrize("amount", PLAIN)
def test_what_is_plain_or_nothing_is_not(amount: str) -> None:
    for record, action in ((GOOD, "create"), (GOOD, "update"), (READ, "read")):
        assert found(text(record, amount), action) == []


def test_a_fraction_is_told_of_what_was_read_too() -> None:
    for record, action in ((GOOD, "create"), (READ, "read")):
        assert found(text(record, "1250.5"), action) == [(RULE, "/NetCost")]


def test_the_words_say_what_to_do() -> None:
    (finding,) = check(GOOD | {"NetCost": 1250.0}, feed="course-dates", operation="create")
    assert finding.message == "NetCost is 1250.0, a number with decimals; pence and cents have none"
    assert finding.hint == "multiply pounds by 100, and write pence or cents without decimals"
    assert str(finding.severity) == "warning"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("action", ["create", "update", "read"])
def test_all_ways_to_judge_see_it_alike(way: str, action: str) -> None:
    record = READ if action == "read" else GOOD
    judge = JudgeBy("course-dates", Context(action), WAYS[way])
    for amount in (*SPELT, *PLAIN):
        expected = [RULE] if amount in SPELT and action != "read" else []
        violations = judge.violations(json.loads(text(record, amount)))
        assert [violation.rule.id for violation in violations] == expected, amount


@pytest.mark.parametrize("action", ["create", "update", "read"])
def test_the_accepting_paths_let_none_of_it_through(action: str) -> None:
    msgspec_paths = pytest.importorskip("feedproof.validators.bulk.typed", reason="the extra [bulk] is not installed")
    record, schema = READ if action == "read" else GOOD, bundled().schema("course-dates", action)
    accepts, accepts_bytes = accepting(schema, Context(action)), msgspec_paths.typed(schema, Context(action))
    for amount in (*SPELT, "125000", "1250", "0"):
        data, is_right = text(record, amount), action == "read" or amount not in SPELT
        assert (accepts(json.loads(data)), bool(accepts_bytes(data))) == (is_right, is_right), amount


def test_a_large_file_is_judged_alike() -> None:
    lines = [text(GOOD, "125000")] * 3000
    lines[1234] = text(GOOD, "1250.00")
    with Bulk(Checker(feed="course-dates", action="create")) as bulk:
        pieces = [*bulk.check(Stream(BytesIO(b"\n".join(lines)), block=1 << 14), "dates.ndjson")]
    assert [finding.rule for piece in pieces for finding in piece.findings] == [RULE]


def test_a_fixed_body_keeps_a_warning() -> None:
    quoted = text(GOOD, '"1250.00"').decode()
    fixed = fix(quoted, feed="course-dates", operation="create")
    assert '"NetCost": 1250.00' in fixed.payload
    assert [finding.rule for finding in check(fixed.payload, feed="course-dates", operation="create")] == [RULE]


def test_what_is_made_valid_has_no_decimals() -> None:
    made = make_valid(Judge("course-dates", Context("create")), GOOD | {"NetCost": 1250.0})
    assert (made["NetCost"], type(made["NetCost"])) == (1250, int)


def test_a_contract_that_counts_from_one_on_and_one_of_whole_numbers_agree() -> None:
    schema = deepcopy(bundled().schema("course-dates", "create"))
    schema["properties"]["NetCost"] |= {"type": ["integer"], "x-minor-units": {"unlikely-below": 0}}
    accepts = accepting(schema, Context("create"))
    assert [accepts(GOOD | {"NetCost": amount}) for amount in (7, 7.0, 0)] == [True, False, True]


def test_an_amount_below_nothing_is_one_finding() -> None:
    """Pounds are not the cause of it, and a hint of them would not mend it."""
    for amount in ("-0.5", "-12", "-1250.0"):
        assert found(text(GOOD, amount), "create") == [("below-minimum", "/NetCost")]
