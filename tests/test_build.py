"""Compiling: the flat schemas say what the contract says, and each of their keywords has its place in the contract."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from feedproof.fixtures.build import records
from feedproof.fixtures.plan import FULL
from feedproof.spec import build as module
from feedproof.spec.build import CONTRACT_FILE, build, main, render
from feedproof.spec.contract import bundled
from feedproof.spec.dialect import keywords
from feedproof.spec.evidence import Evidence
from feedproof.spec.flat import schemas
from feedproof.spec.flatten import flatten
from feedproof.spec.nulls import NOT_NULL
from feedproof.spec.operations import answer_schema_at, body_schema_at, operations
from feedproof.spec.pointer import join, resolve, split, step
from feedproof.spec.yaml_document import read
from feedproof.validators import Certainty, Judge
from feedproof.validators.model import Context
from feedproof.validators.rules import rules
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from places import places
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

TEXT = CONTRACT_FILE.read_text(encoding="utf-8")
CONTRACT = bundled()
DOCUMENT = CONTRACT.openapi
JUDGED = {
    (op.feed, op.action): answer_schema_at(DOCUMENT, op) if op.action == "read" else body_schema_at(op)
    for op in operations(DOCUMENT)
    if op.action in {"read", "create", "update"}
}
SITES = sorted(JUDGED)


def test_each_feed_has_its_key_its_envelope_and_its_actions() -> None:
    assert {name: (feed.key, feed.envelope, list(feed.actions)) for name, feed in CONTRACT.feeds.items()} == {
        "course-templates": ("CourseTemplateID", "results", ["read"]),
        "course-dates": ("CourseDateID", "results", ["create", "read", "update"]),
        "delegates": ("DelegateID", "results", ["read"]),
        "trainers": ("TrainerID", "results", ["read"]),
        "venues": ("VenueID", "results", ["read"]),
    }


# --------------------------------------------------------------------------------------------- faithful to the document
REGISTRY: Registry[Any] = Registry().with_resource("urn:contract", Resource.from_contents(DOCUMENT, DRAFT202012))
RAW = {site: Draft202012Validator({"$ref": f"urn:contract#{at}"}, registry=REGISTRY) for site, at in JUDGED.items()}
FLAT = {site: Draft202012Validator(CONTRACT.schema(*site)) for site in SITES}
WHOLE = {(feed, action): list(records(Judge(feed, Context(action=action)), 0, 3, FULL)) for feed, action in SITES}
VALUES = st.sampled_from([None, True, 0, 1, -3, 0.5, 2**60, "", "x", "x" * 300, "Cancelled", [], [1], {}]).map(deepcopy)


def broken(validator: Draft202012Validator, record: Any) -> set[tuple[str, str]]:
    """Return every broken keyword: the pointer to the value, and what is wrong with it."""
    return {(join("", *error.absolute_path), error.message) for error in validator.iter_errors(record)}


def change(record: Any, at: str, value: Any) -> None:
    """Put a value at the place; `...` takes away what stands there."""
    *parents, last = split(at)
    for part in parents:
        record = step(record, part)
    key: Any = int(last) if isinstance(record, list) else last
    if value is ...:
        del record[key]
    else:
        record[key] = value


@st.composite
def mutants(draw: st.DrawFn) -> tuple[tuple[str, str], Any]:
    """Draw a feed and an action, and a full record of them with up to four values changed or taken away."""
    site = draw(st.sampled_from(SITES))
    record = json.loads(json.dumps(draw(st.sampled_from(WHOLE[site]))))
    for _ in range(draw(st.integers(0, 4))):
        if places(record):
            change(record, draw(st.sampled_from(places(record))), draw(st.just(...) | VALUES))
    return site, record


@settings(max_examples=300, deadline=None)
@given(mutants())
def test_a_flat_schema_finds_what_the_document_finds(mutant: tuple[tuple[str, str], Any]) -> None:
    site, record = mutant
    assert broken(FLAT[site], record) == broken(RAW[site], record)


@pytest.mark.parametrize("site", SITES, ids="-".join)
@pytest.mark.parametrize("record", [None, 7, "text", [], {}], ids=repr)
def test_what_is_no_record_is_found_too(site: tuple[str, str], record: Any) -> None:
    assert broken(FLAT[site], record) == broken(RAW[site], record)


# ------------------------------------------------------------------------------------------------------------- layers
LAYERED = {
    "Base": {
        "x-certainty": "stated",
        "x-source": "page: base",
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {
                "type": "string",
                "maxLength": 5,
                "x-evidence": {"maxLength": {"x-certainty": "observed", "x-source": "page: a"}},
            },
            "b": {"$ref": "#/Text"},
            "c": {"type": "array", "items": {"$ref": "#/Text"}, "x-certainty": "inferred", "x-source": "page: c"},
        },
    },
    "Text": {"type": "string"},
    "Whole": {
        "allOf": [{"$ref": "#/Base"}],
        "title": "Whole",
        "required": ["b"],
        "x-certainty": "assumed",
        "x-source": "page: whole",
    },
}
NOBODY = Evidence("assumed", "nobody")


def test_layers_become_one_schema() -> None:
    flat = flatten(LAYERED, "/Whole", NOBODY)
    assert flat["title"] == "Whole"
    assert flat["type"] == ["object"]
    assert flat["required"] == ["a", "b"]
    assert flat["properties"]["c"]["items"]["type"] == ["string"]
    assert "$ref" not in json.dumps(flat)
    assert "allOf" not in json.dumps(flat)


@pytest.mark.parametrize(
    ("at", "keyword", "evidence"),
    [
        ("", "type", ["stated", "page: base", "#/Base/type"]),
        ("/properties/a", "type", ["stated", "page: base", "#/Base/properties/a/type"]),
        ("/properties/a", "maxLength", ["observed", "page: a", "#/Base/properties/a/maxLength"]),
        ("/properties/b", "type", ["stated", "page: base", "#/Text/type"]),
        ("/properties/c", "type", ["inferred", "page: c", "#/Base/properties/c/type"]),
        ("/properties/c/items", "type", ["inferred", "page: c", "#/Text/type"]),
    ],
)
def test_the_nearest_evidence_counts(at: str, keyword: str, evidence: list[str]) -> None:
    assert resolve(flatten(LAYERED, "/Whole", NOBODY), at)["x-evidence"][keyword] == evidence


def test_flattening_changes_nothing() -> None:
    before = json.dumps(LAYERED)
    flatten(LAYERED, "/Whole", NOBODY)
    assert json.dumps(LAYERED) == before


# ------------------------------------------------------------------------------------------------------------- evidence
DATES = "#/components/schemas/CourseDate"


CREATE, UPDATE, READ = (("course-dates", action) for action in ("create", "update", "read"))
DELEGATE, VENUE = ((feed, "read") for feed in ("delegates", "venues"))


@pytest.mark.parametrize(
    ("site", "at", "evidence", "pointer"),
    [
        (CREATE, "required", "stated page", "CourseDateCreate/required"),
        (UPDATE, "required", "stated page", "CourseDateUpdate/required"),
        (READ, "required", "assumed reason", "CourseDateRead/required"),
        (CREATE, "properties/Status/enum", "stated page", "CourseDate/properties/Status/enum"),
        (CREATE, "properties/Name/type", "inferred page", "CourseDate/properties/Name/type"),
        (CREATE, "properties/Name/maxLength", "stated page", "CourseDate/properties/Name/maxLength"),
        (CREATE, "properties/MaxPlaces/multipleOf", "inferred reason", "CourseDate/properties/MaxPlaces/multipleOf"),
        (UPDATE, "properties/Tax/readOnly", "inferred page", "CourseDate/properties/Tax/readOnly"),
        (READ, "properties/Sessions/items/properties/Name/type", "assumed reason", "Session/properties/Name/type"),
        (DELEGATE, "properties/UserID/maxLength", "inferred sister-pages", "Delegate/properties/UserID/maxLength"),
        (VENUE, "properties/Latitude/maximum", "assumed xml-client", "Venue/properties/Latitude/maximum"),
    ],
)
def test_the_evidence_of_a_site(site: tuple[str, str], at: str, evidence: str, pointer: str) -> None:
    owner, _, keyword = f"/{at}".rpartition("/")
    certainty, source, where = resolve(CONTRACT.schema(*site), owner)["x-evidence"][keyword]
    assert (f"{certainty} {source.partition(':')[0]}", where) == (evidence, f"#/components/schemas/{pointer}")


def test_the_entries_of_a_rule_have_their_own_evidence() -> None:
    entries = CONTRACT.schema("course-dates", "create")["x-clash"]
    assert [(entry["x-certainty"], entry["x-contract"]) for entry in entries] == [
        ("observed", f"{DATES}/x-clash/0"),
        ("observed", f"{DATES}/x-clash/1"),
        ("assumed", "#/components/schemas/CourseDateCreate/x-clash/0"),
    ]


def judged() -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every keyword that has a rule, with the flat schema it stands on."""
    for site in SITES:
        for schema in schemas(CONTRACT.schema(*site)):
            yield from ((schema, keyword) for keyword in schema if keyword in rules())


