"""`feedproof spec bundle --flat`: the contract for tools that know only OpenAPI and JSON Schema.

The tests hold what code generators and validators had problems with; these tools are in npm, and not run here.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from feedproof.fixtures import records
from feedproof.fixtures.spoil import breakable, sound, spoil
from feedproof.spec.contract import Contract, bundled, load
from feedproof.spec.flat_document import flat_document
from feedproof.spec.keys import keys
from feedproof.spec.operations import answer_schema_at, body_schema_at, record_schema_at
from feedproof.spec.pointer import resolve
from feedproof.spec.walk import walk
from feedproof.spec.yaml_document import read
from feedproof.validators import Judge
from feedproof.validators.model import Context
from jsonschema_rs import Draft202012Validator

ROOT = Path(__file__).parent.parent
TENANT = ROOT / "docs" / "overlay.yaml"
CONTRACTS = ["bundled", "tenant"]
KINDS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
STANDARD = {"minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "multipleOf"}
DAY = date(2027, 1, 4)
_REGION = "#/components/schemas/Region"


@cache
def contract(name: str) -> Contract:
    return bundled() if name == "bundled" else load(TENANT)


@cache
def flat(name: str) -> dict[str, Any]:
    return flat_document(contract(name).openapi)


def schemas(name: str) -> dict[str, Any]:
    found: dict[str, Any] = flat(name)["components"]["schemas"]
    return found


def record_schema(name: str, feed: str, action: str) -> dict[str, Any]:
    """Return the reference to the schema of what is read or sent."""
    at = record_schema_at(contract(name).openapi, contract(name).operation(feed, action))
    return dict(resolve(flat(name), at))


def validator(name: str, schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({"components": flat(name)["components"], **schema})


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_keyword_is_of_our_dialect(name: str) -> None:
    assert {key.name for key in keys(flat(name)) if key.name.startswith("x-")} == set()
    assert not {"format", "title", "allOf"} & {key.name for key in keys(flat(name)["components"]["schemas"])}


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_reference_leads_to_what_has_a_name(name: str) -> None:
    references = {key.value for key in keys(flat(name)) if key.name == "$ref"}
    assert references
    for reference in references:
        assert reference.count("/") == 3
        assert resolve(flat(name), reference.removeprefix("#"))
    assert {f"#/components/schemas/{each}" for each in schemas(name)} <= references


@pytest.mark.parametrize("name", CONTRACTS)
def test_openapi_spec_validator_finds_nothing(name: str) -> None:
    validate = pytest.importorskip("openapi_spec_validator").validate
    validate(flat(name))


@pytest.mark.parametrize("name", CONTRACTS)
def test_variables_of_servers_are_not_described(name: str) -> None:
    """swagger-parser, and what is built on it, calls the document invalid then: the schema that it uses has a slip there."""
    servers = contract(name).openapi["servers"]
    assert [{*each} - {"default", "enum"} for server in servers for each in server["variables"].values()] == [set()]


def test_paragraphs_of_descriptions_are_paragraphs_in_markdown() -> None:
    """A line end alone, as a folded text has it, joins them where documentation is made of the contract."""
    said = [str(key.value) for key in keys(bundled().openapi) if key.name == "description"]
    assert [text for text in said if re.search(r"[^\n]\n[^\n]", text)] == []
    assert any("\n\n" in text for text in said)


def fields(name: str, feed: str, action: str) -> dict[str, Any]:
    schema = resolve(flat(name), record_schema(name, feed, action)["$ref"].removeprefix("#"))
    return {field: resolved(name, each) for field, each in schema["properties"].items()}


def resolved(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a property's schema with the listed values in it, its type as a list."""
    own = {**schema}
    for part in [schema, *schema.get("anyOf", [])]:
        own |= resolve(flat(name), part["$ref"].removeprefix("#")) if "$ref" in part else {}
    kinds = [own["type"]] if isinstance(own.get("type"), str) else own.get("type", [])
    others = [part["type"] for part in schema.get("anyOf", []) if "type" in part]
    null = [None] if "enum" in own and "null" in others else []
    return own | {"type": [*kinds, *others]} | ({"enum": own["enum"] + null} if "enum" in own else {})


