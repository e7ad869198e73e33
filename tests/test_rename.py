"""If a property gets another name everywhere in the contract, everything still works."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from feedproof.fixtures.build import records
from feedproof.spec.contract import Contract, bundled, load
from feedproof.spec.errors import FeedproofError
from feedproof.spec.lint import issues, lint_file
from feedproof.spec.operations import operations
from feedproof.spec.pointer import join, resolve
from feedproof.spec.rename import rename
from feedproof.spec.walk import walk
from feedproof.validators import check
from feedproof.validators.judge import Judge

DOCUMENT = bundled().openapi
PROPERTIES = [
    join(node.at, "properties", name)
    for node in walk(DOCUMENT)
    if node.kind == "schema"
    for name in node.value.get("properties", {})
]
DATE = "/components/schemas/CourseDate/properties"
START = "$.components.schemas.CourseDate.properties.StartDate"


def renamed(*pairs: tuple[str, str]) -> dict[str, Any]:
    document = deepcopy(DOCUMENT)
    for at, name in pairs:
        rename(document, at, name)
    return document


def overlay(folder: Path, *actions: dict[str, Any]) -> Path:
    file = folder / "overlay.yaml"
    document = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": actions}
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


@pytest.mark.parametrize("at", PROPERTIES)
def test_each_property_can_have_another_name(at: str) -> None:
    document = renamed((at, "Other"))
    assert issues(document) == []
    assert resolve(document, join(at.rpartition("/")[0], "Other"))["x-aliases"][-1] == at.rpartition("/")[2]


def test_a_property_of_items_that_stand_in_their_array_is_renamed_in_their_rules_too() -> None:
    document, at = deepcopy(DOCUMENT), join(DATE, "CF_Box")
    date = {"description": "A day", "type": "string", "format": "feed-date-time"}
    evidence = {"x-certainty": "stated", "x-source": "page: so"}
    order = [{"earlier": "A", "later": "B"} | evidence]
    items = {"type": "object", "required": ["A"], "x-before": order, "properties": {"A": date, "B": date}}
    resolve(document, DATE)["CF_Box"] = {"description": "A box", "type": "array", "items": items} | evidence
    rename(document, join(at, "items", "properties", "A"), "Alpha")
    assert issues(document) == []
    renamed_items = resolve(document, join(at, "items"))
    assert (renamed_items["required"], renamed_items["x-before"][0]["earlier"]) == (["Alpha"], "Alpha")


def test_bodies_that_are_shown_have_the_new_name_and_keep_the_others() -> None:
    shown = {node.at: strings(node.value["example"]) for node in walk(DOCUMENT) if "example" in node.value}
    document = everywhere()
    names = {at.rpartition("/")[2] for at in PROPERTIES}
    for at, before in shown.items():
        expected = [f"X{text}" if text in names else text for text in before]
        assert list(strings(resolve(document, at)["example"])) == expected


def everywhere() -> dict[str, Any]:
    return renamed(*((at, f"X{at.rpartition('/')[2]}") for at in PROPERTIES))


def test_no_old_name_is_left() -> None:
    """Names are left in words: of sources and descriptions, of aliases, and of parameters, which are names of their own."""
    document = everywhere()
    for node in walk(document):
        node.value.pop("x-aliases", None)
        if node.kind == "parameter":
            node.value.pop("name", None)
    document["paths"] = dict(enumerate(document["paths"].values()))
    names = {at.rpartition("/")[2] for at in PROPERTIES}
    assert names & set(strings(document | {"components": document["components"] | {"parameters": {}}})) == set()


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (*value, *(text for member in value.values() for text in strings(member)))
    elif isinstance(value, list):
        yield from (text for item in value for text in strings(item))
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", ["id", "course-date-id", "@id", "CourseDate/ID", "{id}", "a b"])
def test_paths_keep_their_own_names(name: str) -> None:
    document = renamed((join(DATE, "CourseDateID"), name))
    assert list(document["paths"]) == list(DOCUMENT["paths"])
    assert document["components"]["parameters"]["CourseDateID"]["name"] == "CourseDateID"
    assert [op.path_names for op in operations(document)] == [op.path_names for op in operations(DOCUMENT)]


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    """Return the contract with another name for every property, as a tenant's overlay gives it."""
    pairs = [(at, f"X{at.rpartition('/')[2]}") for at in PROPERTIES]
    steps = [(".".join(["$", *at.split("/")[1:]]), name) for at, name in pairs]
    return load(overlay(tmp_path, *({"target": target, "x-rename": name} for target, name in steps)))


