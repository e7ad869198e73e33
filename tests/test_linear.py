"""No text slows a program down: these took minutes when the time grew with the square of the text's length."""

import json
from pathlib import Path

import pytest
from feedproof.contract_tests.reproduction import Reproduction
from feedproof.fixtures.ids import around_number
from feedproof.spec import overlay
from feedproof.spec.contract import bundled
from feedproof.spec.diff.operations import _PART
from feedproof.spec.lint import lint_file
from feedproof.spec.yaml_document import read
from feedproof.validators.traffic.yaml_recording import YamlRecording

LONG = 200_000


def test_the_last_number_of_a_long_text_is_found() -> None:
    assert around_number("1" * LONG + "a1a") == ("1" * LONG + "a", "1", "a")
    assert around_number("1" * LONG) == ("", "1" * LONG, "")
    assert around_number("a" * LONG) == ("a" * LONG, "", "")


def test_the_parts_of_a_long_path_are_found() -> None:
    assert _PART.sub("{}", "{" * LONG + "{CourseID}") == "{" * LONG + "{}"


def test_a_long_query_names_no_record() -> None:
    request = f"curl 'http://feeds.example/coursedates?{'a' * LONG}'"
    assert Reproduction(bundled(), "http://feeds.example", {}).commands((request,)) == (request,)


def test_what_is_merged_many_times_is_merged_once() -> None:
    names, many = ", ".join(f"k{number}: 1" for number in range(4000)), ", ".join(["*m"] * 4000)
    recording = YamlRecording(f"m: &m {{{names}}}\ninteractions:\n- {{<<: [{many}]}}\n".encode())
    assert len(recording.value["interactions"][0]) == 4000


def test_an_overlay_goes_once_to_what_many_ways_lead_to() -> None:
    depth, steps = 90, 8
    action = {"target": "$" + "..*" * steps, "update": {"b": 7}}
    base = read('{"a": ' * depth + "1" + "}" * depth, "base")
    source, faults = overlay.apply(base, read(json.dumps({"overlay": "1.0.0", "actions": [action]}), "overlay"))
    assert (faults, len(source.edits)) == ([], depth - steps + 1)


def test_what_brings_many_problems_is_found_without_looking_for_the_target_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    places = overlay._places  # noqa: SLF001
    monkeypatch.setattr(overlay, "_places", lambda target, document: asked.append(target) or places(target, document))
    actions = [
        {"target": "$.components.schemas..properties.*", "update": {"typ": "x"}},
        {"target": "$.info", "update": {"y": 1}},
    ]
    document = {"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": actions}
    (tmp_path / "o.yaml").write_text(json.dumps(document), encoding="utf-8")
    _, problems = lint_file(tmp_path / "o.yaml", is_thorough=False)
    assert len(problems) > 50
    assert asked == [action["target"] for action in actions]
