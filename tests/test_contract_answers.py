"""The answers of a server are judged, and nothing is reported about what they do not show."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from feedproof.contract_tests.checks import Answers
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.server.target import Answer
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled
from parts import part, send_little
from schemathesis.core.parameters import ParameterLocation
from schemathesis.errors import FailureGroup
from schemathesis.generation import GenerationMode

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]
COURSES = ("/coursedates", "/coursedates/{CourseDateID}")
TRAINERS = ("/trainers", "/trainers/{TrainerID}")


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    send_little(monkeypatch, 3)


def changed(app: App, change: Callable[[str, Any], Any]) -> App:
    """Change the JSON of every successful answer."""

    async def changing(scope: Scope, receive: Any, send: Any) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await app(scope, receive, keep)
        start, body = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
        if start["status"] < 300:
            body = json.dumps(change(scope["path"], json.loads(body))).encode()
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        await send(start | {"headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await send({"type": "http.response.body", "body": body})

    return changing


def every_record(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[str, Any], Any]:
    def changes(_path: str, body: Any) -> Any:
        return body | {"results": [change(r) for r in body["results"]]} if "results" in body else change(body)

    return changes


@pytest.mark.usefixtures("few_probes")
def test_answers_are_judged_as_payloads_are() -> None:
    def backwards(record: dict[str, Any]) -> dict[str, Any]:
        return record | {"EndDate": record["StartDate"], "Status": "available"} if "EndDate" in record else record

    with running(changed(make_app(seed=0), every_record(backwards))) as url:
        found = examine(url, token=TOKEN, contract=part(*COURSES), disposable=True).failures
    by_rule = {rule: {f.operation for f in found if f.rule == rule} for rule in {f.rule for f in found}}
    everywhere = {operation.label for operation in part(*COURSES).operations}
    assert by_rule["dates-out-of-order"] == everywhere
    assert by_rule["unlisted-value"] == everywhere
    assert "ST108" not in by_rule, "what a rule has said is not said again by the check of the schema"


def test_an_answer_without_its_envelope_is_seen() -> None:
    def bare(_path: str, body: Any) -> Any:
        return body.get("results", body)

    with running(changed(make_app(seed=0), bare)) as url:
        found = examine(url, token=TOKEN, contract=part(*TRAINERS), disposable=True).failures
    assert [(failure.rule, failure.operation) for failure in found] == [("ST108", "GET /trainers")]
    assert found[0].message == "the answer breaks the contract's schema at the whole body: it must keep type object"
    assert found[0].certainty == "observed", "v2 has the envelope"


def test_a_field_that_an_answer_lacks_is_named() -> None:
    def wrapped(path: str, body: Any) -> Any:
        return body if path == TRAINERS[0] else {"results": [body]}

    with running(changed(make_app(seed=0), wrapped)) as url:
        found = examine(url, token=TOKEN, contract=part(*TRAINERS), disposable=True).failures
    says = "the answer breaks the contract's schema at the whole body: TrainerID is missing"
    assert [failure.message for failure in found if failure.rule == "ST108"] == [says]


@pytest.mark.usefixtures("few_probes")
def test_an_answer_that_does_not_come_as_json_says_how_sure_the_contract_is_of_that() -> None:
    with running(make_app(seed=0, faults=["wrong-content-type"])) as url:
        found = examine(url, token=TOKEN, contract=part(*COURSES), disposable=True).failures
    sure = {failure.operation: failure.certainty for failure in found if failure.rule == "ST105"}
    assert sure["PUT /coursedates/{CourseDateID}"] == "assumed"


EMPTY = {"status_code": 200, "content": b"", "headers": {"content-type": ["application/json"]}}
WRONG = SimpleNamespace(components={ParameterLocation.BODY: SimpleNamespace(mode=GenerationMode.NEGATIVE)})


@pytest.mark.parametrize(
    ("change", "meta", "is_said"),
    [
        ({}, None, True),
        ({"status_code": 204}, None, False),
        ({"status_code": 205}, None, False),
        ({"headers": {"content-type": ["text/html"]}}, None, False),
        ({"headers": {}}, None, False),
        ({}, WRONG, False),
    ],
    ids=["200", "204", "205", "a page", "nothing that says it is JSON", "a body that is meant to be wrong"],
)
def test_what_has_no_body_or_no_json_and_what_shows_a_wrong_body_is_not_judged(
    change: dict[str, Any], meta: Any, *, is_said: bool
) -> None:
    operation = bundled().operation("course-dates", "update")
    case = SimpleNamespace(method=operation.method, path=operation.path, id="1", meta=meta)
    with pytest.raises(FailureGroup) if is_said else nullcontext():
        Answers(bundled()).check()(None, SimpleNamespace(**(EMPTY | change)), case)  # type: ignore[arg-type]


@pytest.mark.parametrize(("status", "rules"), [(200, ["empty-payload"]), (204, []), (205, []), (404, [])])
def test_an_answer_that_never_has_a_body_is_not_called_empty(status: int, rules: list[str]) -> None:
    judging = Answers(bundled())
    judging.judge(bundled().operation("course-dates", "update"), Answer(status, None, b"", "curl", "application/json"))
    assert [broken.rule for broken in judging.broken] == rules


def test_a_personal_value_stays_out_of_the_report() -> None:
    def nameless(record: dict[str, Any]) -> dict[str, Any]:
        return record | {"Label": ["Ada Lovelace"]}

    with running(changed(make_app(seed=0), every_record(nameless))) as url:
        examination = examine(url, token=TOKEN, contract=part(*TRAINERS), disposable=True)
    assert {failure.rule for failure in examination.failures} == {"ST108"}
    assert "Lovelace" not in repr(examination)


def test_ids_that_the_server_does_not_show_are_not_made_up() -> None:
    def silent(record: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in record.items() if name != "CompanyID"}

    with running(changed(make_app(seed=0), every_record(silent))) as url:
        examination = examine(url, token=TOKEN, contract=part(*COURSES), disposable=True)
    assert examination.failures == ()
    unknown = {o.rule for o in examination.outcomes if o.reason == "the ids of training-providers are not known here"}
    assert unknown == {"too-short", "unknown-reference", "wrong-type"}
