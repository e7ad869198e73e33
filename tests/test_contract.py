"""The bundled contract: it has every fact once and with the intended meaning, and the rest of feedproof agrees with it."""

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedproof.validators.rules
import pytest
from engines import jsonschema_rs_reports
from feedproof.spec.build import COMPILED_FILE, CONTRACT_FILE, build, render
from feedproof.spec.contract import bundled
from feedproof.spec.dialect import keywords, shipped
from feedproof.spec.errors import FeedproofError
from feedproof.spec.flat import schemas
from feedproof.spec.keys import keys
from feedproof.spec.lint import lint, not_run
from feedproof.spec.operations import JSON, Operation, deref, operations
from feedproof.spec.pointer import resolve
from feedproof.spec.walk import walk
from feedproof.spec.yaml_document import read
from feedproof.validators import Judge, Severity, check
from feedproof.validators.model import Context
from feedproof.validators.rules import rules
from feedproof.validators.rules.format import FORMATS
from jsonschema import Draft202012Validator

TEXT = CONTRACT_FILE.read_text(encoding="utf-8")
CONTRACT = bundled()
DOCUMENT = CONTRACT.openapi
FLAT = [schema for feed in CONTRACT.feeds.values() for root in feed.actions.values() for schema in schemas(root)]
VALIDATORS = Path(str(feedproof.validators.__file__)).parent


def test_lint_finds_nothing_and_leaves_nothing_out() -> None:
    assert not_run() == {}
    assert [str(problem) for problem in lint(read(TEXT, CONTRACT_FILE.name))] == []


def test_the_compiled_contract_is_up_to_date() -> None:
    fresh = render(build(read(TEXT, CONTRACT_FILE.name).data))
    assert COMPILED_FILE.read_text(encoding="utf-8") == fresh, "run: python -m feedproof.spec.build"


def test_what_is_parsed_when_it_is_asked_for_is_what_is_written() -> None:
    built, kept = build(read(TEXT, CONTRACT_FILE.name).data), pickle.loads(pickle.dumps(CONTRACT))  # noqa: S301 - our own
    assert (kept.version, kept.sha256, kept.openapi) == (built["version"], built["sha256"], built["openapi"])
    assert {name: [*feed.actions] for name, feed in kept.feeds.items()} == {
        name: [*feed["actions"]] for name, feed in built["feeds"].items()
    }
    for name, feed in kept.feeds.items():
        own = {"key": feed.key, "part": feed.part, "envelope": feed.envelope, "actions": dict(feed.actions)}
        assert own == built["feeds"][name]
    assert kept.replace(openapi={"paths": {}}).openapi == {"paths": {}}


def test_an_operation_is_found_by_its_feed_and_action_or_by_its_label() -> None:
    for operation in operations(DOCUMENT):
        assert operation in CONTRACT.operations
        assert CONTRACT.operation(operation.feed, operation.action).action == operation.action
        assert CONTRACT.labelled[operation.label].at == operation.at
    with pytest.raises(FeedproofError, match="the contract has no operation to fly a record of venues"):
        CONTRACT.operation("venues", "fly")


def test_what_is_found_once_stays_with_the_contract_that_it_is_of() -> None:
    assert CONTRACT.operations is CONTRACT.operations
    assert CONTRACT.replace(openapi={"paths": {}}).operations == ()
    kept = pickle.loads(pickle.dumps(CONTRACT))  # noqa: S301 - our own
    assert kept.operations == CONTRACT.operations
    first = kept.operations[0]
    assert first.node is resolve(kept.openapi, first.at)


# ------------------------------------------------------------------------------------------------- rules and keywords
def used() -> set[str]:
    """Return the keywords that judge: all of the flat schemas, and those that compiling takes out of reading ones."""
    return {key.name for key in keys(DOCUMENT) if key.name in keywords() and keywords()[key.name].rule}


def test_every_keyword_with_a_rule_has_one_and_every_rule_is_used() -> None:
    assert {name for name, keyword in keywords().items() if keyword.rule} == set(rules())
    assert used() == set(rules())


def test_every_keyword_of_the_flat_schemas_is_judged_or_says_something_else() -> None:
    silent = {name for name, keyword in keywords().items() if not keyword.rule}
    assert {key for schema in FLAT for key in schema} <= silent | set(rules())


def test_every_x_key_of_the_dialect_is_used() -> None:
    assert {name for name in keywords() if name.startswith("x-")} == {
        key.name for key in keys(DOCUMENT) if key.name.startswith("x-")
    }


