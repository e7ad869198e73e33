"""Each kind of problem, planted in the real contract, is reported once, with its line; garbage never raises."""

import builtins
from pathlib import Path
from typing import Any

import pytest
import yaml
from feedproof.spec.build import CONTRACT_FILE
from feedproof.spec.contract import load
from feedproof.spec.errors import FeedproofError
from feedproof.spec.lint import Problem, lint, lint_file, not_run
from feedproof.spec.yaml_document import read

TEXT = CONTRACT_FILE.read_text(encoding="utf-8")
CASES = yaml.safe_load((Path(__file__).parent / "lint_cases.yaml").read_text(encoding="utf-8"))


def plant(case: dict[str, str]) -> tuple[str, int]:
    """Return the contract with the problem in it, and the line where it is."""
    assert case["old"] in TEXT
    text = TEXT.replace(case["old"], case["new"], 1)
    end = TEXT.index(case["old"]) + len(case["new"])
    return text, text.count("\n", 0, text.rindex(case["mark"], 0, end)) + 1


def test_the_bundled_contract_has_no_problem() -> None:
    assert lint(read(TEXT, CONTRACT_FILE.name)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_problem_is_found_once_and_with_its_line(case: dict[str, str]) -> None:
    text, line = plant(case)
    assert lint(read(text, "tenant.yaml")) == [Problem("tenant.yaml", line, case["pointer"], case["message"])]


def test_every_problem_of_a_stage_is_found_at_once_in_the_order_of_the_lines() -> None:
    text = TEXT.replace("x-page: size", "x-page: width").replace("x-key: DelegateID", "x-kee: DelegateID")
    found = lint(read(text.replace("      x-feed: trainers\n", "", 1), "tenant.yaml"))
    assert [problem.pointer for problem in found] == [
        "/paths/~1trainers/get",
        "/components/parameters/PageSize/x-page",
        "/components/schemas/Delegate/x-kee",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_problem_reads_as_a_place_and_a_sentence() -> None:
    assert str(Problem("a.yaml", 7, "/info", "is odd")) == "a.yaml:7: /info: is odd"
    assert str(Problem("a.yaml", 1, "", "is odd")) == "a.yaml:1: is odd"


def test_words_that_are_names_or_data_are_no_keys() -> None:
    fields = "        x-town: {description: A name}\n        default: {description: A name}\n        Town:\n"
    text = TEXT.replace("        Town:\n", fields)
    text = text.replace("example: {TrainerID: TR-17, ", "example: {x-trainer: {$ref: nowhere}, TrainerID: TR-17, ")
    assert lint(read(text, "tenant.yaml")) == []


def test_what_has_no_type_may_show_any_field() -> None:
    says = "          type: string\n          x-copies: {feed: course-dates, property: Name}\n"
    assert says in TEXT
    assert lint(read(TEXT.replace(says, says.partition("\n")[2]), "tenant.yaml")) == []


def test_bounds_that_one_value_keeps_are_no_problem() -> None:
    said = "          minLength: 1\n"
    assert said in TEXT
    assert lint(read(TEXT.replace(said, f"{said}          maxLength: 1\n", 1), "tenant.yaml")) == []


@pytest.mark.parametrize("text", ["", "7", "[]", "null", "openapi", "{}", "openapi: 3.1.0\ninfo: []\npaths: 7"])
def test_what_is_no_openapi_document_is_a_problem(text: str, tmp_path: Path) -> None:
    (tmp_path / "tenant.yaml").write_text(text, encoding="utf-8")
    _, found = lint_file(tmp_path / "tenant.yaml")
    assert found
    assert len(found) == len(lint(read(text, "tenant.yaml")))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_document_is_told_as_that(text: str) -> None:
    says = "there is nothing in it; write an OpenAPI document, or an overlay of one"
    assert [problem.message for problem in lint(read(text, "tenant.yaml"))] == [says]


def test_what_is_no_yaml_raises_with_its_line() -> None:
    with pytest.raises(FeedproofError, match=r"tenant\.yaml:2:1: not YAML: "):
        lint(read("a: [\n", "tenant.yaml"))


def test_loading_a_contract_with_problems_names_the_first(tmp_path: Path) -> None:
    path = tmp_path / "tenant.yaml"
    text = TEXT.replace("x-key: DelegateID", "x-kee: DelegateID").replace("x-page: size", "x-page: 7")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FeedproofError, match=r"tenant\.yaml:\d+: /comp.*/PageSize/x-page: .* \(and 1 more") as raised:
        load(path)
    assert str(raised.value).endswith(f" (and 1 more; see feedproof spec lint {path})")


def test_without_openapi_spec_validator_lint_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not_run() == {}
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "openapi_spec_validator":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert not_run() == {"openapi-spec-validator": "it is not installed; it comes with feedproof[contract]"}
    assert lint(read(TEXT.replace("operationId: readTrainer", "operationId: readVenue"), "tenant.yaml")) == []
