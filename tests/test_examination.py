"""What `feedproof contract --format json` writes is of the shape that is documented."""

import json
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from feedproof.ci.contract_report import Replay, render
from feedproof.contract_tests.model import Finder, Made, Result
from feedproof.contract_tests.profiles import PROFILES
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled
from feedproof.validators.model import Certainty
from parts import send_little
from reported import EXAMINATION

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Cli = Callable[..., Any]

SCHEMA = json.loads((Path(__file__).parent.parent / "ci" / "examination.schema.json").read_text(encoding="utf-8"))
SHAPE = jsonschema.Draft202012Validator(SCHEMA)
OF_SERVERS = ("/coursedates", "/coursedates/{CourseDateID}")
FIRST = 40
"""Requests that are answered at first: those to look around, and some more."""


class Turning:
    """A sandbox that answers a method with a status, from some request on."""

    def __init__(self, method: str, status: int, after: int) -> None:
        self.app, self.method, self.status, self.left = make_app(seed=1), method, status, after

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        self.left -= 1
        if self.left >= 0 or self.method not in {scope["method"], "all"}:
            await self.app(scope, receive, send)
            return
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})


class Case(NamedTuple):
    """A server, the options, and the exit code."""

    server: Any
    options: tuple[str, ...] = ()
    code: int = 0


CASES = {
    "good": Case(make_app(seed=1)),
    "only read": Case(make_app(seed=1), ("--read-only",)),
    "failing": Case(Turning("PUT", 500, 0), code=1),
    "with trouble": Case(Turning("all", 401, FIRST), code=2),
}


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, Any]]:
    """Keep the examinations that were written, by the name of the case."""
    return {}


@pytest.fixture
def small(part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, few_probes: None) -> None:  # noqa: ARG001 - it is set
    part(*OF_SERVERS)
    send_little(monkeypatch)
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)


@pytest.fixture(params=CASES)
def document(request: Any, written: dict[str, dict[str, Any]], small: None, cli: Cli) -> dict[str, Any]:  # noqa: ARG001 - it is set
    """Return what was written of a server, which is examined once."""
    name: str = request.param
    if name not in written:
        with running(CASES[name].server) as url:
            outcome = cli("contract", url, *CASES[name].options, "--format", "json", "--", "--phases", "fuzzing")
        assert outcome.code == CASES[name].code
        written[name] = json.loads(outcome.out)
    return deepcopy(written[name])


def test_an_examination_keeps_to_its_schema(document: dict[str, Any]) -> None:
    SHAPE.validate(document)
    contract = {"version": bundled().version, "sha256": bundled().sha256}
    assert document["tool"]["contract"] == contract
    assert document["summary"]["failures"] == len(document["failures"])


def test_one_that_cannot_begin_keeps_to_its_schema(cli: Cli) -> None:
    outcome = cli("contract", "http://127.0.0.1:9", "--format", "json")
    document = json.loads(outcome.out)
    SHAPE.validate(document)
    assert (outcome.code, document["operations"], len(document["errors"])) == (2, [], 1)


def objects(document: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a document."""
    if isinstance(document, dict):
        yield document
        document = [*document.values()]
    for child in document if isinstance(document, list) else ():
        yield from objects(child)


def test_whatever_is_not_documented_is_seen(document: dict[str, Any]) -> None:
    for each in objects(document):
        each["extra"] = None
        assert not SHAPE.is_valid(document), each
        del each["extra"]
    for name in list(document):
        value = document.pop(name)
        assert not SHAPE.is_valid(document), name
        document[name] = value
    SHAPE.validate(document)


def enum(definition: str, name: str) -> set[str]:
    return set(SCHEMA["$defs"][definition]["properties"][name]["enum"])


def test_what_may_stand_there_is_what_there_is() -> None:
    SHAPE.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]["profile"]["enum"]) == set(PROFILES)
    assert enum("failure", "found_by") == set(Finder)
    assert enum("failure", "certainty") == {*Certainty, ""}
    assert enum("outcome", "result") | enum("behaviour", "result") == set(Result)


def test_what_was_made_and_the_reports_of_schemathesis_are_documented() -> None:
    made = Made("m", "ExternalID", 2, 1, ("7",))
    examination = replace(EXAMINATION, made=made, reports=(("JUnit", "a.xml"),), advice={"no-offset": 2})
    document = json.loads(render("json", examination, Replay("feedproof contract http://x", ""), bundled()))
    SHAPE.validate(document)
    assert document["made"]["left"] == ["7"]