def test_every_keyword_leads_back_to_where_it_is_written() -> None:
    for schema, keyword in judged():
        certainty, source, pointer = schema["x-evidence"][keyword]
        written = resolve(DOCUMENT, pointer.removeprefix("#"))
        assert Certainty(certainty)
        assert source.partition(":")[0] in DOCUMENT["x-sources"]
        said = [written] if keyword == "type" and isinstance(written, str) else written
        assert said == schema[keyword] or keyword in {"x-listed-only", NOT_NULL, *LISTS}


LISTS = {name for name, keyword in keywords().items() if keyword.argument.get("type") == "array"}


def test_every_entry_leads_back_to_where_it_is_written() -> None:
    for schema, keyword in judged():
        for entry in schema[keyword] if keyword in LISTS else ():
            if isinstance(entry, dict):
                written = resolve(DOCUMENT, entry["x-contract"].removeprefix("#"))
                assert written | {"x-contract": entry["x-contract"]} == entry


# ---------------------------------------------------------------------------------------------- what compiling adds
def test_reading_ignores_what_may_not_be_written() -> None:
    assert not any("readOnly" in schema for schema in schemas(CONTRACT.schema("course-dates", "read")))
    assert CONTRACT.schema("course-dates", "create")["properties"]["Tax"]["readOnly"] is True


