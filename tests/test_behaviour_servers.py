"""Servers that answer in unusual ways: a correct one has no failures, and a wrong one causes no internal error."""

from typing import Any

import pytest
from feedproof.contract_tests.behaviour import Behaviour
from feedproof.contract_tests.behaviour.behave import behave
from feedproof.contract_tests.model import Result
from feedproof.fixtures.sandbox import make_app, running, web
from feedproof.fixtures.sandbox.answers import Request, Service
from feedproof.spec.operations import Operation

from .test_behaviour import BY_NAME, client_of, seen

WRITTEN = [BY_NAME[name] for name in ("a-success-is-as-listed", "an-update-shows", "updating-twice-is-updating-once")]


def failed(*chosen: Behaviour, seed: int = 1) -> list[tuple[str, str, str]]:
    """Return (behaviour, operation, what went wrong) of those that fail on a sandbox as it is bent at the moment."""
    found = seen(seed, chosen=list(chosen) or None)
    return [(seen.behaviour, seen.operation, seen.reason) for seen, _ in found if seen.result is Result.FAILED]


def bent(monkeypatch: pytest.MonkeyPatch, status: int, body: Any) -> None:
    """Let the sandbox make an update, and answer it so."""
    update = Service._update  # noqa: SLF001 - the sandbox is to be bent

    def answered(*args: Any) -> Any:
        update(*args)
        return status, body

    encoded = web._encoded  # noqa: SLF001 - likewise
    monkeypatch.setattr(Service, "_update", answered)
    monkeypatch.setattr(web, "_encoded", lambda body: "" if body is None else encoded(body))


def test_an_update_that_is_answered_with_nothing_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bent(monkeypatch, 204, None)
    says = "the answer has status 204, and the contract lists 200"
    assert failed(*WRITTEN) == [("a-success-is-as-listed", "PUT /coursedates/{CourseDateID}", says)]


@pytest.mark.parametrize("body", [None, True, [], 7, "text"])
def test_an_update_that_is_answered_without_a_record_is_named(monkeypatch: pytest.MonkeyPatch, body: Any) -> None:
    bent(monkeypatch, 200, body)
    assert failed(*WRITTEN) == [("an-update-shows", "PUT /coursedates/{CourseDateID}", "the answer holds no record")]


@pytest.mark.parametrize("is_found", ["by nothing", "as one space"])
def test_double_spaces_may_be_found_in_any_way(monkeypatch: pytest.MonkeyPatch, is_found: str) -> None:
    """The vendor says that a filter does not recognise them: not that it finds nothing, nor that it takes them as one."""
    view, matches = Service.show, Service.matches
    texts = ["Two  spaces", "Two spaces"]

    def shown(service: Service, feed: str, identity: str) -> Any:
        record = view(service, feed, identity)
        double = {"AimsText": texts[int(identity[-1]) % 2]} if "AimsText" in record else {}
        return record | double

    def found(service: Service, value: Any, wanted: Any) -> bool:
        if value not in texts and wanted not in texts:
            return matches(service, value, wanted)
        if is_found == "as one space":
            return "Two spaces" == str(value).replace("  ", " ") == str(wanted).replace("  ", " ")
        return value == wanted == "Two spaces"

    monkeypatch.setattr(Service, "show", shown)
    monkeypatch.setattr(Service, "matches", found)
    chosen = BY_NAME["a-filter-finds-all-and-only-what-matches"], BY_NAME["a-filter-takes-whole-values"]
    assert failed(*chosen) == []


def test_a_stale_list_is_seen_after_an_update_and_after_an_assignment() -> None:
    found = seen(1, "stale-list", chosen=[BY_NAME["a-list-shows-the-change"]])
    assert {each.operation for each, _ in found if each.result is Result.FAILED} == {
        "PUT /coursedates/{CourseDateID}",
        "POST /coursedates/{CourseDateID}/venue/{VenueID}",
    }


def test_every_answer_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what shows on a later page alone, which no behaviour sees."""
    listed = Service._list  # noqa: SLF001 - the sandbox is to be bent

    def bent(service: Service, operation: Operation, request: Request) -> Any:
        status, body = listed(service, operation, request)
        records = body["results"]
        if operation.paging["offset"] in request.query:
            records = [record | {"DurationType": "Fortnight"} for record in records]
        return status, body | {"results": records}

    monkeypatch.setattr(Service, "_list", bent)
    with running(make_app(seed=1)) as url:
        client = client_of(url)
        assert not any(failure for _, failure in behave(client, writes=True))
    (failure,) = client.answers.broken.values()
    assert (failure.rule, failure.operation) == ("unlisted-value", "GET /coursedates")
    assert "?" in failure.requests[0]
    assert client.answers.judged["GET /coursedates"] == client.tally.statuses["GET /coursedates"][200]


def test_where_no_template_is_listed_nothing_can_be_fallen_back_to() -> None:
    with running(make_app(seed=1, lines=[])) as url:
        found = behave(client_of(url), writes=True, only=[BY_NAME["what-is-not-set-falls-back"]])
        ((observed, failure),) = found
    assert failure is None
    assert (observed.result, observed.reason) == (Result.NOT_RUN, "no record of course-templates is listed")