def test_every_argument_of_the_dialect_is_a_json_schema_and_names_what_lint_knows() -> None:
    for keyword in keywords().values():
        Draft202012Validator.check_schema(keyword.argument)
    found = members(shipped("keywords.yaml"))
    formats = {value for name, value in found if name == "format" and isinstance(value, str)}
    elsewhere = {"of-feed", "of-own", "of-items"}  # lint_feeds knows what these name
    assert formats == {"property", "sibling", "value", "keyword", "feed", "source", "collection"} | elsewhere


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every member of every object in a JSON value."""
    if isinstance(value, dict):
        yield from value.items()
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from members(child)


def test_every_format_has_a_checker() -> None:
    assert keywords()["format"].argument["enum"] == list(FORMATS)


def test_every_source_is_used() -> None:
    said = [value for name, value in members(DOCUMENT) if name == "x-source"]
    assert [name for name in DOCUMENT["x-sources"] if not any(f"{name}: " in text for text in said)] == []


# ---------------------------------------------------------------------------------------------------- values, examples
def test_every_enum_value_is_text_as_it_is_written() -> None:
    enums = [node.value["enum"] for node in walk(DOCUMENT) if node.kind == "schema" and "enum" in node.value]
    assert enums
    assert {type(value) for values in enums for value in values} == {str}


def test_every_example_of_a_property_is_one() -> None:
    wrong = [
        (value, [str(error) for error in jsonschema_rs_reports(schema, Context())(value)])
        for schema in FLAT
        for value in schema.get("examples", [])
    ]
    assert [pair for pair in wrong if pair[1]] == []


def shown() -> Iterator[Any]:
    """Yield every example payload with the feed and the action that it belongs to."""
    for operation in operations(DOCUMENT):
        body = operation.node.get("requestBody")
        if body:
            yield pytest.param(operation.feed, operation.action, example(body), id=f"{operation.label} body")
        for status, response in operation.node["responses"].items():
            if status.startswith("2"):
                payload = example(deref(DOCUMENT, response))
                yield pytest.param(operation.feed, "read", payload, id=f"{operation.label} {status}")


def example(body: dict[str, Any]) -> Any:
    """Return the example of a request body or a response."""
    return body["content"][JSON]["example"]


@pytest.mark.parametrize(("feed", "action", "payload"), list(shown()))
def test_every_example_payload_passes(feed: str, action: str, payload: Any) -> None:
    findings = check(payload, feed=feed, operation=action)
    assert [finding for finding in findings if finding.severity > Severity.NOTE] == []


def refusals(operation: Operation) -> Iterator[dict[str, Any]]:
    """Yield the answers of an operation that are no success."""
    for status, response in operation.node["responses"].items():
        if not status.startswith("2"):
            yield deref(DOCUMENT, response)


def test_every_example_of_a_refusal_fits_its_schema() -> None:
    bodies = [body for operation in operations(DOCUMENT) for body in refusals(operation)]
    assert bodies
    for body in bodies:
        schema = deref(DOCUMENT, body["content"][JSON]["schema"])
        Draft202012Validator(schema).validate(example(body))


# -------------------------------------------------------------------------------------------------- nothing said twice
def words() -> set[str]:
    """Return the words of the contract that no code may repeat: property names, enum values, feeds."""
    named = {name for node in walk(DOCUMENT) if node.kind == "schema" for name in node.value.get("properties", {})}
    listed = {value for node in walk(DOCUMENT) if node.kind == "schema" for value in node.value.get("enum", [])}
    return named | listed | set(CONTRACT.feeds)


def own_words() -> set[str]:
    """Return JSON Schema's own words, which may be property names as well."""
    meta = Draft202012Validator.META_SCHEMA
    return {name for part in (meta, *meta["allOf"]) for name in part} | set(keywords())


def constants(source: str) -> set[str]:
    """Return the whole string constants of a module, without docstrings."""
    tree = ast.parse(source)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    pages = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in pages)
    return {node.value for node in strings if isinstance(node.value, str)}


@pytest.mark.parametrize("module", sorted(VALIDATORS.rglob("*.py")), ids=lambda path: path.stem)
def test_no_module_of_the_judge_repeats_a_word_of_the_contract(module: Path) -> None:
    assert constants(module.read_text(encoding="utf-8")) & (words() - own_words()) == set()


def test_the_search_for_repeated_words_sees_them() -> None:
    assert constants('"""Status"""\nNAMES = ["Status"]\n') == {"Status"}
    assert {"Status", "FullyBooked", "course-dates", "Sessions"} <= words() - own_words()


# -------------------------------------------------------------------------------------------------- what the page says
def test_post_and_put_require_the_same_four_fields() -> None:
    required = [Judge("course-dates", Context(action=action)).schema["required"] for action in ("create", "update")]
    assert required == [["StartDate", "EndDate", "Status", "MaxPlaces"]] * 2


def test_nothing_can_be_deleted() -> None:
    assert {operation.method for operation in operations(DOCUMENT)} == {"GET", "POST", "PUT"}