def test_what_the_other_interfaces_call_a_field_is_in_no_page_about_this_one() -> None:
    named = [schema for schema in schemas(CONTRACT.schema("course-dates", "read")) if "x-aliases" in schema]
    assert named
    assert not any("x-aliases" in schema["x-evidence"] for schema in named)


def test_the_listed_names_stand_in_the_argument_wherever_the_keyword_does() -> None:
    text = TEXT.replace("      title: Session\n", "      title: Session\n      x-listed-only: {besides: []}\n")
    schema = build(read(text, "tenant.yaml").data)["feeds"]["course-dates"]["actions"]["read"]
    assert schema["x-listed-only"]["names"]["MaxPlaces"] == ["Places", "Max places"]
    amounts = dict.fromkeys(["NetCost", "Tax"], "pence or cents")
    assert schema["x-listed-only"]["units"] == amounts | {"Duration": "the unit that another field names"}
    assert schema["properties"]["Sessions"]["items"]["x-listed-only"] == {
        "besides": [],
        "names": {"SessionID": [], "Name": [], "StartDate": [], "EndDate": []},
        "units": {},
        "readOnly": [],
    }


def test_the_digest_is_of_what_is_said_and_not_of_how() -> None:
    same = build(read("# a comment\n" + json.dumps(DOCUMENT), "tenant.json").data)
    other = build(read(TEXT.replace("maxLength: 255", "maxLength: 254", 1), "tenant.yaml").data)
    assert same["sha256"] == CONTRACT.sha256
    assert other["sha256"] != CONTRACT.sha256


def test_writing_and_comparing_the_compiled_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    target = tmp_path / "contract.json"
    monkeypatch.setattr(module, "COMPILED_FILE", target)
    main([])
    assert target.read_text(encoding="utf-8") == render(build(read(TEXT, CONTRACT_FILE.name).data))
    main(["--check"])
    target.write_text("{}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^contract\.json is older than openapi\.yaml: run "):
        main(["--check"])


def test_which_names_may_not_be_sent_stands_beside_them() -> None:
    actions = build(read(TEXT, "tenant.yaml").data)["feeds"]["course-dates"]["actions"]
    read_only = {action: set(schema["x-listed-only"]["readOnly"]) for action, schema in actions.items()}
    assert read_only["read"] == set()
    assert read_only["create"] == read_only["update"] > {"CourseDateID", "PlacesRemaining"}
    assert read_only["create"].isdisjoint(actions["create"]["required"])
