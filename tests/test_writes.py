"""What a run writes: only its own records, marked, cancelled at the end, and reported."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress
from types import SimpleNamespace
from typing import Any

import pytest
from feedproof.contract_tests import run
from feedproof.contract_tests.cancel import cancel_all
from feedproof.contract_tests.engine.collect import Collected
from feedproof.contract_tests.free_mark import take_free_mark
from feedproof.contract_tests.ledger import Ledger, ledger
from feedproof.contract_tests.model import Examination, Made
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.server.target import Target
from feedproof.fixtures.sandbox import TOKEN, answers, make_app, running
from feedproof.fixtures.sandbox.store import Store
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.spec.operations import Operation
from parts import send_little

PATHS = {path: bundled().openapi["paths"][path] for path in ("/coursedates", "/coursedates/{CourseDateID}")}
COURSES = bundled().replace(openapi=bundled().openapi | {"paths": PATHS})
FEED, KEY = "course-dates", "CourseDateID"


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    send_little(monkeypatch, 2)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Target, "is_local", property(lambda _: False))


@pytest.fixture
def own_requests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out schemathesis, which takes most of the time."""
    monkeypatch.setattr(run, "collect", lambda *_args: Collected())


@contextmanager
def server(**options: Any) -> Iterator[tuple[str, Store]]:
    app = make_app(seed=1, **options)
    with running(app) as url:
        yield url, app.state.store


def fields(store: Store) -> dict[str, dict[str, Any]]:
    return {identity: dict(stored.record) for identity, stored in store.records[FEED].items()}


def operation(action: str) -> Operation:
    return bundled().operation(FEED, action)


@pytest.mark.usefixtures("elsewhere")
def test_elsewhere_only_what_the_run_made_is_changed_and_all_of_it_is_cancelled() -> None:
    with server() as (url, store):
        before = fields(store)
        examination = examine(url, token=TOKEN, seed=1, allow_writes=True, contract=COURSES)
        after = fields(store)
    assert {identity: after[identity] for identity in before} == before, "what was there is as it was"
    own = [record for identity, record in after.items() if identity not in before]
    made = examination.made
    assert made is not None
    assert (made.created, made.cancelled, made.left) == (len(own), len(own), ())
    assert made.created > 100
    assert {record["Status"] for record in own} == {"Cancelled"}
    assert made.marked_in == "ExternalID"
    marked = [record["ExternalID"] for record in own if isinstance(record.get("ExternalID"), str)]
    assert all(key.startswith(f"{made.mark}-") for key in marked)
    assert len(marked) == len(own)
    assert len(set(marked)) == len(marked)
    assert examination.failures == ()
    assert examination.errors == ()


@dataclass(frozen=True, slots=True)
class Twice:
    """Two runs on one server here, and the records that each of them added."""

    first: Examination
    second: Examination
    by_first: list[dict[str, Any]]
    by_both: list[dict[str, Any]]


@pytest.fixture(scope="module")
def twice() -> Iterator[Twice]:
    with pytest.MonkeyPatch.context() as patch, server() as (url, store):
        send_little(patch, 2)
        before, added = fields(store).keys(), []
        for _ in range(2):
            examination = examine(url, token=TOKEN, seed=3, contract=COURSES)
            added.append((examination, [r for identity, r in fields(store).items() if identity not in before]))
        (first, by_first), (second, by_both) = added
        yield Twice(first, second, by_first, by_both)


def test_a_server_here_is_cleared_too(twice: Twice) -> None:
    own = len(twice.by_first)
    assert twice.first.made == Made("feedproof-3", "ExternalID", own, own, ())


@pytest.mark.usefixtures("own_requests_only")
def test_a_server_here_that_is_thrown_away_is_not_cleared() -> None:
    with server() as (url, _):
        assert examine(url, token=TOKEN, seed=3, disposable=True, contract=COURSES).made is None


def test_the_second_run_on_a_server_here_is_as_clean_as_the_first(twice: Twice) -> None:
    first, second = twice.first, twice.second
    keys = [record["ExternalID"] for record in twice.by_both if "ExternalID" in record]
    assert (first.failures, second.failures) == ((), ())
    assert first.made is not None
    assert second.made is not None
    assert (first.made.mark, second.made.mark) == ("feedproof-3", "feedproof-3.2")
    counts = [sum(key.startswith(f"{mark}-") for key in keys) for mark in ("feedproof-3", "feedproof-3.2")]
    assert min(counts) > 100, "each run has keys of its own"


Bend = Callable[[str, str, Any, str], Any]
"""Takes method, path, body and query of an answer, and gives another body."""


