"""A failure of a server says how certain the contract is about it, and every report shows that."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from feedproof.ci.contract_report import Replay, render
from feedproof.ci.examinations import server_report
from feedproof.ci.reporters import formats
from feedproof.contract_tests.behaviour import behaviours
from feedproof.contract_tests.behaviour.behave import behave
from feedproof.contract_tests.behaviour.writing import comes_back
from feedproof.contract_tests.client import Client, MadeRecord
from feedproof.contract_tests.discovery import discover
from feedproof.contract_tests.engine.registered import isolated
from feedproof.contract_tests.evidence import NO_EVIDENCE, of_body, of_keyword
from feedproof.contract_tests.ledger import Ledger
from feedproof.contract_tests.model import Failure, Finder
from feedproof.contract_tests.outcome import Violated
from feedproof.contract_tests.prober import Prober
from feedproof.contract_tests.server.target import Answer, Target
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled
from feedproof.validators.model import Certainty
from rendered import rendered
from reported import EXAMINATION, VIEW

CONTRACT = bundled()
DOUBT = "; if the server is right, say so in an overlay"


def failures(fault: str, examine: Callable[[Client], Iterator[Any]]) -> list[Failure]:
    """Examine a sandbox with a fault, and return what is found."""
    with running(make_app(seed=1, faults=[fault])) as url, isolated(direct=True):
        target = Target(url, TOKEN)
        client = Client(Ledger(CONTRACT, ""), target, discover(CONTRACT, target), 1)
        found = [failure for _, failure in examine(client) if failure]
        return [*found, *client.answers.broken.values()]


@pytest.mark.parametrize(
    ("rule", "certainties"),
    [
        ("below-minimum", {"inferred"}),
        ("dates-out-of-order", {"stated"}),
        ("not-positive", {"stated", "inferred"}),
    ],
)
def test_a_probe_says_how_sure_the_contract_is_of_the_rule_at_its_place(rule: str, certainties: set[str]) -> None:
    found = failures(f"allow-{rule}", lambda client: Prober(client).run({rule}))
    assert {failure.certainty for failure in found if failure.found_by is Finder.PROBE} == certainties
    assert all(failure.source for failure in found)
    assert {failure.certainty for failure in found if failure.found_by is Finder.ANSWER} <= {Certainty.STATED}


def behaving(name: str) -> Callable[[Client], Iterator[Any]]:
    chosen = [behaviour for behaviour in behaviours() if behaviour.name == name]
    return lambda client: behave(client, writes=True, only=chosen)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("error-without-errors", "a refusal does not have the body that the contract gives it"),
        ("wrong-content-type", "a refusal does not come as JSON but as text/html"),
    ],
)
def test_what_the_body_of_an_error_holds_is_assumed(fault: str, says: str) -> None:
    found = failures(fault, behaving("a-refusal-says-why"))
    assert found
    assert all(says in failure.message for failure in found)
    assert {failure.certainty for failure in found} == {"assumed"}
    assert {failure.source.partition(":")[0] for failure in found} == {"overview"}
    assert all(failure.how_sure().endswith(DOUBT) for failure in found)


def test_that_a_success_holds_a_record_is_assumed_where_no_page_shows_it() -> None:
    found = failures("wrong-content-type", behaving("a-success-is-as-listed"))
    sure = {failure.operation: failure.certainty for failure in found}
    assert sure["POST /coursedates"] == sure["PUT /coursedates/{CourseDateID}"] == "assumed"
    assert sure["GET /venues"] == "", "its schema says what is in it"


@pytest.mark.parametrize(
    ("body", "certainty"), [({"CourseDateID": "1"}, "assumed"), ([], "assumed"), ({"StartDate": "1999-01-01"}, "")]
)
def test_an_answer_without_anything_that_was_sent_may_be_right(body: Any, certainty: str) -> None:
    operation = CONTRACT.labelled["POST /coursedates"]
    with running(make_app(seed=1)) as url:
        target = Target(url, TOKEN)
        client = Client(Ledger(CONTRACT, ""), target, discover(CONTRACT, target), 1)
        answer = Answer(201, body, json.dumps(body).encode(), "curl", "application/json")
        values = {"CourseDateID": min(client.discovered.ids["course-dates"])}
        sent = {"StartDate": client.shown("course-dates", values).body["StartDate"]}
        with pytest.raises(Violated) as violated:
            comes_back(client, operation, MadeRecord(values, sent, answer))
    assert violated.value.evidence.certainty == certainty


def test_that_a_server_is_at_one_with_itself_is_no_fact_of_the_contract() -> None:
    found = failures("update-lost", behaving("an-update-shows"))
    assert [(failure.certainty, failure.source, failure.how_sure()) for failure in found] == [("", "", "")]


@pytest.mark.parametrize(
    ("label", "status", "place", "keyword", "certainty"),
    [
        ("GET /coursedates", 200, ("results", 3, "Status"), "enum", "stated"),
        ("GET /coursedates", 200, ("results", 3, "NetCost"), "minimum", "inferred"),
        ("GET /coursedates", 400, (), "required", "assumed"),
        ("GET /coursedates", 400, ("errors",), "type", "assumed"),
        ("GET /coursedates", 418, (), "type", ""),
        ("GET /coursedates", 200, ("results", 3, "Status"), "pattern", ""),
        ("GET /coursedates", 200, ("nowhere",), "type", ""),
    ],
)
def test_the_evidence_of_a_keyword_in_an_answer(
    label: str, status: int, place: tuple[str | int, ...], keyword: str, certainty: str
) -> None:
    found = of_keyword(CONTRACT, CONTRACT.labelled[label], status, place, keyword)
    assert found.certainty == certainty
    assert bool(found.source) == bool(certainty)


def test_a_body_that_the_contract_does_not_describe_has_no_evidence() -> None:
    operation = CONTRACT.labelled["GET /coursedates"]
    assert of_body(CONTRACT, operation, 418) == NO_EVIDENCE
    bare = replace(operation, node=operation.node | {"responses": {"400": {"description": "refused"}}})
    assert of_body(CONTRACT, bare, 400) == NO_EVIDENCE


WEAK = Failure("a", "GET /venues", "it is wrong", ("curl x",), certainty="assumed", source="overview: unknown")
SURE = Failure("b", "GET /venues", "it is wrong, too", ("curl y",), certainty="stated", source="page: known")
NONE = Failure("c", "GET /venues", "it is another each time", ())
OF_WEAK = "in the contract this is assumed: overview: unknown; if the server is right, say so in an overlay"
OF_SURE = "in the contract this is stated: page: known"
SEEN = replace(EXAMINATION, failures=(WEAK, SURE, NONE))


@pytest.mark.parametrize("form", [*formats(), "gate"])
def test_every_report_says_how_sure_the_contract_is(form: str) -> None:
    if form == "gate":
        text = render("text", SEEN, Replay("feedproof contract", ""), CONTRACT)
    else:
        text = rendered(form, server_report("ours", SEEN, CONTRACT), VIEW)
    shown = text.replace("%3A", ":").replace("\\", "")
    assert shown.count(OF_WEAK) == 1
    assert shown.count(OF_SURE) == 1
    assert shown.count("in the contract this is") == 2


def test_json_holds_it_apart() -> None:
    report = json.loads(rendered("json", server_report("ours", SEEN, CONTRACT), VIEW))
    own = json.loads(render("json", SEEN, Replay("feedproof contract", ""), CONTRACT))
    wanted = [("assumed", "overview: unknown"), ("stated", "page: known"), ("", "")]
    assert [(each["certainty"], each["source"]) for each in report["findings"]] == wanted
    assert [(each["certainty"], each["source"]) for each in own["failures"]] == wanted
