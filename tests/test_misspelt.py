"""A missing field and a misspelt one are reported together: the hint names the field that may be meant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.contract import load
from feedproof.spec.nearest import nearest
from feedproof.validators import Checker, fix
from feedproof.validators.misspelt import likely_field

Cli = Callable[..., Any]
BODY = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
HINTS = {
    "a letter too many": ("EndDate", {"EndDatee": 1}, 'send the field; "EndDatee" may be it'),
    "another case": ("Status", {"status": 1}, 'send the field; "status" may be it'),
    "an underscore": ("MaxPlaces", {"max_places": 1}, 'send the field; "max_places" may be it'),
    "a name of another interface": ("MaxPlaces", {"Places": 1}, 'send the field; "Places" may be it'),
    "both another case and another interface": (
        "MaxPlaces",
        {"Places": 1, "maxPlaces": 1},
        'send the field; "maxPlaces" may be it',
    ),
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


ROWS: list[tuple[dict[str, Any], set[str], list[tuple[str, str, str]]]] = [
    (
        {"maxPlaces": 12},
        set(),
        [("missing-field", "/MaxPlaces", 'rename it to "MaxPlaces"')],
    ),
    (
        {"max_places": "12", "Colour": 1},
        set(),
        [("missing-field", "/MaxPlaces", 'rename it to "MaxPlaces" and write 12'), ("unlisted-field", "/Colour", "")],
    ),
    ({"Places": 12}, set(), [("missing-field", "/MaxPlaces", "")]),
    ({"maxPlaces": 12}, {"missing-field"}, [("unlisted-field", "/maxPlaces", 'rename it to "MaxPlaces"')]),
    ({"Places": 12}, {"missing-field"}, [("unlisted-field", "/Places", "")]),
    (
        {"Places": 12, "maxPlaces": 12},
        set(),
        [("missing-field", "/MaxPlaces", 'rename it to "MaxPlaces"'), ("unlisted-field", "/Places", "")],
    ),
    (
        {"minPlaces": 12},
        set(),
        [("missing-field", "/MaxPlaces", ""), ("unlisted-field", "/minPlaces", 'rename it to "MinPlaces"')],
    ),
]
"""What stands in the place of MaxPlaces, the rules that are ignored, and each finding with what fixes it."""


@pytest.mark.parametrize(("others", "ignored", "rows"), ROWS)
def test_one_cause_is_one_finding(others: dict[str, Any], ignored: set[str], rows: list[tuple[str, str, str]]) -> None:
    body = json.dumps({field: value for field, value in BODY.items() if field != "MaxPlaces"} | others).encode()
    checker = Checker(feed="course-dates", action="create", ignored=frozenset(ignored))
    found = [finding for finding in checker.check(body).findings if finding.rule not in ignored]
    told = [(finding.rule, finding.pointer, finding.fix.says if finding.fix else "") for finding in found]
    assert sorted(told) == sorted(rows)
    assert fix(body, feed="course-dates", operation="create").changes or not any(says for _, _, says in rows)


def test_a_field_under_a_wrong_name_is_fixed_once_as_what_it_was_told_as(cli: Cli) -> None:
    text = '{\n  "startDate": "2027-03-29T09:00:00",\n  "endDate": "2027-03-30T17:00:00",\n  "Status": "Available"\n}\n'
    Path("body.json").write_text(text, encoding="utf-8")
    told = cli("check", "body.json", "--feed", "course-dates", "--operation", "create", "--format", "json")
    lines = text.split("\n")
    for finding in (finding for finding in json.loads(told.out)["findings"] if finding["fix"]):
        (change,) = finding["fix"]["replacements"]
        assert change["text"].casefold() in lines[change["line"] - 1].casefold()
    outcome = cli("check", "body.json", "--feed", "course-dates", "--operation", "create", "--fix")
    assert "fixed 2 findings: 2 missing-field\n" in outcome.out
    assert Path("body.json").read_text(encoding="utf-8") == text.replace("startD", "StartD").replace("endD", "EndD")


def test_what_a_fix_leaves_was_reported_before_it() -> None:
    body = {field: value for field, value in BODY.items() if field != "MaxPlaces"} | {"Places": 30, "Max_Places": 24}
    checker = Checker(feed="course-dates", action="create")
    before, after = (
        {(finding.rule, finding.pointer) for finding in checker.check(json.dumps(payload).encode()).findings}
        for payload in (body, fix(body, feed="course-dates", operation="create").payload)
    )
    assert after == {("unlisted-field", "/Places")}
    assert after <= before


def test_a_gate_that_ignores_what_is_missing_tells_what_is_misspelt(cli: Cli) -> None:
    Path("body.json").write_text(
        json.dumps({"startDate": "2027-03-29T09:00:00", "Status": "Available"}), encoding="utf-8"
    )
    given = ("check", "body.json", "--feed", "course-dates", "--operation", "create", "--format", "json")
    rules = [finding["rule"] for finding in json.loads(cli(*given, "--ignore", "missing-field").out)["findings"]]
    assert rules == ["unlisted-field"]
    Path("feedproof.toml").write_text(
        'ignore = ["missing-field"]\n[[payloads]]\npaths = ["body.json"]\nfeed = "course-dates"\noperation = "create"\n',
        encoding="utf-8",
    )
    assert "unlisted-field  startDate" in cli("gate").out


def test_a_name_is_near_however_it_is_parted() -> None:
    assert nearest("M-a-x p_l_a_c_e_s", ["Status", "MaxPlaces"]) == "MaxPlaces"


PENCE = ", and this feed counts it in pence or cents"
PRICES = {"Cost": f'send the field; "Cost" may be it{PENCE}', "net_cost": 'send the field; "net_cost" may be it'}


@pytest.mark.parametrize("name", PRICES)
def test_a_name_of_another_interface_is_told_with_what_this_one_counts_in(name: str, tmp_path: Path) -> None:
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "a price is wanted", "version": "1"},
        "actions": [{"target": "$.components.schemas.CourseDateCreate", "update": {"required": ["NetCost"]}}],
    }
    (tmp_path / "tenant.yaml").write_text(json.dumps(overlay), encoding="utf-8")
    checker = Checker(load(tmp_path / "tenant.yaml"), feed="course-dates", action="create")
    (finding,) = checker.check(json.dumps(BODY | {name: 1950}).encode()).findings
    assert (finding.rule, finding.pointer, finding.hint) == ("missing-field", "/NetCost", PRICES[name])
    hint = (
        "this feed calls it 'NetCost', and counts it in pence or cents"
        if PENCE in PRICES[name]
        else "did you mean 'NetCost'?"
    )
    (other,) = Checker(feed="course-dates", action="create").check(json.dumps(BODY | {name: 1950}).encode()).findings
    assert (other.rule, other.hint) == ("unlisted-field", hint)


def test_a_field_that_is_missing_deep_inside() -> None:
    schema = {"properties": {"Items": {"items": {"properties": {"Name": {}}}}}}
    assert likely_field(schema, {"Items": [{}, {"Nam": 1}]}, ("Items", 1, "Name")) == "Nam"
    assert likely_field(schema, {"Items": [{}, {"Nam": 1}]}, ("Items", 0, "Name")) is None


def test_the_hint_of_a_read_only_field_is_its_own() -> None:
    body = BODY | {"CourseDateID": "7", "CourseDateId": "8"}
    found = Checker(feed="course-dates", action="create").check(json.dumps(body).encode()).findings
    assert [finding.hint for finding in found if finding.rule == "read-only-field"] == ["leave the field out"]
