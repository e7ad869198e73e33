"""The probes: what is sent to examine a rule, and how the answer is judged."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from feedproof.contract_tests.client import Client
from feedproof.contract_tests.discovery import Discovered, discover
from feedproof.contract_tests.ledger import Ledger
from feedproof.contract_tests.model import Outcome, Result
from feedproof.contract_tests.outcome import NotTested
from feedproof.contract_tests.prober import Prober, ProbeResult
from feedproof.contract_tests.probes import ADVICE, Probe, plan, references
from feedproof.contract_tests.server.target import Target
from feedproof.fixtures.sandbox import TOKEN, answers, make_app, running
from feedproof.fixtures.sandbox.answers import Refusal, Request, Service
from feedproof.fixtures.spoil import Site, sites, sites_of
from feedproof.fixtures.validity import is_binding
from feedproof.spec.contract import bundled
from feedproof.spec.operations import Operation
from feedproof.validators.judge import Judge
from feedproof.validators.keyword import Violation
from feedproof.validators.model import Context, Finding
from feedproof.validators.rules import rules

CREATE = "POST /coursedates"
UPDATE = "PUT /coursedates/{CourseDateID}"
PROVIDERS = {"training-providers": frozenset({"NORTHB4Y2K"})}


def told() -> list[ProbeResult]:
    """Probe a sandbox, as it is bent at the moment."""
    with running(make_app(seed=1)) as url:
        target = Target(url, TOKEN)
        return list(Prober(Client(Ledger(bundled(), ""), target, discover(bundled(), target), 1)).run())


@pytest.fixture(scope="module")
def clean() -> list[ProbeResult]:
    return told()


def judge(action: str = "create", known: dict[str, frozenset[str]] | None = None) -> Judge:
    return Judge("course-dates", Context(action=action, known=PROVIDERS if known is None else known))


def planned(rule_id: str, number: int = 0) -> Probe:
    return plan(judge(), sites_of(judge(), rule_id)[number], 0)


def possible(places: Iterable[Site]) -> Iterator[Probe]:
    """Yield what can be sent at these places, where something can."""
    for site in places:
        with suppress(NotTested):
            yield plan(judge(), site, 0)


def binding_rules() -> list[str]:
    """Every rule of which some site must be enforced by a server, with the number of such sites on both operations."""
    return sorted({probe.site.rule.id for probe in possible(sites(judge()))})


@pytest.mark.parametrize("rule_id", binding_rules())
def test_a_probe_keeps_the_rule_and_then_breaks_it_alone(rule_id: str) -> None:
    for probe in possible(sites_of(judge(), rule_id)):
        assert judge().violations(probe.kept) == []
        assert [violation.rule.id for violation in judge().violations(probe.broken)] == [rule_id]


def test_a_probe_stands_on_the_boundary() -> None:
    probe = planned("numbers-out-of-order")
    assert probe.kept["MinPlaces"] == probe.kept["MaxPlaces"]
    assert probe.broken["MinPlaces"] == probe.broken["MaxPlaces"] + 1
    assert len(planned("too-long").kept["ExternalID"]) == 255


def test_a_rule_that_binds_no_server_is_not_probed() -> None:
    with pytest.raises(NotTested, match=ADVICE):
        planned("double-space")


def test_a_reference_without_known_ids_is_not_probed() -> None:
    for rule_id in ("too-short", "unknown-reference"):
        site = next(site for site in sites(judge()) if site.rule.id == rule_id)
        with pytest.raises(NotTested, match=r"^the ids of training-providers are not known here$"):
            plan(judge(known={}), site, 0)


def test_references_are_found_wherever_they_stand() -> None:
    inner = {"properties": {"Of": {"x-references": "people"}}}
    schema = {"properties": {"List": {"items": inner}, "Other": {}}}
    assert references(schema, {"List": [{"Of": "a"}], "Other": "b"}) == {"people"}
    assert references(schema, {"List": [], "Other": "b"}) == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("CompanyID", "training-providers"), ("CourseDateID", "course-dates"), ("VenueID", "venues"), ("Status", "")],
)
def test_the_collection_of_a_name(name: str, expected: str) -> None:
    assert bundled().collection(name) == expected


def test_every_rule_is_probed_on_the_sandbox(clean: list[ProbeResult]) -> None:
    outcomes = [outcome for outcome, _ in clean]
    assert [failure for _, failure in clean if failure] == []
    for label in (CREATE, UPDATE):
        own = [outcome for outcome in outcomes if outcome.operation == label]
        accepted, refused = ([o.rule for o in own if o.result is r] for r in (Result.ACCEPTED, Result.REFUSED))
        assert accepted == refused
        assert sorted(set(refused)) == binding_rules()
        assert {o.reason for o in own if o.result is Result.NOT_RUN} == {ADVICE}


def test_every_rule_that_exists_is_accounted_for(clean: list[ProbeResult]) -> None:
    """A rule is probed, or named as not run, or has no place in a written record."""
    named = {outcome.rule for outcome, _ in clean}
    only_read = {"above-maximum", "outside-its-record", "no-offset", "null-value", "repeated-id"}
    assert {rule.id for rule in rules().values()} == named | only_read


@pytest.mark.parametrize("rule_id", binding_rules())
def test_a_rule_that_the_server_does_not_enforce_is_named(rule_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(violation: Violation) -> bool:
        return violation.rule.id != rule_id and is_binding(violation)

    monkeypatch.setattr(answers, "is_binding", lenient)
    monkeypatch.setattr(Service, "_body", tolerant(Service._body))  # noqa: SLF001 - the sandbox is to be bent
    failures = [failure for _, failure in told() if failure]
    assert {(failure.rule, failure.operation) for failure in failures} == {(rule_id, CREATE), (rule_id, UPDATE)}


def tolerant(body: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Take what is no object, and make nothing of it."""

    def taken(service: Service, operation: Operation, request: Request) -> dict[str, Any]:
        try:
            return body(service, operation, request)
        except AttributeError:
            return {}

    return taken


