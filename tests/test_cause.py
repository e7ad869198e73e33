"""A problem that an overlay causes is reported with the overlay's line, wherever it shows; any other problem is not."""

import json
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.build import CONTRACT_FILE
from feedproof.spec.lint import lint_file

SCHEMAS = "$.components.schemas"
DATE = f"{SCHEMAS}.CourseDate.properties"
TITLE = {"target": "$.info", "update": {"title": "Ours"}}
Action = dict[str, Any]


def written(path: Path, actions: list[Action], **more: Any) -> Path:
    """Write an overlay: the action with this index stands in this line, counted from 4."""
    head = json.dumps({"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, **more})[:-1]
    lines = [f"{head},", "", '"actions": [', *(f"{json.dumps(action)}," for action in actions[:-1])]
    path.write_text("\n".join([*lines, f"{json.dumps(actions[-1])}]}}"]), encoding="utf-8")
    return path


BROUGHT: dict[str, tuple[list[Action], str]] = {
    "a type": ([TITLE, {"target": f"{DATE}.CourseDateID", "update": {"type": "integer"}}], ":5 is why"),
    "read-only": ([{"target": f"{DATE}.Status", "update": {"readOnly": True}}], ":4 is why"),
    "all values": (
        [{"target": f"{DATE}.Status.enum", "remove": True}],
        ":4 removed it, so remove this, too",
    ),
    "one of two values": (
        [
            {"target": f"{DATE}.Status.enum[?@ == 'Available']", "remove": True},
            {"target": f"{DATE}.Status.enum[?@ == 'Unknown']", "remove": True},
        ],
        ":4 removed it, so remove this, too",
    ),
    "items beside a reference": (
        [{"target": f"{DATE}.Sessions", "update": {"items": {"type": "string"}}}],
        ":4 is why",
    ),
    "other items": (
        [
            {"target": f"{DATE}.Sessions.items", "remove": True},
            {
                "target": f"{DATE}.Sessions",
                "update": {"items": {"type": "object", "properties": {"A": {"type": "string", "description": "A"}}}},
            },
        ],
        ":4 removed it, so remove this, too",
    ),
    "another name, later": (
        [
            {"target": f"{DATE}.CourseDateID", "update": {"type": "integer"}},
            {"target": f"{DATE}.CourseDateID", "x-rename": "Id"},
            TITLE,
        ],
        ":4 is why",
    ),
    "what stands there itself": ([{"target": "$.paths['/venues'].get.responses", "remove": True}], ":4 removed it"),
    "what only the validator of OpenAPI misses": (
        [TITLE, {"target": "$.paths['/venues'].get.responses['200'].description", "remove": True}],
        ":5 removed it",
    ),
    "behind what hides it for a while": (
        [
            {"target": f"{DATE}.NetCost", "update": {"type": "strin"}},
            {"target": f"{DATE}.NetCost", "update": {"type": "string"}},
            {"target": f"{DATE}.NetCost", "update": {"maximum": 7}},
        ],
        ":5 is why",
    ),
}


@pytest.mark.parametrize("name", BROUGHT)
def test_a_problem_of_another_document_names_the_line_that_brings_it(name: str, tmp_path: Path) -> None:
    actions, says = BROUGHT[name]
    file = written(tmp_path / "o.yaml", actions)
    _, problems = lint_file(file)
    elsewhere = [problem for problem in problems if problem.path == CONTRACT_FILE.name]
    assert elsewhere
    assert {problem.message.rpartition("; ")[2] for problem in elsewhere} == {f"{file}{says}"}


def test_each_problem_names_its_own_line(tmp_path: Path) -> None:
    names = ("ExternalID", "ImageURL", "AimsText")
    file = written(tmp_path / "o.yaml", [{"target": f"{DATE}.{name}", "update": {"type": "integer"}} for name in names])
    _, problems = lint_file(file)
    told = {problem.pointer.split("/")[5]: problem.message.rpartition("; ")[2] for problem in problems}
    assert told == {name: f"{file}:{line} is why" for line, name in enumerate(names, 4)}


def test_what_stands_in_the_overlay_is_told_once(tmp_path: Path) -> None:
    own = {"CF_A": {"description": "A", "type": "string", "minimum": 7}}
    file = written(tmp_path / "o.yaml", [{"target": DATE, "update": own}])
    _, (problem,) = lint_file(file)
    assert (problem.path, problem.line) == (str(file), 4)
    assert problem.message == "minimum says nothing of this value: its type is string"


@pytest.mark.parametrize("target", [f"{DATE}.Status.enum", f"{SCHEMAS}.CourseDateCreate.required"])
def test_a_list_where_one_item_is_wanted_is_told_as_that(target: str, tmp_path: Path) -> None:
    file = written(tmp_path / "o.yaml", [{"target": target, "update": ["Name", "ExternalID"]}])
    _, (problem,) = lint_file(file)
    assert (problem.path, problem.line) == (str(file), 4)
    assert problem.message == (
        '["Name", "ExternalID"] is not text; the update of a list adds one item, so write an action for each'
    )


def test_an_overlay_on_another_is_told_apart_from_it(tmp_path: Path) -> None:
    gone = [{"target": f"{DATE}.Name{inside}", "remove": True} for inside in (".maxLength", "['x-evidence']")]
    below = written(tmp_path / "below.yaml", [{"target": f"{DATE}.NetCost", "update": {"minimum": 7}}, *gone])
    upper = written(
        tmp_path / "upper.yaml", [TITLE, {"target": f"{DATE}.NetCost", "update": {"maximum": 6}}], extends=below.name
    )
    assert lint_file(below)[1] == []
    _, (problem,) = lint_file(upper)
    assert (problem.path, problem.line) == (str(below), 4)
    assert problem.message == f"no value keeps minimum 7 and maximum 6; {upper}:5 is why"


def test_what_the_document_had_before_is_no_overlay_s_doing(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    text = CONTRACT_FILE.read_text(encoding="utf-8")
    base.write_text(text.replace("x-key: VenueID", "x-key: Lable"), encoding="utf-8")
    file = written(tmp_path / "o.yaml", [TITLE], extends=base.name)
    _, (problem,) = lint_file(file)
    assert problem.path == str(base)
    assert problem.message == "'Lable' is not a known property (did you mean 'Label'?)"
