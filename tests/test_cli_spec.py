"""`feedproof spec`: show, lint, bundle, and the schemas."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.spec.overview import called, fields
from feedproof.spec.contract import bundled, load
from feedproof.spec.flat import Path as Place
from feedproof.spec.yaml_document import read

ROOT = Path(__file__).parent.parent
SCHEMAS = ("report", "examination", "self-test", "config", "diff", "drift", "baseline")


def _rows(text: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}


FIELDS = [(feed.name, called(at), at) for feed in bundled().feeds.values() for at in fields(feed)]


def test_show_names_every_feed_with_its_operations(cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "show")
    assert (outcome.code, outcome.err) == (0, "")
    for operation in bundled().operations:
        assert f"  {operation.label} " in outcome.out
    for feed in bundled().feeds.values():
        assert f"\n{feed.name}: identified by {feed.key}, listed in {feed.envelope!r}\n" in outcome.out


@pytest.mark.parametrize("feed", bundled().feeds)
def test_show_of_a_feed_names_every_field_and_value(feed: str, cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "show", feed)
    assert (outcome.code, outcome.err) == (0, "")
    assert {name for owner, name, _ in FIELDS if owner == feed} <= _rows(outcome.out).keys()
    schema = bundled().feeds[feed].actions["read"]
    words = set(outcome.out.replace(",", "").replace('"', "").split())
    for child in schema["properties"].values():
        assert set(child.get("enum", ())) <= words
    for keyword in schema.keys() & {"x-before", "x-at-most", "x-clash", "x-only-after"}:
        assert len([line for line in outcome.out.splitlines() if line.startswith(f"    {keyword} ")]) >= len(
            schema[keyword]
        )


@pytest.mark.parametrize(("feed", "name", "at"), FIELDS)
def test_show_of_a_field_says_all_of_it(feed: str, name: str, at: Place, cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "show", feed, name)
    assert (outcome.code, outcome.err) == (0, "")
    assert max(map(len, outcome.out.splitlines())) <= 80
    text = " ".join(outcome.out.split())
    for schema in fields(bundled().feeds[feed])[at].values():
        assert " ".join(schema["description"].split()) in text
        assert all(f" {alias}" in text for alias in schema.get("x-aliases", ()))
        for keyword, (certainty, source, _) in schema["x-evidence"].items():
            assert f"{source}" in text
            assert f"\n  {keyword}" in outcome.out
            assert f" {certainty}" in text
        personal = schema.get("x-personal", False)
        assert all((str(one) in text) != personal for one in schema.get("examples", ())[:1] if isinstance(one, str))


MIN_PLACES = """\
course-dates MinPlaces: number. The fewest delegates. That both PUT and POST
                        take it is inferred.
  GET: optional; PUT: optional; POST: optional

  type  number
    The JSON types that the value may have.
    stated, so breaking it is an error: page: Min places, Must be positive and
    must be equal to or lower than maximum places
  multipleOf  1
    The number is a multiple of this one.
    inferred, so breaking it is a warning: reason: places are counted
"""


def test_show_of_a_field(cli: Callable[..., Any]) -> None:
    out = cli("spec", "show", "course-dates", "MinPlaces").out
    assert out.partition("\n\n")[2].startswith(MIN_PLACES)
    assert out.endswith("""
with others
  x-at-most  {"smaller": "MinPlaces", "larger": "MaxPlaces"}
    One number is at most another.
    stated, so breaking it is an error: page: Max places, must be equal to or
    higher than minimum places
""")


def test_show_says_in_which_operations_it_holds(cli: Callable[..., Any]) -> None:
    out = cli("spec", "show", "course-dates", "Tax").out
    assert "  GET: optional; PUT: not sent; POST: not sent\n" in out
    assert "\n  readOnly  (create, update)\n" in out
    assert "; lists are filtered by Name type " in " ".join(cli("spec", "show", "course-dates", "Name").out.split())


@pytest.mark.parametrize("args", [[""], ["venues", ""], ["", "Status"]])
def test_show_of_nothing_is_an_error(args: list[str], cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "show", *args)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "an argument is empty" in outcome.err


def test_show_says_what_the_items_of_an_array_are(cli: Callable[..., Any]) -> None:
    out = cli("spec", "show", "course-templates", "Category").out
    assert "\neach item\n  type  string, integer, object\n" in out


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
    out = cli("spec", "show", "course-dates").out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "field type GET PUT POST filter certainty" in rows
    assert row in rows


def test_show_marks_what_is_personal(cli: Callable[..., Any]) -> None:
    rows = [" ".join(line.split()) for line in cli("spec", "show", "delegates").out.splitlines()]
    assert "DelegateID string, personal required - assumed" in rows
    assert "CourseDateID string required - inferred" in rows


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


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_bundle_keeps_what_looks_like_something_else(form: str, payloads: Path, cli: Callable[..., Any]) -> None:
    """Texts that one version of YAML or another takes for a number, a truth, a date, or the end of a line."""
    odd = ["1e3", "no", "0x10", "0o7", "1_000", "2027-01-01", "12:30:00", "~", "=", "- a", "a: b", "a\u2028b", " a", ""]
    update = {"enum": odd, "x-evidence": {"enum": {"x-certainty": "observed", "x-source": "tenant: x"}}}
    actions = [
        {"target": "$['x-sources']", "update": {"tenant": "what our tenant shows"}},
        {"target": "$.components.schemas.CourseDate.properties.Status", "update": update},
    ]
    overlay = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": actions}
    (payloads / "ours.yaml").write_text(json.dumps(overlay), encoding="utf-8")
    printed = cli("spec", "bundle", "--format", form, "--contract", "ours.yaml")
    assert (printed.code, printed.err) == (0, "")
    assert read(printed.out, "bundle").data == load(payloads / "ours.yaml").openapi


def test_bundle_that_cannot_be_written(cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "bundle", "-o", "no/bundle.json")
    assert (outcome.code, outcome.err) == (2, "feedproof: -o no/bundle.json: No such file or directory\n")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_the_file(name: str, cli: Callable[..., Any]) -> None:
    assert cli("spec", "schema", name).out == (ROOT / "ci" / f"{name}.schema.json").read_text(encoding="utf-8")


def test_without_a_name_each_schema_is_told_in_a_line(cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "schema")
    head, *told, empty, hint = outcome.out.splitlines()
    assert (outcome.code, outcome.err, head.split(), empty) == (0, "", ["name", "what", "it", "describes"], "")
    assert [line.split()[0] for line in told] == sorted(SCHEMAS)
    assert all(line.endswith(".") and len(line) <= 100 for line in told)
    assert hint == "feedproof spec schema NAME prints one"


def test_a_schema_that_there_is_not(cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "schema", "reports")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert all(name in outcome.err for name in SCHEMAS)


def test_a_field_that_only_one_of_put_and_post_may_take_says_so(cli: Callable[..., Any]) -> None:
    """The page merges both columns; what it says twice is said of both."""
    doubt = "both PUT and POST take it is inferred"
    schemas = bundled().feeds["course-dates"].actions
    required, alias = schemas["create"]["required"], {"Name"}
    sent = {name: child for name, child in schemas["create"]["properties"].items() if not child.get("readOnly")}
    assert {name for name, child in sent.items() if doubt not in child["description"]} == {*required} | alias
    others = (child for name, child in schemas["read"]["properties"].items() if name not in sent)
    assert not any(doubt in child["description"] for child in others)
    shown = " ".join(cli("spec", "show", "course-dates", "NetCost").out.split())
    assert doubt in shown
    assert "may be a copy error" in " ".join(cli("rules", "dates-out-of-order").out.split())
