"""`feedproof spec diff`: what a change of the contract means for payloads, on one screen, and whether it is too much."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from feedproof.ci.spec import DIFF_FORMATS, EFFECTS
from feedproof.ci.spec.comparison import code, compare
from feedproof.ci.spec.diff_words import MEANS
from feedproof.spec.contract import bundled
from feedproof.spec.diff.effect import Effect
from markdown_it import MarkdownIt

ROOT = Path(__file__).parent.parent
SCHEMAS = "$.components.schemas"
DATES = f"{SCHEMAS}.CourseDate.properties"
SHORT = bundled().sha256[:12]
LOOSER: dict[str, Any] = {"target": f"{DATES}.Status.enum", "update": "Postponed"}
ALL: list[dict[str, Any]] = [
    LOOSER,
    {"target": f"{DATES}.Name", "update": {"maxLength": 100, "description": "Other words"}},
    {"target": f"{DATES}.TimeZone", "update": {"x-certainty": "stated"}},
    {"target": f"{DATES}.StartDate", "update": {"format": "web-address"}},
    {"target": f"{SCHEMAS}.CourseDateCreate.required", "update": "ExternalID"},
    {"target": f"{SCHEMAS}.CourseDate['x-before'][0]", "remove": True},
    {"target": f"{SCHEMAS}.Session.properties.SessionID", "update": {"x-personal": True}},
    {"target": "$.components.parameters.PageSize.schema", "update": {"maximum": 50}},
    {"target": "$.paths['/venues'].get.responses['401']", "remove": True},
]
NUMBER = "name one contract, to compare with the bundled one, or two: old and new (see feedproof spec diff --help)\n"
SAID = """\
from bundled, contract 0.1.0 (sha256 {old})
to   ours.yaml, contract 0.1.0 (sha256 {new})

operations
  answer 401
    stricter                removed  (GET /venues)
  query $top
    stricter                maximum 1000 → 50  (5 operations)

course-dates
  the record
    stricter  error         required + "ExternalID"  (create)
    looser    error         x-before - {{"earlier": "StartDate", "later":
                            "EndDate"}}
  Name
    stricter  error         maxLength 255 → 100
  StartDate
    other     error         format "feed-date-time" → "web-address"
  TimeZone
    evidence  note → error  type assumed → stated, source now: overlay: Ours
  Status
    looser    error         enum + "Postponed"
  Sessions[].SessionID
    unjudged                x-personal added: true

