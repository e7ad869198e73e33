"""`feedproof spec`: show, lint, bundle, and the schemas."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.spec.operations import operations
from feedproof.spec.source import read

ROOT = Path(__file__).parent.parent


def _rows(text: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}


def test_show_names_every_operation_and_field(cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "show")
    assert (outcome.code, outcome.err) == (0, "")
    for operation in operations(bundled().openapi):
        assert f"  {operation.label} " in outcome.out
    for feed in bundled().feeds.values():
        assert f"\n{feed.name}: identified by {feed.key}, listed in {feed.envelope!r}\n" in outcome.out
        assert feed.actions["read"]["properties"].keys() <= _rows(outcome.out).keys()


@pytest.mark.parametrize(
    "row",
    [
        "StartDate string, feed-date-time required required required yes stated",
        "EndDate string, feed-date-time required required required - stated",
        "CourseDateID string required - - yes observed",
        "Status string, 9 values required required required - stated",
        "NetCost number yes yes yes - stated",
        "PlacesRemaining integer yes - - - assumed",
        "Sessions[].StartDate string, feed-date-time yes - - - assumed",
    ],
)
def test_show_says_what_can_be_done_with_a_field(row: str, cli: Callable[..., Any]) -> None:
    out = cli("spec", "show", "--feed", "course-dates").out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "field type GET PUT POST filter certainty" in rows
    assert row in rows


def test_show_marks_what_is_personal(cli: Callable[..., Any]) -> None:
    rows = [" ".join(line.split()) for line in cli("spec", "show", "--feed", "delegates").out.splitlines()]
    assert "DelegateID string, personal required - assumed" in rows
    assert "CourseDateID string required - inferred" in rows


def test_show_of_one_feed_is_a_part_of_all(cli: Callable[..., Any]) -> None:
    title, _, venues = cli("spec", "show", "--feed", "venues").out.partition("\n")
    everything = cli("spec", "show").out
    assert everything.startswith(title)
    assert everything.endswith(venues)


def test_lint_names_the_line_of_each_problem(payloads: Path, cli: Callable[..., Any]) -> None:
    text = (ROOT / "spec" / "openapi.yaml").read_text(encoding="utf-8").replace("x-before:", "x-befor:")
    (payloads / "mine.yaml").write_text(text, encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if "x-befor:" in line]
    outcome = cli("spec", "lint", "mine.yaml")
    assert (outcome.code, outcome.err) == (1, "")
    *problems, summary = outcome.out.splitlines()
    assert all(any(problem.startswith(f"mine.yaml:{line}: ") for problem in problems) for line in lines)
    assert summary == f"mine.yaml: {len(problems)} problems"


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_bundle_is_the_whole_contract(form: str, payloads: Path, cli: Callable[..., Any]) -> None:
    printed = cli("spec", "bundle", "--format", form)
    assert (printed.code, printed.err) == (0, "")
    assert read(printed.out, "bundle").data == bundled().openapi
    written = cli("spec", "bundle", "--format", form, "-o", "bundle.txt")
    assert (written.code, written.out) == (0, "")
    assert (payloads / "bundle.txt").read_text(encoding="utf-8") == printed.out


def test_bundle_can_be_judged_by(payloads: Path, cli: Callable[..., Any]) -> None:
    cli("spec", "bundle", "-o", "mine.json")
    assert cli("check", "good.json", "--contract", "mine.json").out == cli("check", "good.json").out
    assert cli("spec", "lint", "mine.json").out == "mine.json: no problems\n"
    assert cli("spec", "show", "--contract", "mine.json").out == cli("spec", "show").out
    assert json.loads((payloads / "mine.json").read_text(encoding="utf-8")) == bundled().openapi


def test_bundle_that_cannot_be_written(cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "bundle", "-o", "no/bundle.json")
    assert (outcome.code, outcome.err) == (2, "feedproof: -o no/bundle.json: No such file or directory\n")


@pytest.mark.parametrize("name", ["report", "config"])
def test_a_schema_is_the_file(name: str, cli: Callable[..., Any]) -> None:
    assert cli("spec", f"{name}-schema").out == (ROOT / "ci" / f"{name}.schema.json").read_text(encoding="utf-8")
