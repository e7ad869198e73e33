"""What a run writes: marked, its own, taken out of use at the end, and told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from feedproof.contract_tests import profiles, run
from feedproof.contract_tests.clear import clear
from feedproof.contract_tests.ledger import Ledger, ledger
from feedproof.contract_tests.model import Made
from feedproof.contract_tests.profiles import Profile
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.target import Target
from feedproof.fixtures.sandbox import TOKEN, answers, make_app, running
from feedproof.fixtures.sandbox.world import World
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.spec.operations import Operation, operations

PATHS = {path: bundled().openapi["paths"][path] for path in ("/coursedates", "/coursedates/{CourseDateID}")}
COURSES = bundled()._replace(openapi=bundled().openapi | {"paths": PATHS})
FEED, KEY = "course-dates", "CourseDateID"


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(profiles.PROFILES, "quick", Profile(fuzzing=2, stateful=2))


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Target, "is_local", property(lambda _: False))


@contextmanager
def server(**options: Any) -> Iterator[tuple[str, World]]:
    app = make_app(seed=1, **options)
    with running(app) as url:
        yield url, app.state.world


def fields(world: World) -> dict[str, dict[str, Any]]:
    return {identity: dict(stored.fields) for identity, stored in world.records[FEED].items()}


def operation(action: str) -> Operation:
    return next(op for op in operations(bundled().openapi) if (op.feed, op.action) == (FEED, action))


@pytest.mark.usefixtures("elsewhere")
def test_elsewhere_only_what_the_run_made_is_changed_and_all_of_it_is_cancelled() -> None:
    with server() as (url, world):
        before = fields(world)
        examination = examine(url, token=TOKEN, seed=1, allow_writes=True, contract=COURSES)
        after = fields(world)
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


def test_a_server_here_is_cleared_too_unless_it_is_thrown_away() -> None:
    with server() as (url, world):
        before = fields(world)
        examination = examine(url, token=TOKEN, seed=3, contract=COURSES)
        own = [record for identity, record in fields(world).items() if identity not in before]
    assert examination.made == Made("feedproof-3", "ExternalID", len(own), len(own), ())
    with server() as (url, _):
        assert examine(url, token=TOKEN, seed=3, disposable=True, contract=COURSES).made is None


def test_the_second_run_on_a_server_here_is_as_clean_as_the_first() -> None:
    with server() as (url, world):
        first, second = (examine(url, token=TOKEN, seed=3, contract=COURSES) for _ in range(2))
        keys = [record["ExternalID"] for record in fields(world).values() if "ExternalID" in record]
    assert (first.failures, second.failures) == ((), ())
    assert first.made is not None
    assert second.made is not None
    assert (first.made.mark, second.made.mark) == ("feedproof-3", "feedproof-3.2")
    counts = [sum(key.startswith(f"{mark}-") for key in keys) for mark in ("feedproof-3", "feedproof-3.2")]
    assert min(counts) > 100, "each run has keys of its own"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, FeedproofError, ZeroDivisionError])
@pytest.mark.usefixtures("elsewhere")
def test_a_run_that_is_cut_short_clears_as_well(stop: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def collect(*_args: Any) -> None:
        raise stop("cut short")

    monkeypatch.setattr(run, "collect", collect)
    with server() as (url, world):
        before = fields(world)
        with pytest.raises(stop) as raised:
            examine(url, token=TOKEN, allow_writes=True)
        own = [record for identity, record in fields(world).items() if identity not in before]
    assert own
    assert {record["Status"] for record in own} == {"Cancelled"}
    if stop is not ZeroDivisionError:
        assert f"made {len(own)} records, marked feedproof-" in str(raised.value)
        assert str(raised.value).endswith(f" in ExternalID; {len(own)} cancelled")


def made_on(url: str, count: int) -> tuple[Ledger, Target]:
    book, target = Ledger(bundled(), "own"), Target(url, TOKEN)
    body = {"StartDate": "2027-01-01T09:00:00", "EndDate": "2027-01-02T09:00:00", "Status": "Available", "MaxPlaces": 3}
    for _ in range(count):
        answer = target.send("POST", "/coursedates", body=book.marked(operation("create"), body))
        book.note(operation("create"), {}, answer.status, answer.body)
    return book, target


def test_what_cannot_be_cancelled_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any) -> Any:
        raise answers.Refusal(400, [{"message": "no"}])

    monkeypatch.setattr(answers.Service, "_update", never)
    with server() as (url, _):
        book, target = made_on(url, 2)
        made = clear(book, target)
    assert (made.created, made.cancelled, len(made.left)) == (2, 0, 2)
    says = f"made 2 records, marked own in ExternalID; 0 cancelled; could not be cancelled: {', '.join(made.left)}"
    assert made.says() == says


def test_a_mark_that_was_drawn_from_an_answer_is_taken_away() -> None:
    book = Ledger(bundled(), "own")
    kept = {"Name": "x"}
    assert book.unmarked(operation("update"), kept | {"ExternalID": "own-7"}) == kept
    for body in (kept, kept | {"ExternalID": "mine"}, [], None):
        assert book.unmarked(operation("update"), body) is body


def test_a_server_that_is_gone_leaves_all() -> None:
    with server() as (url, _):
        book, target = made_on(url, 1)
    assert clear(book, target).left == tuple(book.made[FEED])


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
        made = clear(book, target)
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
    made = clear(book, target)
    assert (made.created, made.cancelled, len(made.left)) == (20, 0, 20)
    assert len(asked) < 6


def test_an_update_that_is_lost_is_no_cancelling() -> None:
    with server(faults=("update-lost",)) as (url, _):
        assert clear(*made_on(url, 1)).cancelled == 0


def test_a_record_whose_making_was_not_answered_is_found_by_its_mark() -> None:
    with server() as (url, world):
        book, target = made_on(url, 2)
        again = Ledger(bundled(), book.mark)
        assert clear(again, target).cancelled == 2
        assert clear(Ledger(bundled(), "another"), target).created == 0
        assert sum(record["Status"] == "Cancelled" for record in fields(world).values()) >= 2


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
