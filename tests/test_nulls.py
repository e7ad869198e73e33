"""Null as a value: a note in a record that was read, as the vendor's types are for written ones; an error in a body to send."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from feedproof.contract_tests.run import examine
from feedproof.fixtures.build import records
from feedproof.fixtures.plan import FULL, HALF, MINIMAL
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled, load
from feedproof.validators import Judge, check
from feedproof.validators.accept import accepting
from feedproof.validators.bulk.typed import typed
from feedproof.validators.model import Context
from parts import send_little

from .test_contract_answers import TRAINERS, changed, every_record, part

OVERLAY = """
overlay: 1.0.0
info: {title: A tenant whose server writes null, version: "1"}
actions:
  - target: $.components.schemas.CourseDateRead
    update: {x-not-null: {besides: [NetCost, DurationType, StartDate, AimsText, Sessions]}}
  - target: $.components.schemas.Session
    update: {x-not-null: {besides: [Name]}}
"""
ALLOWED = {"NetCost": None, "DurationType": None, "StartDate": None, "AimsText": None}


@pytest.fixture
def tenant(tmp_path: Path) -> Path:
    file = tmp_path / "tenant.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    return file


def record(action: str, plan: Any = FULL) -> dict[str, Any]:
    (made,) = records(Judge("course-dates", Context(action)), 0, 1, plan)
    return dict(made)


@pytest.mark.parametrize("name", ["NetCost", "DurationType", "Status", "StartDate", "Sessions", "AimsText"])
def test_it_is_a_note_in_what_is_read_and_nothing_else_is_said_there(name: str) -> None:
    found = check([record("read") | {name: None}], feed="course-dates", operation="read")
    assert [(one.rule, str(one.severity), one.pointer) for one in found] == [("null-value", "note", f"/0/{name}")]


def test_it_is_as_sure_as_the_type_in_what_is_sent() -> None:
    (found,) = check(record("create", MINIMAL) | {"NetCost": None}, feed="course-dates", operation="create")
    assert (found.rule, str(found.severity)) == ("wrong-type", "error")


def test_another_type_is_as_wrong_in_what_is_read() -> None:
    (found,) = check([record("read") | {"NetCost": "ten"}], feed="course-dates", operation="read")
    assert (found.rule, str(found.severity), found.message) == ("wrong-type", "error", 'NetCost is "ten", not a number')


def test_an_overlay_allows_it_where_it_is_read_only(tenant: Path) -> None:
    read = record("read") | ALLOWED | {"Sessions": [{"Name": None}, {"SessionID": None}]}
    found = check([read], feed="course-dates", operation="read", contract=load(tenant))
    assert [(one.rule, one.pointer) for one in found] == [("null-value", "/0/Sessions/1/SessionID")]
    sent = check(record("create") | {"NetCost": None}, feed="course-dates", operation="create", contract=load(tenant))
    assert [one.rule for one in sent] == ["wrong-type"]


def test_what_is_said_of_the_others_keeps_its_source(tenant: Path) -> None:
    (found,) = check([record("read") | {"Tax": None}], feed="course-dates", operation="read", contract=load(tenant))
    (own,) = check([record("read") | {"Tax": None}], feed="course-dates", operation="read")
    assert found.source == own.source


def test_lint_knows_the_fields(cli: Callable[..., Any], tenant: Path) -> None:
    assert cli("spec", "lint", str(tenant)).code == 0
    tenant.write_text(OVERLAY.replace("NetCost", "NetCots"), encoding="utf-8")
    outcome = cli("spec", "lint", str(tenant))
    assert outcome.code == 1
    assert "NetCots" in outcome.out


def test_it_stands_on_objects_only_and_one_without_fields_is_as_it_was(cli: Callable[..., Any], tenant: Path) -> None:
    text = OVERLAY.replace("[Name]", "[]")
    tenant.write_text(text.replace("schemas.Session", "schemas.CourseDate.properties.NetCost"), encoding="utf-8")
    outcome = cli("spec", "lint", str(tenant))
    assert outcome.code == 1
    assert "x-not-null says nothing of this value: its type is number" in outcome.out
    tenant.write_text(text.replace("schemas.Session", "schemas.Delegate.properties.CustomFields"), encoding="utf-8")
    assert cli("spec", "lint", str(tenant)).code == 0
    (found,) = check([record("read") | {"Tax": None}], feed="course-dates", operation="read", contract=load(tenant))
    assert found.rule == "null-value"


@pytest.mark.parametrize("is_many", [False, True])
def test_every_path_tells_the_same(is_many: bool, tenant: Path) -> None:
    """The first records are asked everything, later ones go through what was compiled."""
    judge = Judge("course-dates", Context("read"), load(tenant))
    if is_many:
        for made in records(judge, 1, 40, FULL):
            assert judge.violations(made) == []
    good = record("read") | ALLOWED
    assert [judge.violations(good), judge.violations(good | {"Sessions": None})] == [[], []]
    bad = judge.violations(good | {"Sessional": None, "EndDate": 5})
    assert sorted((one.rule.id, one.place) for one in bad) == [
        ("null-value", ("Sessional",)),
        ("wrong-type", ("EndDate",)),
    ]


def test_spec_diff_tells_it_once(cli: Callable[..., Any], tenant: Path) -> None:
    out = cli("spec", "diff", str(tenant)).out
    assert out.count("x-not-null removed") == 6
    assert "6 looser" in out
    assert "type" not in out.replace("the types", "")


def test_how_sure_it_is_is_told_once_a_record(cli: Callable[..., Any], tenant: Path) -> None:
    certain = "x-evidence: {x-not-null: {x-certainty: stated, x-source: 'page: so'}}"
    tenant.write_text(OVERLAY.replace("{x-not-null: {besides: [Name]}}", f"{{{certain}}}"), encoding="utf-8")
    out = cli("spec", "diff", str(tenant)).out
    assert out.count("note → error") == out.count("x-not-null assumed → stated") == 1


def test_a_server_that_writes_null_has_not_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    send_little(monkeypatch, 3)

    def nameless(shown: dict[str, Any]) -> dict[str, Any]:
        return shown | {"Label": None}

    with running(changed(make_app(seed=0), every_record(nameless))) as url:
        examination = examine(url, token=TOKEN, contract=part(*TRAINERS))
    assert examination.failures == ()
    assert examination.advice["null-value"] > 0


def test_the_paths_that_accept_are_sound_with_null_and_take_it(tenant: Path) -> None:
    judge = Judge("course-dates", Context("read"), load(tenant))
    chance = Random(3)
    of_values, of_bytes = accepting(judge.schema, judge.context), typed(judge.schema, judge.context)
    assert of_bytes
    accepted = 0
    for made in records(judge, 4, 400, HALF):
        names = (
            chance.sample(sorted(judge.schema["properties"]), 3)
            if chance.random() < 0.5
            else chance.sample(sorted(ALLOWED), 2)
        )
        one = made | dict.fromkeys(names)
        certain = not judge.find_violations(one)
        data = json.dumps(one).encode()
        assert certain or not (accepts(of_values, one) or accepts(of_bytes, data))
        if set(names) <= ALLOWED.keys():
            assert certain == accepts(of_values, one) == accepts(of_bytes, data)
            accepted += certain
    assert accepted > 100


def accepts(path: Callable[[Any], Any], record: Any) -> bool:
    return bool(path(record))


def test_bulk_and_one_tell_the_same(cli: Callable[..., Any], tenant: Path, tmp_path: Path) -> None:
    judge = Judge("course-dates", Context("read"), bundled())
    lines = [
        dict(made) | (ALLOWED if number % 3 else {"Tax": None})
        for number, made in enumerate(records(judge, 2, 90, FULL))
    ]
    file = tmp_path / "dump.ndjson"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    out = cli(
        "check", str(file), "--feed", "course-dates", "--contract", str(tenant), "--format", "ndjson", "--max", "0"
    ).out
    found = [one for one in map(json.loads, out.splitlines()) if one.get("rule") == "null-value"]
    assert [(one["rule"], one["line"]) for one in found] == [("null-value", number) for number in range(1, 91, 3)]