@pytest.mark.parametrize("feed", bundled().feeds)
def test_what_is_made_by_it_is_what_was_made_before(feed: str, contract: Contract) -> None:
    own, before = (list(records(Judge(feed, contract=one), 3, 20)) for one in (contract, bundled()))
    assert [list(record) for record in own] == [[f"X{name}" for name in record] for record in before]
    judge = Judge(feed, contract=contract)
    assert [violation.rule.id for record in own for violation in judge.violations(record)] == [
        violation.rule.id for record in before for violation in Judge(feed).violations(record)
    ]


@pytest.mark.parametrize("more", [{"update": {"maxLength": 3}}, {"remove": True}])
def test_a_new_name_is_an_action_of_its_own(more: dict[str, Any], tmp_path: Path) -> None:
    _, problems = lint_file(overlay(tmp_path, {"target": START, "x-rename": "Begins", **more}), is_thorough=False)
    assert [(problem.pointer, problem.message) for problem in problems] == [
        ("/actions/0", f"x-rename stands alone; write {next(iter(more))} as an action of its own")
    ]


def test_a_new_name_inside_of_an_update_is_told_where_it_stands(tmp_path: Path) -> None:
    _, problems = lint_file(overlay(tmp_path, {"target": START, "update": {"x-rename": "Begins"}}), is_thorough=False)
    assert [problem.message for problem in problems] == [
        "x-rename is not a keyword of a schema: write it in an action of its own, next to target and instead of update"
    ]


@pytest.mark.parametrize("nothing", [{}, {"remove": False}])
def test_an_action_that_does_nothing_is_told_what_it_could_do(nothing: dict[str, Any], tmp_path: Path) -> None:
    _, problems = lint_file(overlay(tmp_path, {"target": START, **nothing}), is_thorough=False)
    assert [problem.message for problem in problems] == ["this does nothing; write update, remove: true, or x-rename"]


def test_an_old_name_is_told_the_new_one(tmp_path: Path) -> None:
    file = overlay(tmp_path, {"target": START, "x-rename": "Begins"})
    body = {"StartDate": "2027-03-27T09:00:00", "EndDate": "2027-04-02T17:00:00", "Status": "Available", "MaxPlaces": 2}
    told = check(body, feed="course-dates", operation="create", contract=load(file))
    assert [(one.rule, one.hint) for one in told] == [("missing-field", 'send the field; "StartDate" may be it')]
    assert told[0].pointer == "/Begins"


def test_what_is_wrong_behind_a_new_name_is_said_with_its_line(tmp_path: Path) -> None:
    wrong = {"target": "$.components.schemas.CourseDate.properties.Begins", "update": {"formt": "x"}}
    file = overlay(tmp_path, {"target": START, "x-rename": "Begins"}, wrong)
    _, problems = lint_file(file, is_thorough=False)
    assert [problem.pointer for problem in problems] == [f"{DATE}/Begins/formt"]


@pytest.mark.parametrize(
    ("target", "name", "message"),
    [
        (START, "EndDate", "'EndDate' is a property already"),
        ("$.components.schemas.CourseDate", "Other", "only a property can be renamed"),
        ("$.components.schemas.CourseDate.properties.StartDate.type", "Other", "only a property can be renamed"),
        ("$", "Other", "only a property can be renamed"),
        ("$.components.schemas.CourseDate.properties.Begin", "Other", "leads nowhere"),
    ],
)
def test_what_cannot_be_renamed_is_one_line(target: str, name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FeedproofError, match=rf"^[^\n]*/overlay.yaml:1: /actions/0/[^\n]*{message}[^\n]*$"):
        load(overlay(tmp_path, {"target": target, "x-rename": name}))