4 stricter  what was accepted may be a finding now
1 other     stricter in some ways, looser in others; or it cannot be told
1 evidence  the same findings, with another severity or source
2 looser    what was a finding may be accepted now
1 unjudged  judged as before; what is generated, shown or hinted may change
1 words     titles, descriptions and examples: counted, not listed
"""


def written(path: Path, *actions: dict[str, Any], **more: Any) -> str:
    document = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, **more, "actions": list(actions)}
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return path.name


@pytest.fixture
def ours(payloads: Path) -> str:
    return written(payloads / "ours.yaml", *ALL)


def test_what_an_overlay_does_is_said_in_one_screen(ours: str, cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "diff", ours)
    digest = re.findall(r"sha256 ([0-9a-f]{12})", outcome.out)[1]
    assert outcome.out == SAID.format(old=SHORT, new=digest)
    assert (outcome.code, outcome.err) == (1, "")
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_old_and_new_may_be_named_and_turned_round(ours: str, cli: Callable[..., Any]) -> None:
    assert cli("spec", "diff", "bundled", ours).out == cli("spec", "diff", ours).out
    back = cli("spec", "diff", ours, "bundled").out
    assert "  Status\n    stricter  error         enum - " in back
    assert "maxLength 100 → 255" in back
    assert "\n2 stricter  " in back


def test_two_overlays_are_compared_with_each_other(ours: str, payloads: Path, cli: Callable[..., Any]) -> None:
    more = written(payloads / "more.yaml", {"target": f"{DATES}.Name", "update": {"maxLength": 99}}, extends=ours)
    outcome = cli("spec", "diff", ours, more)
    assert outcome.out.split("\n\n")[1:] == [
        "course-dates\n  Name\n    stricter  error  maxLength 100 → 99",
        f"1 stricter  {MEANS[Effect.STRICTER]}\n",
    ]


def test_nothing_that_is_compared_differs(payloads: Path, cli: Callable[..., Any]) -> None:
    file = written(payloads / "more.yaml", {"target": "$.info", "update": {"title": "Other"}})
    outcome = cli("spec", "diff", file)
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, "nothing that is compared differs; the documents do")


@pytest.mark.parametrize("names", [["bundled"], ["ours.yaml", "ours.yaml"]], ids=["bundled", "twice"])
def test_a_contract_does_not_differ_from_itself(names: list[str], ours: str, cli: Callable[..., Any]) -> None:
    assert ours
    outcome = cli("spec", "diff", *names)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.endswith("\n\nnothing differs\n")


@pytest.mark.parametrize(
    ("action", "fails"),
    [
        ({"target": f"{DATES}.Name", "update": {"maxLength": 100}}, EFFECTS),
        ({"target": f"{DATES}.StartDate", "update": {"format": "web-address"}}, EFFECTS[1:]),
        ({"target": f"{DATES}.TimeZone", "update": {"x-certainty": "stated"}}, EFFECTS[2:]),
        (LOOSER, EFFECTS[3:]),
        ({"target": f"{DATES}.TimeZone", "update": {"x-personal": True}}, EFFECTS[4:]),
        ({"target": f"{DATES}.TimeZone", "update": {"description": "Where it is"}}, EFFECTS[5:]),
    ],
    ids=EFFECTS,
)
def test_it_fails_from_the_wanted_effect_on(
    action: dict[str, Any], fails: list[str], payloads: Path, cli: Callable[..., Any]
) -> None:
    file = written(payloads / "one.yaml", action)
    comparison = compare([file])
    assert {effect: code(comparison, effect) for effect in EFFECTS} == {
        effect: int(effect in fails) for effect in EFFECTS
    }
    assert cli("spec", "diff", file, "--fail-on", "stricter").code == int(EFFECTS[0] in fails)


def test_the_effects_are_those_of_the_comparison_and_explained(cli: Callable[..., Any]) -> None:
    assert [effect.name.lower() for effect in MEANS] == list(EFFECTS) == [str(effect) for effect in reversed(Effect)]
    assert list(MEANS) == sorted(Effect, reverse=True)
    words = " ".join(cli("spec", "diff", "--help").out.split())
    assert all(f"{effect} {means}" in words for effect, means in MEANS.items())


def test_json_keeps_to_its_schema(ours: str, cli: Callable[..., Any]) -> None:
    schema = json.loads(cli("spec", "schema", "diff").out)
    assert schema == json.loads((ROOT / "ci" / "diff.schema.json").read_text(encoding="utf-8"))
    outcome = cli("spec", "diff", ours, "--format", "json")
    document = json.loads(outcome.out)
    jsonschema.validate(document, schema)
    assert (outcome.code, outcome.out.isascii()) == (1, True)
    assert document["summary"] == {"stricter": 4, "other": 1, "evidence": 1, "looser": 2, "unjudged": 1, "words": 1}
    (gained,) = (
        one for one in document["differences"] if one["kind"] == "gained" and one["feed"] and one["keyword"] == "enum"
    )
    at = "#/components/schemas/CourseDate/properties/Status/enum"
    assert gained == {
        "effect": "looser", "kind": "gained", "feed": "course-dates", "operations": ["read", "create", "update"],
        "where": "Status", "about": None, "place": ["Status"], "keyword": "enum", "old": None, "new": "Postponed", "was": None,
        "now": {"severity": "error", "certainty": "stated", "source": gained["now"]["source"], "contract": at},
    }  # fmt: skip
    gone = next(one for one in document["differences"] if one["about"] == "answer 401")
    assert (gone["feed"], gone["operations"], gone["kind"]) == (None, ["GET /venues"], "removed")


def test_markdown_is_tables_that_show_what_the_text_shows(ours: str, cli: Callable[..., Any]) -> None:
    outcome = cli("spec", "diff", ours, "--format", "markdown")
    assert outcome.out.startswith(
        "## feedproof: 4 stricter, 1 other, 1 evidence, 2 looser, 1 unjudged, 1 words\n\nFrom bundled"
    )
    html = MarkdownIt("gfm-like", {"linkify": False}).render(outcome.out)
    assert re.findall("<h3>(.*)</h3>", html) == ["operations", "course-dates", "Effects"]
    assert "<td>required + &quot;ExternalID&quot;</td>\n<td>create</td>" in html
    assert html.count("<td>stricter</td>") == 4 + 1


def test_what_a_contract_says_acts_on_no_terminal_and_no_page(payloads: Path, cli: Callable[..., Any]) -> None:
    bad = "\x1b[31m<img src=x>|@all"
    file = written(payloads / "one.yaml", LOOSER | {"update": bad})
    text, page = (cli("spec", "diff", file, "--format", form).out for form in ("text", "markdown"))
    assert "\x1b" not in text + page
    assert "<img" not in page
    assert "@all" not in page


@pytest.mark.parametrize("form", DIFF_FORMATS)
def test_it_is_written_to_a_file(form: str, ours: str, payloads: Path, cli: Callable[..., Any]) -> None:
    printed = cli("spec", "diff", ours, "--format", form)
    outcome = cli("spec", "diff", ours, "--format", form, "-o", "diff.txt")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    assert (payloads / "diff.txt").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], NUMBER),
        (["a", "b", "c"], NUMBER),
        (["none.yaml"], "none.yaml: No such file or directory"),
        (["tree"], "tree: Is a directory"),
        (["good.json"], "good.json:1: 'openapi' is missing; write the version of OpenAPI, "),
        (["ours.yaml", "--fail-on", "worse"], "Invalid value for '--fail-on': 'worse' is not one of "),
        (["ours.yaml", "-o", "ours.yaml"], "-o ours.yaml: this would overwrite a contract that is compared"),
        (["ours.yaml", "-o", "no/diff.txt"], "-o no/diff.txt: No such file or directory"),
    ],
    ids=["nothing", "three", "missing", "directory", "no contract", "no effect", "input", "no folder"],
)  # fmt: skip
def test_bad_input_is_one_line(args: list[str], says: str, ours: str, payloads: Path, cli: Callable[..., Any]) -> None:
    before = (payloads / ours).read_bytes()
    outcome = cli("spec", "diff", *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"feedproof: {says}")
    assert outcome.err.count("\n") == 1
    assert (payloads / ours).read_bytes() == before


@pytest.mark.parametrize(
    ("feed", "name", "says"),
    [
        ("CourseTemplate", "CF_Room", "stricter  error  added: string; any value was accepted"),
        ("CourseDate", "Room", "looser  note  added: string; it was refused"),
        ("Venue", "Room", "stricter  error  added: string; any value was accepted"),
    ],
)
def test_a_field_more_is_looser_only_where_it_was_refused(
    feed: str, name: str, says: str, payloads: Path, cli: Callable[..., Any]
) -> None:
    field = {"description": "Where", "type": "string", "x-certainty": "stated", "x-source": "page: so"}
    file = written(payloads / "one.yaml", {"target": f"{SCHEMAS}.{feed}.properties", "update": {name: field}})
    assert f"  {name}\n    {says}\n" in cli("spec", "diff", file).out
    back = cli("spec", "diff", file, "bundled").out
    assert ("any value is accepted now" if "stricter" in says else "it is refused now") in back
