"""A behaviour holds only if it has really been examined, and failures with one cause are reported once."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from feedproof.contract_tests import run
from feedproof.contract_tests.client import Client
from feedproof.contract_tests.engine.collect import Collected
from feedproof.contract_tests.model import Failure, Finder, Result
from feedproof.contract_tests.run import examine
from feedproof.fixtures.plan import MINIMAL
from feedproof.fixtures.sandbox import TOKEN, answers, make_app, running, web
from feedproof.fixtures.sandbox.answers import Refusal, Request, Service
from feedproof.spec.contract import bundled
from feedproof.spec.operations import Operation

from .test_behaviour import BY_NAME, seen
from .test_probes import tolerant

Record = dict[str, Any]
Change = Callable[[Operation, Request, Record], Record]
COURSES = "GET /coursedates"
CREATE, UPDATE = "POST /coursedates", "PUT /coursedates/{CourseDateID}"


@pytest.fixture
def bend(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what changes every record that lists show, every list, or every record that is read."""
    listed, read = Service._list, Service._read  # noqa: SLF001 - the sandbox is to be bent

    def bending(*, item: Change | None = None, page: Change | None = None, one: Change | None = None) -> None:
        def showing(service: Service, operation: Operation, request: Request) -> Any:
            status, body = listed(service, operation, request)
            found = [item(operation, request, each) if item else each for each in body["results"]]
            body = {"results": found}
            return status, page(operation, request, body) if page else body

        def reading(service: Service, operation: Operation, request: Request) -> Any:
            status, body = read(service, operation, request)
            return status, one(operation, request, body) if one else body

        monkeypatch.setattr(Service, "_list", showing)
        monkeypatch.setattr(Service, "_read", reading)

    return bending


def only(*names: str) -> Change:
    """Show these fields, and no other."""
    return lambda _operation, _request, record: {name: record[name] for name in names if name in record}


def result(name: str, label: str) -> tuple[Result, str]:
    """Return what became of a behaviour of an operation, and why."""
    (observed,) = [each for each, _ in seen(1, chosen=[BY_NAME[name]]) if each.operation == label]
    return observed.result, observed.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ids-are-unique", "no record of the list shows an id"),
        ("pages-neither-lose-nor-repeat", "no record of the list shows an id"),
        ("a-filter-finds-all-and-only-what-matches", "no record of the list shows a value to filter by"),
        ("a-filter-takes-whole-values", "no record of the list shows a value to filter by"),
        ("a-filter-takes-the-moment", "no record of the list shows a value to filter by"),
    ],
)
def test_a_list_that_shows_nothing_of_it_is_not_praised(name: str, reason: str, bend: Callable[..., None]) -> None:
    bend(item=only("Status"))
    assert result(name, COURSES) == (Result.NOT_RUN, reason)


def test_a_time_that_cannot_be_read_is_not_filtered_by(bend: Callable[..., None]) -> None:
    bend(item=lambda _operation, _request, record: record | {"StartDate": "soon"})
    assert result("a-filter-takes-the-moment", COURSES) == (
        Result.NOT_RUN,
        "no record of the list shows a value to filter by",
    )


@pytest.mark.parametrize("part", [str.startswith, str.endswith])
def test_a_filter_that_finds_one_end_of_a_value_is_seen(
    part: Callable[[str, str], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Service, "matches", lambda _service, value, wanted: part(str(value), str(wanted)))
    assert result("a-filter-takes-whole-values", COURSES)[0] is Result.FAILED


def test_a_list_that_shows_nothing_of_a_change_is_not_praised(bend: Callable[..., None]) -> None:
    bend(item=only("CourseDateID", "ExternalID"))
    reason = "reading shows no change of a field that the list shows"
    assert result("a-list-shows-the-change", UPDATE) == (Result.NOT_RUN, reason)


def test_an_assignment_of_what_has_no_name_is_not_praised(bend: Callable[..., None]) -> None:
    bend(item=only("VenueID", "CourseDateID"))
    label = "POST /coursedates/{CourseDateID}/venue/{VenueID}"
    assert result("an-assignment-shows", label) == (Result.NOT_RUN, "no record of venues shows a name")


def test_a_field_that_falls_back_and_cannot_be_sent_is_not_praised(monkeypatch: pytest.MonkeyPatch) -> None:
    body = Client.body
    monkeypatch.setattr(Client, "body", lambda client, operation, _plan=None: body(client, operation, MINIMAL))
    found, reason = result("what-falls-back-can-be-set", UPDATE)
    assert (found, reason.partition(" of ")[0]) == (Result.NOT_RUN, "no value")


def test_a_record_that_its_own_parent_does_not_show_says_nothing_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any) -> Any:
        raise Refusal(404, [{"message": "not found"}])

    monkeypatch.setattr(Service, "_read", never)
    label = "GET /coursedates/{CourseDateID}/delegates/{DelegateID}"
    expected = Result.NOT_RUN, "its own parent does not show the record either"
    assert result("a-record-stays-with-its-parent", label) == expected