def test_a_failure_says_what_was_sent_and_how_to_send_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "is_binding", lambda violation: violation.rule.id != "numbers-out-of-order")
    failure = next(failure for _, failure in told() if failure and failure.rule == "numbers-out-of-order")
    says = r"the server accepted a body in which MinPlaces is \d+, above MaxPlaces \d+; the answer was 201"
    assert re.fullmatch(says, failure.message)
    assert failure.requests[0].startswith('curl -X POST -H "Authorization: Bearer $FEEDPROOF_TOKEN" -H ')
    assert TOKEN not in failure.requests[0]


def test_a_read_only_field_may_be_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    body = Service._body  # noqa: SLF001 - the sandbox is to be bent

    def dropping(service: Service, operation: Operation, request: Request) -> dict[str, Any]:
        locked = {n for n, s in judge().schema["properties"].items() if s.get("readOnly")}
        return {name: value for name, value in body(service, operation, request).items() if name not in locked}

    monkeypatch.setattr(answers, "is_binding", lambda v: v.rule.keyword != "readOnly" and is_binding(v))
    monkeypatch.setattr(Service, "_body", dropping)
    results = told()
    assert [failure for _, failure in results if failure] == []
    refused = {o.reason for o, _ in results if o.rule == "read-only-field" and o.result is Result.REFUSED}
    assert refused == {"silently dropped"}


def test_a_server_that_refuses_everything_is_not_praised_for_refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_service: Service, _operation: Operation, _request: Request) -> None:
        raise Refusal(400, [{"message": "no"}])

    monkeypatch.setattr(Service, "_create", never)
    results = told()
    created = [o for o, _ in results if o.operation == CREATE and o.reason != ADVICE]
    assert {o.result for o in created} == {Result.FAILED, Result.NOT_RUN}
    updated = {(o.result, o.reason) for o, _ in results if o.operation == UPDATE and o.reason != ADVICE}
    assert updated == {(Result.NOT_RUN, "no record of course-dates is known to try it on")}