@contextmanager
def bent(bend: Bend) -> Iterator[tuple[str, Store]]:
    """Serve a sandbox whose answers are changed; None is an answer without a body."""
    app = make_app(seed=1)

    async def bending(scope: Any, receive: Any, send: Any) -> None:
        start: dict[str, Any] = {}

        async def change(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            told = json.loads(message["body"] or b"null")
            told = bend(scope["method"], scope["path"], told, scope["query_string"].decode())
            body = b"" if told is None else json.dumps(told).encode()
            kept = [pair for pair in start["headers"] if pair[0] != b"content-length"]
            await send(start | {"headers": [*kept, (b"content-length", str(len(body)).encode())]})
            await send({"type": "http.response.body", "body": body})

        await app(scope, receive, change)

    with running(bending) as url:
        yield url, app.state.store


def numbered(value: Any) -> Any:
    """Return the body with ids that are whole numbers."""
    if isinstance(value, list):
        return list(map(numbered, value))
    if not isinstance(value, dict):
        return value
    return {name: int(each) if name == KEY and str(each).isdigit() else numbered(each) for name, each in value.items()}


def written(bend: Bend) -> tuple[Made, list[dict[str, Any]], tuple[str, ...]]:
    """Examine a bent server elsewhere; return what that says was made, what was, and the errors."""
    with bent(bend) as (url, store):
        before = fields(store)
        examination = examine(url, token=TOKEN, seed=1, allow_writes=True, contract=COURSES)
        own = [record for identity, record in fields(store).items() if identity not in before]
    assert examination.made is not None
    return examination.made, own, examination.errors


@pytest.mark.usefixtures("elsewhere")
def test_records_with_whole_numbers_as_ids_are_cancelled_too() -> None:
    made, own, errors = written(lambda _method, _path, body, _query: numbered(body))
    assert {record["Status"] for record in own} == {"Cancelled"}
    assert (made.created, made.cancelled, made.left) == (len(own), len(own), ())
    assert made.created > 100
    assert errors == ()


@pytest.mark.usefixtures("elsewhere", "own_requests_only")
def test_records_made_by_an_answer_without_an_id_are_found_on_whatever_page() -> None:
    def bend(method: str, _path: str, body: Any, query: str) -> Any:
        if method == "POST":
            return body if "errors" in body else None
        return {"results": body["results"][:5]} if "results" in body and "top" not in query else body

    made, own, errors = written(bend)
    assert {record["Status"] for record in own} == {"Cancelled"}
    assert (made.created, made.cancelled, made.left) == (len(own), len(own), ())
    assert made.created > 20
    assert errors == ()


def test_a_mark_that_stands_on_a_later_page_is_not_taken_again() -> None:
    def bend(method: str, _path: str, body: Any, query: str) -> Any:
        return {"results": body["results"][:5]} if method == "GET" and "top" not in query else body

    with bent(bend) as (url, store):
        book, target = made_on(url, 1)
        assert len(store.records[FEED]) > 10
        again = Ledger(bundled(), book.mark)
        take_free_mark(again, target)
    assert (book.mark, again.mark) == ("own", "own.2")


@pytest.mark.usefixtures("elsewhere", "own_requests_only")
def test_what_was_made_and_cannot_be_found_again_is_told() -> None:
    """The answers tell no id, and lists do not show it: all that is known is the client's own key."""

    def bend(method: str, _path: str, body: Any, _query: str) -> Any:
        if method == "POST" and "errors" not in body:
            return {}
        is_old = [not str(each.get("ExternalID")).startswith("feedproof-") for each in body.get("results", [])]
        return {"results": [*compress(body["results"], is_old)]} if is_old else body

    made, own, errors = written(bend)
    assert (made.created, made.cancelled) == (len(own), 0)
    assert sorted(made.left) == sorted(f"ExternalID {record['ExternalID']}" for record in own)
    assert f"; 0 cancelled, {len(own)} not seen to be cancelled: ExternalID {made.mark}-" in made.says()
    assert errors[0].startswith(f"{len(own)} of {len(own)} created records were not seen to be cancelled: ExternalID ")


@pytest.mark.parametrize(("stop", "where"), [(KeyboardInterrupt, "collect"), (ZeroDivisionError, "_collected")])
@pytest.mark.usefixtures("elsewhere")
def test_a_run_that_is_cut_short_clears_as_well(
    stop: type[BaseException], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collect(*_args: Any) -> None:
        raise stop("cut short")

    monkeypatch.setattr(run, where, collect)
    with server() as (url, store):
        before = fields(store)
        with pytest.raises(stop) as raised:
            examine(url, token=TOKEN, allow_writes=True, contract=COURSES)
        own = [record for identity, record in fields(store).items() if identity not in before]
    assert own
    assert {record["Status"] for record in own} == {"Cancelled"}
    told = raised.value.__notes__[0] if stop is ZeroDivisionError else str(raised.value)
    assert f"created {len(own)} records, marked feedproof-" in told
    assert told.endswith(f" in ExternalID; {len(own)} cancelled")


@pytest.mark.usefixtures("elsewhere")
def test_a_run_that_meets_trouble_clears_and_tells_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def collect(*_args: Any) -> None:
        raise FeedproofError("cut short")

    monkeypatch.setattr(run, "collect", collect)
    with server() as (url, _):
        examination = examine(url, token=TOKEN, allow_writes=True, contract=COURSES)
    assert examination.errors == ("cut short",)
    assert ("the fuzzing phase", "cut short") in {(entry.what, entry.reason) for entry in examination.not_run}
    assert examination.outcomes
    assert examination.made
    assert (examination.made.created, examination.made.left) == (examination.made.cancelled, ())


@pytest.mark.parametrize("step", ["settings", "find_health_path", "discover", "take_free_mark"])
def test_a_run_that_does_not_begin_leaves_what_another_has_made(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_args: Any, **_options: Any) -> None:
        raise FeedproofError("cannot begin")

    monkeypatch.setattr(run, step, stop)
    with server() as (url, store):
        made_on(url, 3, "feedproof-0")
        before = fields(store)
        with pytest.raises(FeedproofError, match=r"^cannot begin$"):
            examine(url, token=TOKEN, contract=COURSES)
        assert fields(store) == before


def made_on(url: str, count: int, mark: str = "own") -> tuple[Ledger, Target]:
    book, target = Ledger(bundled(), mark), Target(url, TOKEN)
    body = {"StartDate": "2027-01-01T09:00:00", "EndDate": "2027-01-02T09:00:00", "Status": "Available", "MaxPlaces": 3}
    for _ in range(count):
        sent = book.marked(operation("create"), body)
        answer = target.send("POST", "/coursedates", body=sent)
        book.note(operation("create"), {}, sent, answer.status, answer.body)
    return book, target


def test_what_cannot_be_cancelled_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any) -> Any:
        raise answers.Refusal(400, [{"message": "no"}])

    monkeypatch.setattr(answers.Service, "_update", never)
    with server() as (url, _):
        book, target = made_on(url, 2)
        made = cancel_all(book, target)
    assert (made.created, made.cancelled, len(made.left)) == (2, 0, 2)
    says = (
        f"created 2 records, marked own in ExternalID; 0 cancelled, 2 not seen to be cancelled: {', '.join(made.left)}"
    )
    assert made.says() == says


def test_the_property_of_the_mark_is_told_whatever_was_made_first() -> None:
    """Not every feed has one."""
    with server() as (url, _):
        book, target = made_on(url, 1)
        book.made = {"venues": {"V-1": {"VenueID": "V-1"}}} | book.made
        made = cancel_all(book, target)
    assert (made.marked_in, made.cancelled, made.left) == ("ExternalID", 1, ("V-1",))


def test_what_the_server_does_not_show_is_made_to_fit_what_it_does() -> None:
    """It is not known what is stored: the body that cancels does not clash with what else is shown."""
    with bent(lambda _method, _path, body, _query: without(body, "MaxPlaces")) as (url, store):
        target = Target(url, TOKEN)
        book = Ledger(bundled(), "own")
        most = {"MinPlaces": 900, "MaxPlaces": 901, "AdvertisedEndDate": "2099-01-02T09:00:00"}
        dates = {"StartDate": "2098-12-31T09:00:00", "EndDate": "2099-01-01T09:00:00", "Status": "Available"}
        sent = book.marked(operation("create"), dates | most)
        answer = target.send("POST", "/coursedates", body=sent)
        book.note(operation("create"), {}, sent, answer.status, answer.body)
        made = cancel_all(book, target)
        assert (made.created, made.cancelled, made.left) == (1, 1, ())
        own = [each["Status"] for each in fields(store).values() if str(each.get("ExternalID")).startswith("own-")]
        assert own == ["Cancelled"]


def without(body: Any, name: str) -> Any:
    """Return the body without a field of its records."""
    if isinstance(body, list):
        return [without(each, name) for each in body]
    return {key: without(value, name) for key, value in body.items() if key != name} if isinstance(body, dict) else body


def test_a_mark_that_was_drawn_from_an_answer_is_taken_away() -> None:
    book = Ledger(bundled(), "own")
    kept = {"Name": "x"}
    assert book.unmarked(operation("update"), kept | {"ExternalID": "own-7"}) == kept
    for body in (kept, kept | {"ExternalID": "mine"}, [], None):
        assert book.unmarked(operation("update"), body) is body


def test_a_server_that_is_gone_leaves_all() -> None:
    with server() as (url, _):
        book, target = made_on(url, 1)
    assert cancel_all(book, target).left == tuple(book.made[FEED])


def test_an_interruption_ends_the_cancelling_and_the_rest_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with server() as (url, _):
        book, target = made_on(url, 5)
        former, updates = target.send, []

        def send(method: str, *args: Any, **more: Any) -> Any:
            updates.extend([method] if method == "PUT" else [])
            if len(updates) > 2:
                raise KeyboardInterrupt
            return former(method, *args, **more)

        monkeypatch.setattr(target, "send", send)
        made = cancel_all(book, target)
    assert (made.created, made.cancelled) == (5, 2)
    assert made.left == tuple(book.made[FEED])[2:]


def test_a_server_that_answers_no_more_is_not_asked_for_every_record(monkeypatch: pytest.MonkeyPatch) -> None:
    with server() as (url, _):
        book, target = made_on(url, 20)
    asked: list[str] = []

    def silent(method: str, *_args: Any, **_more: Any) -> Any:
        asked.append(method)
        raise FeedproofError("no answer")

    monkeypatch.setattr(target, "send", silent)
    made = cancel_all(book, target)
    assert (made.created, made.cancelled, len(made.left)) == (20, 0, 20)
    assert len(asked) < 6


def test_an_update_that_is_lost_is_no_cancelling() -> None:
    with server(faults=("update-lost",)) as (url, _):
        assert cancel_all(*made_on(url, 1)).cancelled == 0


def test_a_record_whose_making_was_not_answered_is_found_by_its_mark() -> None:
    with server() as (url, store):
        book, target = made_on(url, 2)
        again = Ledger(bundled(), book.mark)
        assert cancel_all(again, target).cancelled == 2
        assert cancel_all(Ledger(bundled(), "another"), target).created == 0
        assert sum(record["Status"] == "Cancelled" for record in fields(store).values()) >= 2


@pytest.mark.parametrize(
    ("action", "body", "expected"),
    [
        ("create", {}, {"ExternalID": "own-1"}),
        ("create", {"ExternalID": "short"}, {"ExternalID": "own-1"}),
        ("create", {"ExternalID": "x" * 256}, {"ExternalID": "own-1" + "x" * 251}),
        ("create", {"ExternalID": 7}, {"ExternalID": 7}),
        ("create", [1], [1]),
        ("update", {"Name": "n"}, {"Name": "n"}),
        ("update", {"ExternalID": "short"}, {"ExternalID": "own-1"}),
        ("list", None, None),
    ],
)
def test_a_body_is_marked(action: str, body: Any, expected: Any) -> None:
    assert Ledger(bundled(), "own", guards=True).marked(operation(action), body) == expected
    assert Ledger(bundled(), "").marked(operation(action), body) == body


def test_an_update_of_what_may_have_been_there_before_is_not_marked() -> None:
    body = {"ExternalID": "short"}
    assert Ledger(bundled(), "own").marked(operation("update"), body) == body


def test_a_change_may_go_to_an_own_record_or_to_none() -> None:
    book, update = Ledger(bundled(), "own", guards=True), operation("update")
    book.remember(FEED, {KEY: "99"})
    assert [book.may_change(update, {KEY: each}) for each in ("99", "own-none", "12086")] == [True, True, False]


def test_the_whole_path_to_what_schemathesis_made_is_remembered() -> None:
    below = "/companies/{CompanyID}/coursedates"
    paths = {below: {"post": bundled().openapi["paths"]["/coursedates"]["post"]}}
    book = Ledger(bundled().replace(openapi=bundled().openapi | {"paths": paths}), "own")
    case = SimpleNamespace(method="POST", path=below, path_parameters={"CompanyID": 7}, body={})
    book.after_call(None, case, SimpleNamespace(status_code=201, json=lambda: {KEY: "99"}))
    assert book.made == {FEED: {"99": {"CompanyID": "7", KEY: "99"}}}


def test_changes_are_led_to_own_records() -> None:
    book = Ledger(bundled(), "own", guards=True)
    label = operation("update").label
    assert book.guarded(label, {KEY: "12086"}) == {KEY: "own-none"}
    book.remember(FEED, {KEY: "99"})
    assert book.guarded(label, {KEY: "12086"}) == {KEY: "99"}
    assert book.guarded(operation("assign").label, {KEY: "12086", "VenueID": "V"}) == {KEY: "99", "VenueID": "V"}
    assert book.guarded(operation("read").label, {KEY: "12086"}) == {KEY: "12086"}
    assert Ledger(bundled(), "own").guarded(label, {KEY: "12086"}) == {KEY: "12086"}


def test_the_mark_is_the_seeds_here_and_the_runs_own_elsewhere() -> None:
    def mark(**options: bool) -> str:
        return ledger(bundled(), 7, **{"is_local": False, "disposable": False} | options).mark

    assert mark(is_local=True) == mark(is_local=True) == "feedproof-7"
    assert mark() != mark()
    assert mark(disposable=True) == ""
