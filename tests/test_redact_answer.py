"""What a refusal of a server says about people is in no report."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from feedproof.contract_tests.redact_answer import concerns_people, redact_body, redact_refusal
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled
from parts import send_little

Cli = Callable[..., Any]
NAME = "Elizabeth Bennet"


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ({"errors": [{"message": f"{NAME} is not here"}]}, {"errors": [{"message": "…"}]}),
        ({"errors": [{"pointer": "/UserID"}, {"pointer": "/Sessions/0/Name"}]},) * 2,
        ({"errors": [{"rule": "too-long", "pointer": f"/{NAME}"}]}, {"errors": [{"rule": "too-long", "pointer": "…"}]}),
        ({NAME: {"UserID": "e@example.org"}}, {"…": {"UserID": "…"}}),
        ([1811, True, None, "UserID", "/1811/UserID"], ["…", True, None, "UserID", "…"]),
        (NAME, "…"),
    ],
)
def test_the_outline_of_a_body_has_its_shape_and_the_words_of_the_contract(body: Any, shape: Any) -> None:
    content = json.dumps(body).encode()
    told = redact_body(bundled(), content)
    assert told == f"{json.dumps(shape, ensure_ascii=False)}, {len(content)} bytes (what may be personal is not shown)"


@pytest.mark.parametrize("content", [NAME.encode(), b"\xff", b"[" * 100_000])
def test_the_outline_of_what_is_no_json_is_its_length(content: bytes) -> None:
    told = redact_body(bundled(), content)
    assert told == f"no JSON, {len(content)} bytes (what may be personal is not shown)"


def test_operations_that_speak_of_people_are_known_by_the_feeds_that_they_touch() -> None:
    found = {operation.label for operation in bundled().operations if concerns_people(bundled(), operation)}
    assert "GET /coursedates/{CourseDateID}/delegates" in found
    assert "POST /coursedates/{CourseDateID}/trainers/{TrainerID}" in found
    assert not {"GET /coursedates", "POST /coursedates", "GET /venues/{VenueID}"} & found
    assert redact_refusal(bundled(), "GET /venues", b"no room", "no room") == '"no room"'


@pytest.mark.parametrize("status", [500, 403])
def test_a_server_that_concerns_people_is_not_repeated(
    cli: Cli, part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, payloads: Any, status: int
) -> None:
    """As a text and in every form of report, from behaviours and from checks of schemathesis."""
    part("/coursedates", "/coursedates/{CourseDateID}/delegates", "/coursedates/{CourseDateID}/delegates/{DelegateID}")
    send_little(monkeypatch)
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    app = make_app(seed=1)
    body = json.dumps({"errors": [{"message": f"delegate ({NAME}) cannot be shown"}]}).encode()

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        if "/delegates/" not in scope["path"]:
            await app(scope, receive, send)
            return
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": body})

    forms = ("json", "html", "junit", "sarif", "markdown", "ndjson")
    files = [each for form in forms for each in ("--format", form, "-o", f"own.{form}")]
    with running(telling) as url:
        outcome = cli("contract", url, "--read-only", "--format", "text", *files, "--", "--phases", "examples,coverage")
    assert outcome.code == 1, outcome.err
    told = [outcome.out, outcome.err, *((payloads / f"own.{form}").read_text(encoding="utf-8") for form in forms)]
    assert [text for text in told if "Bennet" in text] == []
    shape = f'{{"errors": [{{"message": "…"}}]}}, {len(body)} bytes (what may be personal is not shown)'
    assert f"the answer was {status}: {shape}" in outcome.out
    assert f"the server said {shape}" in outcome.out