@pytest.mark.parametrize("name", ["a-list-shows-what-reading-shows", "reading-changes-nothing"])
def test_a_read_that_shows_no_record_is_seen(name: str, bend: Callable[..., None]) -> None:
    bend(one=lambda _operation, _request, record: {"results": [record]})
    says = "reading it shows another record, or none; the answer was 200"
    assert result(name, "GET /venues/{VenueID}") == (Result.FAILED, says)


def test_a_read_that_shows_less_than_the_list_is_seen(bend: Callable[..., None]) -> None:
    bend(one=only("VenueID", "Label"))
    found, says = result("a-list-shows-what-reading-shows", "GET /venues/{VenueID}")
    assert found is Result.FAILED
    assert " is missing, not " in says


def test_null_in_a_list_and_nothing_in_a_read_are_the_same(bend: Callable[..., None]) -> None:
    bend(item=lambda _operation, _request, record: record | dict.fromkeys(record.keys() - {"VenueID", "Label"}) | {"Own": 1},
         one=only("VenueID", "Label"))  # fmt: skip
    assert result("a-list-shows-what-reading-shows", "GET /venues/{VenueID}")[0] is Result.HELD


def test_a_field_of_the_servers_own_that_reading_shows_otherwise_is_seen(bend: Callable[..., None]) -> None:
    bend(item=lambda _operation, _request, record: record | {"Own": 1},
         one=lambda _operation, _request, record: record | {"Own": 2})  # fmt: skip
    says = "read after it was listed, Own is 2, not 1"
    assert result("a-list-shows-what-reading-shows", "GET /venues/{VenueID}") == (Result.FAILED, says)


def test_pages_that_hold_nothing_are_seen(bend: Callable[..., None]) -> None:
    bend(page=lambda _operation, request, body: {"results": []} if "$skip" in request.query else body)
    found, says = result("pages-neither-lose-nor-repeat", COURSES)
    assert (found, says) == (Result.FAILED, "the first page holds 0 records of 6")


@pytest.mark.parametrize(
    ("name", "parameter", "says"),
    [
        ("pages-neither-lose-nor-repeat", "$skip", "the list with $top and $skip is refused; the answer was 400"),
        ("a-page-is-no-larger-than-asked", "$top", "the list with $top is refused; the answer was 400"),
        ("a-filter-finds-all-and-only-what-matches", "Name", "the list with Name is refused; the answer was 400"),
    ],
)
def test_a_list_that_refuses_what_the_contract_lets_ask_is_seen(
    name: str, parameter: str, says: str, bend: Callable[..., None]
) -> None:
    def strict(_operation: Operation, request: Request, body: Record) -> Record:
        if parameter in request.query:
            raise Refusal(400, [{"message": "unknown parameter"}])
        return body

    bend(page=strict)
    found, reason = result(name, COURSES)
    assert (found, reason.partition(": ")[0]) == (Result.FAILED, says)


def test_a_value_that_the_filter_does_not_take_is_not_asked_for(bend: Callable[..., None]) -> None:
    """A right server may refuse it, whatever it shows."""
    bend(item=lambda _operation, _request, record: record | {"Name": "x" * 256})
    assert result("a-filter-finds-all-and-only-what-matches", COURSES)[0] is Result.HELD


def test_another_record_that_is_listed_in_the_place_of_a_new_one_is_seen(bend: Callable[..., None]) -> None:
    def other(_operation: Operation, request: Request, record: Record) -> Record:
        return record | {"CourseDateID": "another"} if "ExternalID" in request.query else record

    bend(item=other)
    says = "the record that is listed with its ExternalID is another one"
    assert result("creating-once-lists-once", CREATE) == (Result.FAILED, says)