@pytest.mark.parametrize(("status", "fails"), [(400, False), (401, True), (422, True), (500, True), (302, True)])
def test_a_refusal_has_to_be_one_that_the_contract_lists(
    status: int,
    fails: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "_refusal", lambda _findings: Refusal(status, [{"message": "no"}]))
    found = {outcome.result for outcome, _ in told() if outcome.rule == "too-long"}
    expected = {Result.ACCEPTED, Result.FAILED if fails else Result.REFUSED}
    assert found == expected


def test_refusals_with_one_status_that_is_not_listed_are_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_refusal", lambda _findings: Refusal(409, [{"message": "no"}]))
    results = told()
    failures = [failure for _, failure in results if failure]
    assert [(failure.rule, failure.operation) for failure in failures] == [
        ("a-refusal-says-why", CREATE),
        ("a-refusal-says-why", UPDATE),
    ]
    failed = [outcome for outcome, _ in results if (outcome.operation, outcome.result) == (CREATE, Result.FAILED)]
    says = f"the server refuses {len(failed)} broken bodies with status 409, and the contract lists 400: of "
    assert failures[0].message.startswith(says)
    assert len(failed) > 50


def test_one_refusal_with_a_status_that_is_not_listed_is_a_failure_too(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = answers._refusal  # noqa: SLF001 - the sandbox is to be bent

    def odd(findings: list[Finding]) -> Refusal:
        first = findings[0]
        is_name = (first.rule, first.pointer) == ("too-long", "/Name")
        return Refusal(409, [{"message": "no"}]) if is_name else refusal(findings)

    monkeypatch.setattr(answers, "_refusal", odd)
    failures = [failure for _, failure in told() if failure]
    assert [(failure.rule, failure.operation) for failure in failures] == [
        ("a-refusal-says-why", CREATE),
        ("a-refusal-says-why", UPDATE),
    ]
    says = (
        "the server refuses 1 broken body with status 409, and the contract lists 400: of too-long; in the first, Name "
    )
    assert failures[0].message.startswith(says)


def test_what_was_created_and_is_not_there_is_no_word_on_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Service._found  # noqa: SLF001 - the sandbox is to be bent

    def lost(service: Service, operation: Operation, request: Request) -> str:
        if operation.action == "update":
            raise Refusal(404, [{"message": "not found"}])
        return found(service, operation, request)

    monkeypatch.setattr(Service, "_found", lost)
    results = told()
    assert [failure for _, failure in results if failure] == [], "the behaviours tell it, once"
    reasons = {(o.result, o.reason) for o, _ in results if o.operation == UPDATE and o.reason != ADVICE}
    assert reasons == {(Result.NOT_RUN, "what was created is not there")}


def test_a_token_that_one_operation_refuses_is_no_word_on_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def expired(_service: Service, _operation: Operation, _request: Request) -> None:
        raise Refusal(401, [{"message": "token is invalid"}])

    monkeypatch.setattr(Service, "_create", expired)
    results = told()
    assert [failure for _, failure in results if failure] == [], "the behaviours tell it, once"
    reasons = {(o.result, o.reason) for o, _ in results if o.operation == CREATE and o.reason != ADVICE}
    assert reasons == {(Result.NOT_RUN, "the token is refused here, and accepted elsewhere")}


def test_a_list_that_holds_rubbish_makes_nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    rubbish: list[Any] = [
        None,
        {"results": 1},
        {"results": [1, {"CourseDateID": 7.5}, {"CourseDateID": True}, {"CompanyID": ""}]},
    ]
    for body in rubbish:
        monkeypatch.setattr(Service, "_list", lambda *_args, body=body: (200, body))
        with running(make_app()) as url:
            assert discover(bundled(), Target(url, TOKEN)) == Discovered({}, {})


def test_an_outcome_names_the_place(clean: list[ProbeResult]) -> None:
    rule_id, places = "dates-out-of-order", ("/EndDate", "/EndDate", "/AdvertisedEndDate")
    found = [outcome for outcome, _ in clean if (outcome.rule, outcome.operation) == (rule_id, CREATE)]
    assert found[::2] == [Outcome(rule_id, CREATE, place, Result.ACCEPTED) for place in places]