@pytest.mark.parametrize("name", CONTRACTS)
@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_it_says_of_each_field_what_the_judge_reads(name: str, feed: str, action: str) -> None:
    judged = contract(name).schema(feed, action)
    sent = action != "read"
    expected = {field: each for field, each in judged["properties"].items() if not (sent and each.get("readOnly"))}
    made = fields(name, feed, action)
    assert [*made] == [*expected]
    for field, schema in expected.items():
        said = STANDARD | {"enum", "description", "examples"}
        assert {key: value for key, value in made[field].items() if key in said} == {
            key: value for key, value in schema.items() if key in said
        }
        if "$ref" not in made[field]:
            assert made[field]["type"] == schema["type"]
    required = resolve(flat(name), record_schema(name, feed, action)["$ref"].removeprefix("#"))["required"]
    assert sorted(required) == sorted(judged["required"])


def test_read_only_fields_are_read_and_not_sent() -> None:
    read_only = {name for name, each in fields("bundled", "course-dates", "read").items() if each.get("readOnly")}
    assert {"CourseDateID", "PlacesRemaining", "Sessions"} < read_only
    for action in ("create", "update"):
        assert {*fields("bundled", "course-dates", action)} == {*fields("bundled", "course-dates", "read")} - read_only
    parameters = flat("bundled")["components"]["parameters"].values()
    assert not any("readOnly" in parameter["schema"] for parameter in parameters)


def test_what_a_tenant_has_is_in_it() -> None:
    assert fields("tenant", "course-dates", "read")["NetCost"]["type"] == ["number", "null"]
    assert fields("tenant", "course-dates", "create")["NetCost"]["type"] == ["number"]
    assert "Postponed" in schemas("tenant")["CourseDateStatus"]["enum"]
    assert "CF_Region" in fields("tenant", "course-dates", "read")


@pytest.mark.parametrize("name", CONTRACTS)
def test_listed_values_are_one_schema_wherever_they_occur(name: str) -> None:
    uses = [fields_of.get("Status") for fields_of in (each.get("properties", {}) for each in schemas(name).values())]
    dates = [use["$ref"] for use in uses if use and "CourseDate" in use["$ref"]]
    assert dates == ["#/components/schemas/CourseDateStatus"] * 3
    assert all("enum" not in node.value for node in walk(flat(name)) if "/properties/" in node.at)


def test_listed_values_that_may_be_null_stay_one_schema(overlaid: Callable[..., Contract]) -> None:
    besides = {"target": "$.components.schemas.CourseDateRead['x-not-null']", "update": {"besides": ["DurationType"]}}
    made = flat_document(overlaid(besides).openapi)["components"]["schemas"]
    assert made["CourseDateDurationType"]["enum"] == ["Day", "Hour", "Minute"]
    reference = {"$ref": "#/components/schemas/CourseDateDurationType"}
    assert made["CourseDateRead"]["properties"]["DurationType"]["anyOf"] == [reference, {"type": "null"}]
    assert made["CourseDateCreate"]["properties"]["DurationType"]["$ref"] == reference["$ref"]


def test_a_schema_that_has_the_name_already_stays(overlaid: Callable[..., Contract]) -> None:
    taken = {"CourseDateStatus": {"type": "object", "x-certainty": "assumed", "x-source": "reason: ours"}}
    used = {"Other": {"$ref": "#/components/schemas/CourseDateStatus"}}
    made = flat_document(
        overlaid(
            {"target": "$.components.schemas", "update": taken},
            {"target": "$.components.schemas.CourseDate.properties", "update": used},
        ).openapi
    )["components"]["schemas"]
    assert made["CourseDateStatus"] == {"type": "object", "additionalProperties": True}
    assert "Available" in made["CourseDateRead"]["properties"]["Status"]["enum"]


def test_listed_values_that_have_a_name_already_keep_it(overlaid: Callable[..., Contract]) -> None:
    region = {"type": "string", "enum": ["North", "South"], "x-certainty": "assumed", "x-source": "reason: ours"}
    made = flat_document(
        overlaid(
            {"target": "$.components.schemas", "update": {"Region": region}},
            {"target": "$.components.schemas.Venue.properties", "update": {"Region": {"$ref": _REGION}}},
        ).openapi
    )["components"]["schemas"]
    assert made["Region"] == {"type": "string", "enum": ["North", "South"]}
    assert made["VenueRead"]["properties"]["Region"] == {"$ref": _REGION}