def test_an_id_that_is_given_twice_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    create, first = Service._create, []  # noqa: SLF001 - the sandbox is to be bent

    def once(service: Service, operation: Operation, request: Request) -> Any:
        first.append(create(service, operation, request))
        return first[0]

    monkeypatch.setattr(Service, "_create", once)
    assert result("creating-makes-one-record", CREATE) == (Result.FAILED, "two creations give the same id")


def test_an_update_that_is_refused_and_makes_a_record_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    update = Service._update  # noqa: SLF001 - the sandbox is to be bent

    def making(service: Service, operation: Operation, request: Request) -> Any:
        identity = service.identity(operation, request)
        if identity in service.store.records[operation.feed]:
            return update(service, operation, request)
        service.store.add(operation.feed, json.loads(request.body), identity)
        raise Refusal(404, [{"message": "not found"}])

    monkeypatch.setattr(Service, "_update", making)
    says = "the record that did not exist exists now"
    assert result("updating-a-stranger-makes-nothing", UPDATE) == (Result.FAILED, says)


def test_a_listed_record_that_cannot_be_assigned_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any) -> Any:
        raise Refusal(400, [{"message": "no"}])

    monkeypatch.setattr(Service, "_assign", never)
    found, says = result("a-listed-record-can-be-assigned", "POST /coursedates/{CourseDateID}/venue/{VenueID}")
    assert (found, says.partition(": ")[0]) == (Result.FAILED, "it is refused; the answer was 400")


# ------------------------------------------------------------------------------------------------- one cause, one failure
def told(monkeypatch: pytest.MonkeyPatch, *faults: str) -> list[Failure]:
    """Examine a sandbox, as it is bent at the moment, without schemathesis."""
    monkeypatch.setattr(run, "collect", lambda *_args: Collected())
    with running(make_app(seed=1, faults=faults)) as url:
        return list(examine(url, token=TOKEN, seed=1, disposable=True).failures)


def named(failures: list[Failure]) -> list[tuple[str, str]]:
    return [(failure.rule, failure.operation) for failure in failures]


def test_a_record_that_is_made_and_lost_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    create = Service._create  # noqa: SLF001 - the sandbox is to be bent

    def forgotten(service: Service, operation: Operation, request: Request) -> Any:
        status, body = create(service, operation, request)
        return status, body | {"CourseDateID": f"gone-{body['CourseDateID']}"}

    monkeypatch.setattr(Service, "_create", forgotten)
    assert named(told(monkeypatch)) == [("created-equals-read", CREATE)]


@pytest.mark.parametrize(("status", "rule"), [(405, "a-refusal-says-why"), (400, "created-equals-read")])
def test_a_server_that_takes_no_writes_is_one_failure_of_each(
    status: int, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: Any) -> Any:
        raise Refusal(status, [{"message": "no"}])

    for name in ("_create", "_update", "_assign"):
        monkeypatch.setattr(Service, name, never)
    failures = told(monkeypatch)
    first, *others = failures
    listed = ", and the contract lists 400" if status != 400 else ""
    assert first.message.startswith(
        f"the server refuses 56 bodies that keep all rules with status {status}{listed}: of "
    )
    assert first.rule == rule
    writing = [operation.label for operation in bundled().operations if operation.method != "GET"]
    assert sorted(operation for _, operation in named(failures)) == sorted(writing if status != 400 else [CREATE])
    assert {failure.rule for failure in others} <= {"a-refusal-says-why"}


def test_a_list_that_is_refused_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = Service._list  # noqa: SLF001 - the sandbox is to be bent

    def forbidden(service: Service, operation: Operation, request: Request) -> Any:
        if operation.feed == "trainers":
            raise Refusal(403, [{"message": "no"}])
        return listed(service, operation, request)

    monkeypatch.setattr(Service, "_list", forbidden)
    assert named(told(monkeypatch)) == [("a-list-is-given", "GET /trainers")]


