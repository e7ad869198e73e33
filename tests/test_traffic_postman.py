"""Postman collections: which of their bodies are judged, by which schema, and which are not because they have to be filled in."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.errors import FeedproofError
from feedproof.validators.bulk import Bulk
from feedproof.validators.bulk.stream import Stream
from feedproof.validators.check import Checker
from feedproof.validators.checked import Checked
from feedproof.validators.model import Finding
from feedproof.validators.traffic.template import begun
from recordings import BASE, GOOD, JSON, READ

BAD = GOOD | {"Status": "on hold"}
FULL = READ | {"MaxPlaces": 0}
ABOUT = {
    "_postman_id": "7964d71e-8933-4aa7-84ee-beba2e2563e8",
    "name": "x",
    "description": "y" * 200_000,
    "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
}
HEADERS = [{"key": "Content-Type", "value": JSON}]
SENT, ANSWERED = "/item/0/request/body/raw", "/item/0/response/{}/body"


def request(method: str, url: Any, body: Any = None) -> dict[str, Any]:
    """Return a request as Postman keeps it; a body that is no text is written as JSON."""
    raw = body if body is None or isinstance(body, str) else json.dumps(body)
    sent = {} if raw is None else {"body": {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}}
    return {"method": method, "header": HEADERS, "url": url, **sent}


def answer(code: int, body: Any, **more: Any) -> dict[str, Any]:
    return {"name": "x", "status": "x", "code": code, "header": HEADERS, "body": json.dumps(body), **more}


def item(request: Any, *answers: Any) -> dict[str, Any]:
    return {"name": "SECRET", "request": request, "response": list(answers)}


def created(sent: Any, *answers: Any, **more: Any) -> dict[str, Any]:
    return item(request("POST", f"{BASE}/coursedates", sent) | more, *answers)


def collection(*items: Any, **more: Any) -> bytes:
    return json.dumps({"info": ABOUT, "item": items, **more}).encode()


def told(data: bytes, **options: Any) -> tuple[list[Checked], str]:
    """Return what came of a document, and the error at its end."""
    checked: list[Checked] = []
    with Bulk(Checker(today=date(2026, 11, 26), **options)) as bulk:
        try:
            checked.extend(bulk.check(Stream(BytesIO(data)), "x.json"))
        except FeedproofError as error:
            return checked, str(error)
    return checked, ""


def first(data: bytes, **options: Any) -> Checked:
    return told(data, **options)[0][0]


def found(data: bytes, **options: Any) -> list[tuple[str, str]]:
    return [(finding.rule, finding.pointer) for finding in first(data, **options).findings]


def only(data: bytes) -> Finding:
    (finding,) = first(data).findings
    return finding


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (created(GOOD), []),
        (created(BAD), [("unlisted-value", f"{SENT}/Status")]),
        (created(BAD, answer(201, FULL)), [("unlisted-value", f"{SENT}/Status"), ("not-positive", "{0}/MaxPlaces")]),
        (item(request("PUT", f"{BASE}/coursedates/:id", BAD)), [("unlisted-value", f"{SENT}/Status")]),
        (item(f"{BASE}/coursedates", answer(200, {"results": [FULL]})), [("not-positive", "{0}/results/0/MaxPlaces")]),
        (item(f"{BASE}/coursedates/7", answer(200, FULL)), [("not-positive", "{0}/MaxPlaces")]),
        (item({"url": f"{BASE}/coursedates/7"}, answer(200, FULL)), [("not-positive", "{0}/MaxPlaces")]),
        (item(request("GET", f"{BASE}/coursedates/7"), answer(404, FULL), answer(200, FULL)), [("not-positive", "{1}/MaxPlaces")]),
        (created(BAD, answer(400, {})), []),
        (created(BAD, answer(400, {}), answer(201, READ)), [("unlisted-value", f"{SENT}/Status")]),
        (created(BAD, body={"mode": "raw", "raw": json.dumps(BAD), "disabled": True}), []),
        (created(BAD, body={"mode": "raw"}), []),
        (created(None), []),
        (created(GOOD, answer(201, READ, header=None)), []),
        (created(BAD, header="Content-Type: application/json"), [("unlisted-value", f"{SENT}/Status")]),
        (created('{"Status": '), [("not-json", f"{SENT}/Status")]),
        (created("<a/>"), [("not-json", SENT)]),
    ],
)  # fmt: skip
def test_a_kept_body_is_judged_as_what_its_request_makes_it(each: Any, expected: list[tuple[str, str]]) -> None:
    answers = [ANSWERED.format(index) for index in range(2)]
    assert found(collection(each)) == [(rule, pointer.format(*answers)) for rule, pointer in expected]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_collection_is_known_by_its_requests_alone(indent: int | None) -> None:
    assert found(json.dumps({"item": [created(BAD)]}, indent=indent).encode()) == [("unlisted-value", f"{SENT}/Status")]


def test_init_and_the_gate_find_a_collection_in_a_folder(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "feeds.postman_collection.json").write_bytes(collection(created(BAD, answer(201, READ))))
    assert "found 1 recording of traffic: feeds.postman_collection.json" in cli("init").out
    outcome = cli("gate")
    assert outcome.code == 1
    assert "feeds.postman_collection.json:1:" in outcome.out
    assert "request 0, POST /coursedates: Status is" in outcome.out


@pytest.mark.parametrize("kept", [GOOD, READ, 7, {"name": "x"}])
def test_other_items_are_no_collection(kept: Any) -> None:
    rules = {rule for rule, _ in found(json.dumps({"item": [kept]}).encode())}
    assert rules == {"unknown-feed"}


def test_requests_are_numbered_through_all_folders_and_never_named() -> None:
    elsewhere = item(request("GET", "https://elsewhere.example.com/"))
    folder = {"name": "SECRET", "item": [elsewhere, {"name": "SECRET", "item": []}, created(GOOD)]}
    finding = only(collection(elsewhere, folder, created(BAD)))
    assert finding.message.startswith('request 3, POST /coursedates: Status is "on hold"')
    assert finding.pointer == "/item/2/request/body/raw/Status"
    assert "SECRET" not in str(finding)


def test_answers_are_numbered_as_examples_of_their_request() -> None:
    finding = only(collection(created(GOOD, answer(400, {}), answer(201, FULL))))
    assert finding.message.startswith("request 0, example 1, answer to POST /coursedates: MaxPlaces")


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (request("GET", "{{baseUrl}}/coursedates/7"), [("not-positive", f"{ANSWERED.format(0)}/MaxPlaces")]),
        ({"url": "{{baseUrl}}/coursedates/7"}, [("not-positive", f"{ANSWERED.format(0)}/MaxPlaces")]),
        ({}, []),
        (None, []),
    ],
)
def test_an_answer_is_judged_by_the_request_that_it_was_given_to(own: Any, expected: Any) -> None:
    each = item(request("GET", f"{BASE}/elsewhere"), answer(200, FULL, originalRequest=own))
    assert found(collection(each)) == expected


@pytest.mark.parametrize(
    ("each", "outcomes"),
    [
        (created(GOOD, answer(201, READ)), {"judged": 2}),
        (created(GOOD, answer(400, {})), {"not_accepted": 2}),
        (item(f"{BASE}/coursedates", answer(200, [READ])), {"judged": 1}),
        (item(f"{BASE}/coursedates"), {"without_body": 1}),
        (item("https://elsewhere.example.com/"), {"of_no_feed": 1}),
    ],
)
def test_a_body_that_is_sent_and_each_answer_count_as_exchanges(each: Any, outcomes: dict[str, int]) -> None:
    assert first(collection(each)).exchanges == outcomes


def test_a_finding_stands_where_its_value_is_written() -> None:
    data = json.dumps({"info": ABOUT, "item": [created(json.dumps(BAD, indent=2))]}, indent=1).encode()
    finding = only(data)
    line = data.decode().splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith('\\"on hold\\"')


@pytest.mark.parametrize(
    "url",
    [
        "{{baseUrl}}/coursedates",
        "{{ baseUrl }}/coursedates",
        "{{host}}:{{port}}/coursedates?a={{a}}",
        {"raw": "{{baseUrl}}/coursedates", "host": ["elsewhere"], "path": ["venues"]},
        {"host": ["{{baseUrl}}"], "path": ["coursedates"]},
        {"host": "feeds.example.com", "path": "/app/coursedates"},
        {"host": ["feeds"], "path": [{"type": "string", "value": "app"}, {"value": "coursedates"}]},
        "feeds.example.com/coursedates",
    ],
)
def test_a_url_may_be_in_parts_and_begin_with_a_variable(url: Any) -> None:
    assert found(collection(item(request("POST", url, BAD)))) == [("unlisted-value", f"{SENT}/Status")]


@pytest.mark.parametrize(
    ("variables", "count"),
    [
        ([{"key": "baseUrl", "value": BASE}], 1),
        ([{"key": "baseUrl", "value": "{{root}}/api"}, {"key": "root", "value": "https://feeds.example.com/app"}], 1),
        ([{"id": "baseUrl", "value": BASE}], 1),
        ([{"id": "other", "key": "baseUrl", "value": BASE}], 1),
        ([{"key": "baseUrl", "value": BASE, "disabled": True}], 0),
        ([{"key": "baseUrl", "value": "https://elsewhere.example.com"}], 0),
        ([{"key": "baseUrl", "value": None}, None, 7], 0),
        ("x", 0),
    ],
)
def test_the_base_url_is_looked_up_in_the_collection(variables: Any, count: int) -> None:
    data = collection(item(request("POST", "{{baseUrl}}/coursedates", BAD)), variable=variables)
    assert len(first(data, base_url=BASE).findings) == count


@pytest.mark.parametrize(
    "server",
    [
        {"protocol": "https", "host": ["feeds", "example", "com"], "port": "8443"},
        {"protocol": "https://", "host": "feeds.example.com", "port": 8443},
    ],
)
def test_the_base_url_is_that_of_a_url_in_parts(server: dict[str, Any]) -> None:
    data = collection(item(request("POST", server | {"path": ["app", "coursedates"]}, BAD)))
    assert len(first(data, base_url="https://feeds.example.com:8443/app").findings) == 1
    assert first(data, base_url="https://feeds.example.com/app").findings == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a}}/x", "1/x"),
        ("{{b}}/x", "1/b/x"),
        ("{{loop}}/x", "{{loop}}/loop/x"),
        ("{{c}}/x", "{{c}}/x"),
        ("x/{{a}}", "x/{{a}}"),
        ("{{a}}{{b}}", "1{{b}}"),
        ("{{}}{{a}}", "{{}}{{a}}"),
    ],
)
def test_each_variable_at_the_beginning_is_filled_in_once(text: str, expected: str) -> None:
    assert begun(text, {"a": "1", "b": "{{a}}/b", "loop": "{{loop}}/loop"}) == expected


def test_a_value_that_is_filled_in_later_is_not_judged_and_those_around_it_are() -> None:
    filled = {"StartDate": "{{start}}", "EndDate": "<dateTime>", "Status": "{{status}}", "MaxPlaces": 0}
    assert found(collection(created(filled))) == [("not-positive", f"{SENT}/MaxPlaces")]


def test_only_a_type_alone_stands_for_a_value() -> None:
    assert found(collection(created(GOOD | {"Status": "<b>OnHold</b>"}))) == [("unlisted-value", f"{SENT}/Status")]


def test_a_field_that_is_not_there_is_missing_whatever_else_is_filled_in() -> None:
    assert found(collection(created({"StartDate": "{{start}}"}))) == [
        ("missing-field", f"{SENT}/{name}") for name in sorted(GOOD) if name != "StartDate"
    ]


def test_a_body_that_is_json_only_when_filled_in_is_counted() -> None:
    checked, error = told(collection(created('{"MaxPlaces": {{places}}}'), created(BAD)))
    assert (checked[0].exchanges, checked[0].unjudged) == ({"not_judged": 1, "judged": 1}, {"with_variables": 1})
    assert len(checked[0].findings) == 1
    assert not error
    assert told(collection(created('{"MaxPlaces": {{places}}}')))[1] == (
        "no body that was sent could be checked (1 with variables)"
    )


@pytest.mark.parametrize("mode", ["urlencoded", "formdata", "graphql"])
def test_a_form_is_no_json(mode: str) -> None:
    body = {"mode": mode, mode: [{"key": "Status", "value": "OnHold"}]}
    assert found(collection(created(None, header=[], body=body))) == [("not-json", f"/item/0/request/body/{mode}")]


def test_a_body_in_a_file_is_counted() -> None:
    body = {"mode": "file", "file": {"src": "a.json"}}
    assert first(collection(created(None, body=body))).unjudged == {"in_another_file": 1}


@pytest.mark.parametrize("broken", [{"name": "x"}, item(None), item({"method": 7, "url": BASE}), 7, item({"url": {}})])
def test_what_has_no_request_is_told_and_the_others_are_judged(broken: Any) -> None:
    checked, error = told(collection(broken, created(BAD)))
    assert len(checked[0].findings) == 1
    assert error == "request 0 has no request with a method and a URL, so it was not checked"


def test_requests_that_are_no_list_are_told() -> None:
    assert told(json.dumps({"info": ABOUT, "item": {}}).encode())[1].startswith("item is not a list")


@pytest.mark.parametrize(("answers", "outcomes"), [(7, {"judged": 1}), ([None, 7], {"without_status": 3})])
def test_an_answer_that_is_no_object_is_no_answer(answers: Any, outcomes: dict[str, int]) -> None:
    assert first(collection(created(GOOD) | {"response": answers})).exchanges == outcomes


@pytest.mark.parametrize(("disabled", "expected"), [(True, ["not-json"]), (False, [])])
def test_a_disabled_header_is_not_sent(disabled: bool, expected: list[str]) -> None:
    asked = request("GET", f"{BASE}/venues") | {
        "header": [{"key": "Accept", "value": "text/html", "disabled": disabled}]
    }
    page = {"code": 200, "header": [{"key": "Content-Type", "value": "text/html"}], "body": "<html></html>"}
    assert [rule for rule, _ in found(collection(item(asked, page)))] == expected