def test_what_every_record_must_have_is_required_with_the_rest(overlaid: Callable[..., Contract]) -> None:
    always = {"target": "$.components.schemas.Venue", "update": {"required": ["Town", "Label"]}}
    made = flat_document(overlaid(always).openapi)["components"]["schemas"]
    assert made["VenueRead"]["required"] == ["Town", "Label", "VenueID"]


def test_several_types_are_alternatives_and_unknown_objects_are_open() -> None:
    """As a list, some generators do not read the object; of an alternative that is a map, Java's makes what does not compile."""
    category = fields("bundled", "course-templates", "read")["Category"]["items"]
    kinds = [{"type": "string"}, {"type": "integer"}, {"type": "object"}]
    assert (category["anyOf"], "type" in category) == (kinds, False)
    assert fields("bundled", "delegates", "read")["CustomFields"]["additionalProperties"] is True
    assert schemas("bundled")["Errors"]["properties"]["errors"]["items"]["additionalProperties"] is True


def test_a_schema_that_is_read_and_sent_keeps_its_read_only_fields(overlaid: Callable[..., Contract]) -> None:
    at = "$.paths['/coursedates/{CourseDateID}'].get.responses['200']"
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/CourseDateUpdate"}}}
    update = {"description": "What was sent", "content": answer}
    made = flat_document(
        overlaid({"target": at, "remove": True}, {"target": at[:-7], "update": {"200": update}}).openapi
    )
    properties = made["components"]["schemas"]["CourseDateUpdate"]["properties"]
    assert properties["CourseDateID"]["readOnly"] is True
    assert "CourseDateID" not in made["components"]["schemas"]["CourseDateCreate"]["properties"]


@pytest.fixture
def overlaid(tmp_path: Path) -> Callable[..., Contract]:
    """Return what loads an overlay of these actions; it is not linted, as it need not make sense."""
    from feedproof.spec.build import build
    from feedproof.spec.compose import compose

    def of(*actions: dict[str, Any]) -> Contract:
        document = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [*actions]}
        (tmp_path / "ours.yaml").write_text(json.dumps(document), encoding="utf-8")
        source, problems = compose(tmp_path / "ours.yaml")
        assert problems == []
        made = build(source.data)
        return Contract(made["version"], made["sha256"], made["openapi"], {})

    return of


@pytest.mark.parametrize("name", CONTRACTS)
@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_json_schema_accepts_what_is_generated(name: str, feed: str, action: str) -> None:
    judge = validator(name, record_schema(name, feed, action))
    for record in records(feed, action, count=50, contract=contract(name)):
        assert [*judge.iter_errors(record)] == []


def spoilt_by_standard_keywords(feed: str, action: str) -> Iterator[tuple[str, Any]]:
    judge = Judge(feed, Context(action, DAY), bundled())
    for site in breakable(judge):
        if site.rule.keyword in STANDARD | {"type", "enum", "required"}:
            yield site.rule.id, spoil(judge, site, sound(judge, site, "0"))


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_json_schema_refuses_what_breaks_a_standard_keyword(feed: str, action: str) -> None:
    judge = validator("bundled", record_schema("bundled", feed, action))
    spoilt = [*spoilt_by_standard_keywords(feed, action)]
    assert spoilt
    assert [rule for rule, record in spoilt if judge.is_valid(record)] == []


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_examples_of_operations_are_valid(name: str) -> None:
    """Mock servers answer with them, and API clients send them."""
    own = contract(name)
    for operation in own.operations:
        for at in places(own, operation):
            media = resolve(flat(name), at)
            assert [*validator(name, media["schema"]).iter_errors(media["example"])] == []


def places(own: Contract, operation: Any) -> list[str]:
    """Return the pointers to the body and the answer of an operation, where its examples are."""
    body = [body_schema_at(operation)] if "requestBody" in operation.node else []
    return [at.rpartition("/")[0] for at in [*body, answer_schema_at(own.openapi, operation)]]


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_the_command_prints_it(form: str, cli: Callable[..., Any]) -> None:
    printed = cli("spec", "bundle", "--flat", "--format", form, "--contract", str(TENANT))
    assert (printed.code, printed.err) == (0, "")
    assert read(printed.out, "bundle").data == flat("tenant")


def test_it_leaves_the_contract_as_it_was() -> None:
    before = json.dumps(bundled().openapi)
    flat_document(bundled().openapi)
    assert json.dumps(bundled().openapi) == before