def test_a_read_that_shows_no_record_is_one_failure_of_its_operation(
    bend: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bend(one=lambda _operation, _request, record: {"results": [record]})
    reads = [operation.label for operation in bundled().operations if operation.action == "read"]
    assert named(told(monkeypatch)) == [("a-list-shows-what-reading-shows", label) for label in reads]


def test_reads_that_fail_are_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many records cannot be read: the status says that none can."""

    def failing(_service: Service, operation: Operation, _request: Request) -> Any:
        raise Refusal(500, [{"message": operation.label}])

    monkeypatch.setattr(Service, "_read", failing)
    label = "GET /venues/{VenueID}"
    rules = [rule for rule, operation in named(told(monkeypatch)) if operation == label]
    assert rules == ["a-list-shows-what-reading-shows"]


def not_a_number(record: Record) -> Record:
    numbers = {name for name, value in record.items() if type(value) in (int, float)}
    return record | dict.fromkeys(numbers, math.nan)


def test_a_number_that_json_does_not_have_is_told_by_the_judge_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    show = Service.show
    monkeypatch.setattr(Service, "show", lambda *args: not_a_number(show(*args)))
    monkeypatch.setattr(web, "_encoded", json.dumps)
    assert {(failure.found_by, failure.rule) for failure in told(monkeypatch)} == {(Finder.ANSWER, "not-a-number")}


def test_what_is_shown_with_another_type_is_told_by_the_judge_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = told(monkeypatch, "numbers-as-text")
    assert {(failure.found_by, failure.rule) for failure in failures} == {(Finder.ANSWER, "wrong-type")}


def test_what_is_lost_beside_it_is_told_nevertheless(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = told(monkeypatch, "numbers-as-text", "update-lost")
    assert ("an-update-shows", UPDATE) in named(failures)


def test_an_answer_that_shows_a_broken_body_again_is_no_second_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "is_binding", lambda _violation: False)
    monkeypatch.setattr(Service, "_body", tolerant(Service._body))  # noqa: SLF001 - the sandbox is to be bent
    failures = told(monkeypatch)
    own = {failure.found_by for failure in failures if failure.operation in (CREATE, UPDATE)}
    assert own == {Finder.PROBE, Finder.BEHAVIOUR}, "an empty body is taken, which is no word on its answer"


def test_values_that_are_refused_for_what_they_are_have_a_cause_each(monkeypatch: pytest.MonkeyPatch) -> None:
    create = Service._create  # noqa: SLF001 - the sandbox is to be bent

    def picky(service: Service, operation: Operation, request: Request) -> Any:
        if b"0042" in request.body or b"2028-02-29" in request.body:
            raise Refusal(400, [{"message": "no"}])
        return create(service, operation, request)

    monkeypatch.setattr(Service, "_create", picky)
    failures = [failure for _, failure in seen(1, chosen=[BY_NAME["texts-come-back"], BY_NAME["times-come-back"]])]
    assert named([failure for failure in failures if failure]) == [
        ("texts-come-back", CREATE),
        ("times-come-back", CREATE),
    ]


@pytest.mark.parametrize("status", [500, 400])
def test_right_bodies_that_are_refused_have_one_cause_if_the_status_says_nothing(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused with a listed status, as other right bodies are not, is the failure of its rule."""
    create = Service._create  # noqa: SLF001 - the sandbox is to be bent

    def picky(service: Service, operation: Operation, request: Request) -> Any:
        if b'"AdvertisedEndDate"' in request.body or b'"Duration"' in request.body:
            raise Refusal(status, [{"message": "no"}])
        return create(service, operation, request)

    monkeypatch.setattr(Service, "_create", picky)
    found = [each for each in told(monkeypatch) if each.operation == CREATE and each.found_by is Finder.PROBE]
    assert {each.rule for each in found} - {"a-refusal-says-why"} == (
        set() if status == 500 else {each.rule for each in found}
    )
    assert len(found) == 1 if status == 500 else len(found) > 3


def test_an_answer_that_holds_only_the_id_is_one_failure_and_values_are_compared_in_a_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create = Service._create  # noqa: SLF001 - the sandbox is to be bent

    def only_the_id(service: Service, operation: Operation, request: Request) -> Any:
        status, body = create(service, operation, request)
        return status, {"CourseDateID": body["CourseDateID"], "Message": "created"}

    monkeypatch.setattr(Service, "_create", only_the_id)
    (failure,) = told(monkeypatch)
    assert (failure.rule, failure.operation, failure.certainty) == ("created-equals-read", CREATE, "assumed")
    assert failure.message.endswith("; the answer holds no field of the record but its id")
    assert ("numbers-come-back", CREATE) in named(told(monkeypatch, "fractions-cut"))
