"""An overlay holds what is true for one tenant: it is applied as OpenAPI says, linted with its own lines, and used to judge."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from feedproof.spec import overlay
from feedproof.spec.build import CONTRACT_FILE
from feedproof.spec.contract import bundled, load
from feedproof.spec.errors import FeedproofError
from feedproof.spec.lint import lint_file
from feedproof.spec.yaml_document import read
from feedproof.validators import check

ROOT = Path(__file__).parent.parent
SETS = ("add-a-license", "description-and-summary", "remove-example", "remove-matching-responses", "remove-property",
        "remove-server", "replace-servers-for-sandbox", "update-root")  # fmt: skip
STATUS = "$.components.schemas.CourseDate.properties.Status.enum"
EVIDENCE = {"x-certainty": "stated", "x-source": "tenant: a list"}
OWN = {"CF_Region": {"description": "Where", "type": "string", "enum": ["N", "S"], **EVIDENCE}}
ACTIONS = [
    {"target": "$['x-sources']", "update": {"tenant": "What our server does"}},
    {"target": STATUS, "update": "Postponed"},
    {"target": "$.components.schemas.CourseDate.properties.NetCost", "update": {"type": ["number", "null"]}},
    {"target": "$.components.schemas.CourseDate.properties", "update": OWN},
]
READ = {
    "CourseDateID": "1",
    "StartDate": "2027-03-27T09:00:00",
    "EndDate": "2027-04-02T17:00:00",
    "TimeZone": "Europe/London",
    "Status": "Postponed",
    "MaxPlaces": 10,
    "NetCost": None,
    "CF_Region": "N",
}


def written(path: Path, actions: list[Any], **more: Any) -> Path:
    document = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, **more, "actions": actions}
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return path


def applied(data: Any, actions: list[Any], version: str = "1.0.0") -> Any:
    base, top = read(json.dumps(data), "base"), read(json.dumps({"overlay": version, "actions": actions}), "overlay")
    source, faults = overlay.apply(base, top)
    assert faults == []
    assert base.data == data
    return source.data


@pytest.mark.parametrize("name", SETS)
def test_an_overlay_does_what_the_official_examples_show(name: str, official: Callable[[str], Path]) -> None:
    base, top, output = (
        read(official(f"overlay/compliant-sets/{name}/{part}.yaml").read_text(encoding="utf-8"), part)
        for part in ("openapi", "overlay", "output")
    )
    assert overlay.shape(top.data) == []
    source, faults = overlay.apply(base, top)
    assert (source.data, faults) == (output.data, [])


@pytest.mark.parametrize(
    ("before", "actions", "after"),
    [
        ({"a": {"b": 1}}, [{"target": "$", "update": {"a": {"c": 2}}}], {"a": {"b": 1, "c": 2}}),
        ({"a": [1]}, [{"target": "$", "update": {"a": [2]}}], {"a": [1, 2]}),
        ({"a": [1]}, [{"target": "$.a", "update": [2]}], {"a": [1, [2]]}),
        ({"a": {"b": 1}}, [{"target": "$", "update": {"a": 7}}], {"a": 7}),
        ({"a": [1, 2, 3, 4]}, [{"target": "$.a[?@ > 1]", "remove": True}], {"a": [1]}),
        ({"a": {"a": {"a": 1}}}, [{"target": "$..a", "remove": True}], {}),
        ({"a": [{"b": 1}, {"b": 2}]}, [{"target": "$.a[*].b", "update": 7}], {"a": [{"b": 7}, {"b": 7}]}),
        ({"a": {}}, [{"target": "$.a", "update": {"b": 1}}, {"target": "$.a.b", "remove": True}], {"a": {}}),
        ({"a": 1}, [{"target": "$.a", "update": 2, "remove": True}], {}),
    ],
    ids=["merged", "joined", "appended", "replaced", "items", "nested", "values", "in order", "remove wins"],
)
def test_what_an_action_does(before: Any, actions: list[Any], after: Any) -> None:
    assert applied(before, actions) == after


@pytest.mark.parametrize("path", ["[0,2]", "[2,0]", "[2,0,0,2]", "[::-2]", "[-1,0]"])
def test_items_are_removed_once_each_in_whatever_order_they_are_selected(path: str) -> None:
    assert applied({"a": ["x", "y", "z"]}, [{"target": f"$.a{path}", "remove": True}]) == {"a": ["y"]}


def test_since_1_1_a_list_is_joined_to_a_list() -> None:
    assert applied({"a": [1]}, [{"target": "$.a", "update": [2, 3]}], "1.1.0") == {"a": [1, 2, 3]}
    assert applied({"a": [1]}, [{"target": "$.a", "update": 2}], "1.1.0") == {"a": [1, 2]}


def test_a_tenants_own_truth_is_judged_by(tmp_path: Path) -> None:
    contract = load(written(tmp_path / "ours.yaml", ACTIONS))
    assert {finding.pointer for finding in check(READ, feed="course-dates")} == {"/Status", "/NetCost"}
    assert check(READ, feed="course-dates", contract=contract) == []
    (finding,) = check(READ | {"CF_Region": "W"}, feed="course-dates", contract=contract)
    assert (finding.rule, finding.certainty, finding.source) == ("unlisted-value", "stated", "tenant: a list")
    assert contract.sha256 != bundled().sha256


def test_one_overlay_may_extend_another(tmp_path: Path) -> None:
    written(tmp_path / "ours.yaml", ACTIONS)
    (tmp_path / "team").mkdir()
    teams = written(tmp_path / "team" / "t.yaml", [{"target": STATUS, "update": "Parked"}], extends="../ours.yaml")
    contract = load(teams)
    assert check(READ | {"Status": "Parked"}, feed="course-dates", contract=contract) == []
    assert check(READ, feed="course-dates", contract=contract) == []


def test_every_command_takes_an_overlay_where_it_takes_a_contract(tmp_path: Path, cli: Callable[..., Any]) -> None:
    file = str(written(tmp_path / "ours.yaml", ACTIONS))
    made = cli("generate", "course-dates", "--full", "-n", "5", "--format", "ndjson", "--contract", file).out
    assert {json.loads(line)["CF_Region"] for line in made.splitlines()} == {"N", "S"}
    assert '"Postponed"' in cli("rules", "unlisted-value", "--contract", file).out
    assert cli("spec", "lint", file).out == f"{file}: no problems\n"
    assert "Postponed" in cli("spec", "bundle", "--contract", file).out
    (tmp_path / "r.json").write_text(json.dumps(READ), encoding="utf-8")
    assert cli("check", str(tmp_path / "r.json"), "--contract", file).code == 0


@pytest.mark.parametrize(
    ("actions", "more", "says"),
    [
        ([{"target": "$.paths.nowhere", "update": {}}], {}, "6: /actions/0/target: $.paths.nowhere leads nowhere"),
        ([{"target": "$.paths[", "update": {}}], {}, "6: /actions/0/target: $.paths[ is not a JSONPath: "),
        ([{"target": "$.info", "update": 7}], {}, "7: /actions/0/update: $.info is an object, so this has to be one"),
        ([{"target": "$", "remove": True}], {}, "6: /actions/0/target: this removes the whole contract"),
        ([{"target": "$.info"}], {}, "6: /actions/0: this does nothing; write update"),
        (
            [{"target": "$.info", "remove": False}],
            {},
            "6: /actions/0: this does nothing; write update",
        ),
        (
            [{"target": "info", "remove": True}],
            {},
            '6: /actions/0/target: "info" is not right; write a JSONPath, such as $.info',
        ),
        ([], {}, "5: /actions: [] has less than 1 item; write a list of actions"),
        (
            [{"target": "$.info", "updat": {}}],
            {},
            "7: /actions/0/updat: 'updat' is not known here (did you mean 'update'?)",
        ),
        (
            [{"target": "$", "update": {}}],
            {"overlay": "2.0.0"},
            '1: /overlay: "2.0.0" is not right; write the version of the Overlay Specification, 1.0.0 or 1.1.0',
        ),
        (
            [{"target": "$", "update": {}}],
            {"action": []},
            "5: /action: 'action' is not known here (did you mean 'actions'?)",
        ),
        ([{"target": "$.info", "remove": True}], {"extends": "o.yaml"}, "5: /extends: this overlay extends itself"),
        (
            [{"target": "$", "update": {}}],
            {"extends": "https://a.b/c.yaml"},
            "5: /extends: only a file can be extended",
        ),
        (
            [{"target": STATUS[:-5], "update": {"enumm": []}}],
            {},
            "8: /components/schemas/CourseDate/properties/Status/enumm: ",
        ),
    ],
    ids=[
        "nowhere",
        "no path",
        "no object",
        "all",
        "nothing",
        "nothing said",
        "no root",
        "no actions",
        "misspelt",
        "another version",
        "misspelt outside",
        "itself",
        "remote",
        "linted",
    ],
)
def test_what_is_wrong_is_said_with_the_line_of_the_overlay(
    actions: list[Any], more: dict[str, Any], says: str, tmp_path: Path
) -> None:
    file = written(tmp_path / "o.yaml", actions, **more)
    _, problems = lint_file(file)
    assert str(problems[0]).startswith(f"{file}:{says}")
    with pytest.raises(FeedproofError, match="^" + str(file)):
        load(file)


@pytest.mark.parametrize("update", [{"content": {"x": 1}}, {"content": "x"}, {"content": {"x": {"schema": 1}}}])
def test_nothing_is_renamed_in_what_an_action_before_has_broken(update: Any, tmp_path: Path) -> None:
    broken = {"target": "$.paths..responses.*", "update": update}
    actions = [broken, {"target": "$.components.schemas.CourseDate.properties.MaxPlaces", "x-rename": "Places"}]
    _, (problem,) = lint_file(written(tmp_path / "o.yaml", actions))
    assert problem.pointer == "/actions/1/x-rename"
    assert problem.message.startswith(
        "nothing can be renamed in what is no contract any more, by the actions before: /paths/"
    )


_SESSION = "$.components.schemas.Session.properties.Name"
_ID = "/components/schemas/CourseTemplate/properties/CourseTemplateID"


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (
            {"target": f"${_ID.replace('/', '.')}", "remove": True},
            f"/components/parameters/CourseTemplateID/schema/$ref: '#{_ID}' leads nowhere",
        ),
        (
            {"target": _SESSION, "update": {"$ref": 5}},
            "/components/schemas/Session/properties/Name/$ref: 5 leads nowhere",
        ),
        (
            {"target": _SESSION, "update": {"$ref": "#/components/schemas/Session/properties/Name"}},
            "a $ref leads back to itself",
        ),
    ],
    ids=["removed", "no text", "a loop"],
)
def test_nothing_is_renamed_where_an_action_before_has_broken_a_reference(
    action: dict[str, Any], says: str, tmp_path: Path
) -> None:
    renaming = {"target": "$.components.schemas.Venue.properties.VenueID", "x-rename": "Place"}
    _, (problem,) = lint_file(written(tmp_path / "o.yaml", [action, renaming]))
    assert problem.pointer == "/actions/1/x-rename"
    assert problem.message == f"nothing can be renamed in what is no contract any more, by the actions before: {says}"


def test_what_the_base_loses_is_said_with_its_own_line(tmp_path: Path) -> None:
    target = "$.components.schemas.CourseDate.properties.MinPlaces"
    _, (problem,) = lint_file(written(tmp_path / "o.yaml", [{"target": target, "remove": True}]))
    line = CONTRACT_FILE.read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert (problem.path, "MinPlaces" in line, "MinPlaces" in problem.message) == (CONTRACT_FILE.name, True, True)
    assert problem.message.endswith(f"; {tmp_path / 'o.yaml'}:7 removed it, so remove this, too")


def test_lines_behind_a_removed_item_are_not_made_up(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("a:\n- x\n- y\n- z\n", encoding="utf-8")
    source, _ = overlay.apply(
        read(base.read_text(encoding="utf-8"), "base"),
        read(json.dumps({"overlay": "1.0.0", "actions": [{"target": "$.a[0]", "remove": True}]}), "o"),
    )
    assert source.data == {"a": ["y", "z"]}
    assert source.place("/a/1") == ("base", 1)


@pytest.mark.parametrize("extends", ["none.yaml", "."])
def test_a_file_that_is_not_there_is_one_line_that_says_who_wants_it(tmp_path: Path, extends: str) -> None:
    with pytest.raises(FeedproofError) as caught:
        load(written(tmp_path / "o.yaml", [{"target": "$", "update": {}}], extends=extends))
    assert str(caught.value) == f"{tmp_path / 'o.yaml'}:5: /extends: there is no file {tmp_path / extends}"


def test_the_page_shows_an_overlay_that_works() -> None:
    file = ROOT / "docs" / "overlay.yaml"
    assert f"```yaml\n{file.read_text(encoding='utf-8')}```\n" in (ROOT / "docs" / "tenant.md").read_text(
        encoding="utf-8"
    )
    own = READ | {"CF_Region": "North"}
    assert {finding.pointer for finding in check(own, feed="course-dates")} == {"/Status", "/NetCost"}
    assert check(own, feed="course-dates", contract=load(file)) == []


def test_what_an_overlay_adds_to_a_list_is_said_with_its_line(tmp_path: Path) -> None:
    schemas = "$.components.schemas"
    actions = [
        {"target": f"{schemas}.CourseDateRead", "update": {"required": ["StartDate"]}},
        {"target": f"{schemas}.CourseDate.properties.Status.enum", "update": "Available"},
    ]
    file = written(tmp_path / "o.yaml", actions)
    _, problems = lint_file(file)
    lines = file.read_text(encoding="utf-8").splitlines()
    told = {problem.pointer: problem.message for problem in problems}
    assert set(told) == {
        "/components/schemas/CourseDateRead/required",
        "/components/schemas/CourseDate/properties/Status/enum",
    }
    for added, message in zip(("StartDate", "Available"), sorted(told.values(), key=len), strict=True):
        line = next(number for number, text in enumerate(lines, 1) if added in text)
        assert message.endswith(f'"{added}" occurs here twice; {file}:{line} adds to it')


def test_what_is_served_has_to_be_openapi(tmp_path: Path, cli: Callable[..., Any]) -> None:
    file = str(
        written(
            tmp_path / "o.yaml", [{"target": "$.paths['/venues'].get.responses['200'].description", "remove": True}]
        )
    )
    load(file)
    for command in (("contract", "--profile", "quick"), ("sandbox", "--port", "0")):
        outcome = cli(*command, "--contract", file)
        assert (outcome.code, '"description" is a required property' in outcome.err) == (2, True), outcome.err


def test_what_takes_the_place_of_something_is_said_with_the_line_of_the_overlay(tmp_path: Path) -> None:
    around = "$.components.schemas.CourseDate.properties"
    own = {"NetCost": {"description": "A price", "type": "strin"}}
    file = written(
        tmp_path / "o.yaml", [{"target": f"{around}.NetCost", "remove": True}, {"target": around, "update": own}]
    )
    _, problems = lint_file(file)
    assert {problem.path for problem in problems} == {str(file)}


def test_what_an_overlay_says_is_told_as_its_own(tmp_path: Path) -> None:
    properties = "$.components.schemas.CourseDate.properties"
    own = {"maxLength": {"x-certainty": "observed", "x-source": "tenant: seen"}}
    bare = {"description": "Where", "type": "string", "enum": ["N"]}
    actions = [
        ACTIONS[0],
        {"target": f"{properties}.Name", "update": {"maxLength": 30}},
        {"target": f"{properties}.ExternalID", "update": {"maxLength": 30, "x-evidence": own}},
        {"target": f"{properties}.Status.enum", "update": "Postponed"},
        {"target": properties, "update": {"CF_Bare": bare, **OWN}},
    ]
    contract = load(written(tmp_path / "ours.yaml", actions))
    fields = contract.schema("course-dates", "create")["properties"]
    vendor = bundled().schema("course-dates", "create")["properties"]

    def evidence(name: str, keyword: str) -> list[str]:
        return fields[name]["x-evidence"][keyword][:2]

    assert evidence("Name", "maxLength") == ["stated", "overlay: Ours"]
    assert evidence("Name", "type") == vendor["Name"]["x-evidence"]["type"][:2]
    assert evidence("ExternalID", "maxLength") == ["observed", "tenant: seen"]
    listed = vendor["Status"]["x-evidence"]["enum"][1]
    assert evidence("Status", "enum") == ["stated", f"{listed}; the overlay Ours adds to it"]
    assert evidence("CF_Region", "enum") == ["stated", "tenant: a list"]
    assert evidence("CF_Bare", "enum")[1] == "overlay: Ours"
    assert contract.openapi["x-sources"]["overlay"] == "The overlay of this title"
    more = {"target": f"{properties}.AimsText", "update": {"maxLength": 50}}
    above = written(tmp_path / "more.yaml", [more], extends="ours.yaml", info={"title": "Theirs", "version": "1"})
    fields = load(above).schema("course-dates", "create")["properties"]
    assert evidence("Name", "maxLength") == ["stated", "overlay: Ours"]
    assert evidence("AimsText", "maxLength")[1] == "overlay: Theirs"


def test_how_sure_an_overlay_is_of_what_the_contract_says_is_told_as_its_own(tmp_path: Path) -> None:
    date = "$.components.schemas.CourseDate"
    actions = [
        {"target": f"{date}.properties.WaitingListType", "update": {"x-certainty": "stated"}},
        {"target": f"{date}.properties.NetCost['x-evidence'].minimum", "update": {"x-certainty": "assumed"}},
        {"target": f"{date}['x-before'][0]", "update": {"x-certainty": "assumed"}},
        {"target": f"{date}['x-at-most'][0]", "update": {"larger": "PlacesRemaining"}},
        {"target": "$.paths['/venues'].get", "update": {"x-certainty": "stated"}},
    ]
    contract = load(written(tmp_path / "ours.yaml", actions))
    flat, vendor = (each.schema("course-dates", "create") for each in (contract, bundled()))
    own = "overlay: Ours"

    def evidence(schema: dict[str, Any], name: str, keyword: str) -> list[str]:
        return schema["properties"][name]["x-evidence"][keyword][:2]  # type: ignore[no-any-return]

    assert evidence(flat, "WaitingListType", "enum") == ["stated", own]
    assert evidence(flat, "NetCost", "minimum") == ["assumed", own]
    assert evidence(flat, "NetCost", "type") == evidence(vendor, "NetCost", "type")
    assert [(entry["x-certainty"], entry["x-source"]) for entry in flat["x-before"]] == [
        ("assumed", own),
        *((entry["x-certainty"], entry["x-source"]) for entry in vendor["x-before"][1:]),
    ]
    assert [entry["x-source"] == own for entry in flat["x-at-most"]] == [True, False, False]
    node = contract.openapi["paths"]["/venues"]["get"]
    assert (node["x-certainty"], node["x-source"]) == ("stated", own)


def test_how_sure_an_overlay_is_of_the_source_that_it_names_is_told_with_that(tmp_path: Path) -> None:
    actions = [
        ACTIONS[0],
        {"target": "$.components.schemas.CourseDate.properties.WaitingListType", "update": EVIDENCE},
    ]
    contract = load(written(tmp_path / "ours.yaml", actions))
    fields = contract.schema("course-dates", "create")["properties"]
    assert fields["WaitingListType"]["x-evidence"]["enum"][:2] == ["stated", "tenant: a list"]
