"""Hand-written payloads: each has exactly the findings of the file beside it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Finding, Severity
from feedproof.validators.catalogue import catalogue
from feedproof.validators.rules import rules

GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden"
CASES = GOLDEN / "course-dates"
SAID = ("rule", "severity", "pointer", "record", "line", "column", "message", "hint")
CANNOT_OCCUR = {
    "above-maximum": "no property of a course date has a maximum",
    "unknown-feed": "the feed of a golden payload is said",
}

PAYLOADS = sorted(
    path.relative_to(GOLDEN).as_posix()
    for path in GOLDEN.rglob("*")
    if path.suffix in {".json", ".ndjson"} and path.parent.name != "generated"
)
VALID = [name for name in PAYLOADS if name.startswith("course-dates/valid/")]
WRONG = [name for name in PAYLOADS if name.startswith("course-dates/wrong/")]
WHOLE = [name for name in PAYLOADS if name not in {*VALID, *WRONG}]


def expected(name: str) -> dict[str, Any]:
    """Return what a case expects; for a whole record, nothing of its own feed and operation."""
    if name in WHOLE:
        feed, _, file = name.partition("/")
        operation = next((action for action in ("create", "update") if file.startswith(action)), "read")
        return {"feed": feed, "operation": operation, "findings": []}
    path = GOLDEN / name
    text = path.with_name(path.name.partition(".")[0] + ".expected").read_text(encoding="utf-8")
    return dict(json.loads(text))


def checker(case: dict[str, Any]) -> Checker:
    today = date.fromisoformat(case["today"]) if "today" in case else date.max
    known = {name: frozenset(ids) for name, ids in case.get("known", {}).items()}
    return Checker(feed=case["feed"], action=case["operation"], today=today, known=known, taken=case.get("taken"))


def findings(name: str, case: dict[str, Any]) -> list[Finding]:
    lines = True if name.endswith(".ndjson") else None
    return checker(case).check((GOLDEN / name).read_bytes(), lines=lines).findings


def said(finding: Finding) -> dict[str, Any]:
    return {key: str(finding.severity) if key == "severity" else getattr(finding, key) for key in SAID}


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_has_exactly_its_findings(name: str) -> None:
    case = expected(name)
    assert [said(finding) for finding in findings(name, case)] == case["findings"]


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert len(VALID) >= 10
    assert len(WRONG) >= 14


@pytest.mark.parametrize("name", VALID)
def test_a_valid_payload_expects_no_error_and_no_warning(name: str) -> None:
    assert {finding["severity"] for finding in expected(name)["findings"]} <= {str(Severity.NOTE)}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_payload_expects_a_finding(name: str) -> None:
    assert expected(name)["findings"]


def test_every_rule_and_law_occurs() -> None:
    seen = {finding["rule"] for name in WRONG for finding in expected(name)["findings"]}
    assert seen == catalogue().keys() - CANNOT_OCCUR.keys()


def test_what_cannot_occur_has_no_place_in_the_feed() -> None:
    keywords = {rule.keyword for rule in rules().values() if rule.id in CANNOT_OCCUR}
    schemas = bundled().feed("course-dates").actions.values()
    assert not any(f'"{keyword}":' in json.dumps(schema) for keyword in keywords for schema in schemas)


def test_no_expectation_is_without_its_payload() -> None:
    stems = {name.rpartition("/")[2].partition(".")[0] for name in [*VALID, *WRONG]}
    beside = {path.name.removesuffix(".expected") for path in GOLDEN.rglob("*.expected")}
    assert beside == stems
    assert len(stems) == len([*VALID, *WRONG])


def record(name: str) -> dict[str, Any]:
    return dict(json.loads((GOLDEN / name).read_bytes()))


@pytest.mark.parametrize("feed", bundled().feeds)
def test_a_feed_has_a_minimal_and_a_full_record_for_each_action(feed: str) -> None:
    for action, schema in bundled().feed(feed).actions.items():
        prefix = "" if action == "read" else f"{action}-"
        minimal, full = (record(f"{feed}/{prefix}{size}.json") for size in ("minimal", "full"))
        writable = {name for name, field in schema["properties"].items() if not field.get("readOnly")}
        assert minimal.keys() == set(schema["required"])
        assert full.keys() >= writable


def rows() -> list[list[str]]:
    lines = (GOLDEN / "README.md").read_text(encoding="utf-8").splitlines()
    by_hand = [line for line in lines if line.startswith("| `") and not line.startswith("| `generated/")]
    return [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in by_hand]


def test_the_readme_lists_every_payload_in_order() -> None:
    assert [row[0] for row in rows()] == PAYLOADS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_the_readme_says_operation_and_purpose(row: list[str]) -> None:
    name, operation, purpose = row
    assert operation == expected(name)["operation"]
    assert len(purpose) > 10


BYTES = {
    "course-dates/valid/csv-script-tabs-and-crlf.json": b'{\r\n\t"',
    "course-dates/valid/csv-script-crlf-lines.ndjson": b'}\r\n{"',
    "course-dates/wrong/csv-script-byte-order-mark.json": b"\xef\xbb\xbf{\r\n",
    "course-dates/wrong/csv-script-latin-1.json": b"Caf\xe9",
    "course-dates/wrong/csv-script-utf-16.json": b"\xff\xfe{\x00",
    "course-dates/wrong/crm-double-spaces-in-aims.json": b"page:\xc2\xa0 no-break",
    "course-dates/valid/lms-scripts-and-emoji.json": b"LMS-\\ud83d\\ude91-10",
}


@pytest.mark.parametrize("name", BYTES)
def test_the_bytes_that_matter_are_still_there(name: str) -> None:
    assert BYTES[name] in (GOLDEN / name).read_bytes()


def test_git_leaves_the_bytes_alone() -> None:
    attributes = (GOLDEN.parent.parent / ".gitattributes").read_text(encoding="utf-8")
    assert "fixtures/golden/** -text" in attributes
