"""A hint that suggests a value: writing the value resolves the finding, and a personal value is not suggested."""

import json
from pathlib import Path

import pytest
from feedproof.spec.contract import bundled, load
from feedproof.validators import Checker, Finding

RECORD = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "TimeZone": "Europe/London"}
SUGGESTED = [
    ("StartDate", "29/03/2027 09:00", "2027-03-29T09:00:00"),
    ("StartDate", "2027-03-29 09:00", "2027-03-29T09:00:00"),
    ("StartDate", " 2027-03-29T09:00:00 ", "2027-03-29T09:00:00"),
    ("EndDate", "Tue, 30 Mar 2027 5:00 pm", "2027-03-30T17:00:00"),
    ("Status", "on_hold", "OnHold"),
    ("Status", "Avaliable", "Available"),
    ("ImageURL", " https://images.example.org/a.png", "https://images.example.org/a.png"),
]
NOT_CERTAIN = [
    ("StartDate", "03/04/2027 09:00", "write it like 2026-12-31T09:00:00"),
    ("StartDate", "29/03/2027", "write it like 2026-12-31T09:00:00"),
    ("EndDate", "2027-03-31", "write it like 2026-12-31T09:00:00"),
    ("Status", "Postponed", "write one of the listed values"),
    ("Status", "Unavailable", "write one of the listed values"),
    ("Status", "Not completed", "write one of the listed values"),
    ("ImageURL", " https://images.example.org/" + "a" * 60, "write %20 for each space"),
]


def findings(field: str, value: str, overlay: Path | None = None) -> list[Finding]:
    contract = load(overlay) if overlay else bundled()
    checker = Checker(feed="course-dates", action="read", contract=contract)
    found = checker.check(json.dumps(RECORD | {field: value}).encode()).findings
    return [finding for finding in found if finding.pointer == f"/{field}"]


@pytest.mark.parametrize(("field", "value", "meant"), SUGGESTED)
def test_writing_what_a_hint_suggests_mends_the_finding(field: str, value: str, meant: str) -> None:
    assert [finding.hint for finding in findings(field, value)] == [f"write '{meant}'"]
    assert findings(field, meant) == []


@pytest.mark.parametrize(("field", "value", "hint"), NOT_CERTAIN)
def test_nothing_is_suggested_that_is_not_probable_or_would_be_wrong_still(field: str, value: str, hint: str) -> None:
    assert [finding.hint for finding in findings(field, value)] == [hint]


@pytest.mark.parametrize(
    ("listed", "value"), [("Level 2", "Level 3"), ("NotStarted", "Started"), ("Level 2", "level-2")]
)
def test_a_listed_value_with_another_number_or_a_negation_is_not_suggested(
    listed: str, value: str, tmp_path: Path
) -> None:
    overlay = tmp_path / "overlay.yaml"
    action = {"target": "$.components.schemas.CourseDate.properties.Status.enum", "update": listed}
    overlay.write_text(json.dumps({"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [action]}))
    [found] = findings("Status", value, overlay)
    is_meant = value == "level-2"
    assert found.hint == (f"write '{listed}'" if is_meant else "write one of the listed values")


@pytest.mark.parametrize(("field", "value", "meant"), SUGGESTED)
def test_a_personal_value_is_not_suggested(field: str, value: str, meant: str, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    action = {"target": f"$.components.schemas.CourseDate.properties.{field}", "update": {"x-personal": True}}
    overlay.write_text(json.dumps({"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [action]}))
    [found] = findings(field, value, overlay)
    assert meant not in found.hint
