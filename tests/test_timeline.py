"""Timelines: the changes lead from one dataset to the next, and Date Updated shows them."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from feedproof.fixtures.dataset import timeline
from feedproof.fixtures.dataset.events import Day, Event, happening
from feedproof.fixtures.dataset.line import Line
from feedproof.fixtures.dataset.timeline import CHANGED, CREATED, after, dump_change, lives
from feedproof.fixtures.dataset.world import Family
from feedproof.fixtures.plan import TODAY
from feedproof.spec.contract import bundled
from hypothesis import given, settings
from hypothesis import strategies as st
from timelines import applied, changes, lines

KEYS = {feed.name: feed.key for feed in bundled().feeds.values()}
STAMPS = {"course-dates": "DateUpdated", "delegates": "DateStamp"}


def stored(found: Iterable[Line]) -> dict[tuple[str, str], Line]:
    return {(line.feed, line.record[KEYS[line.feed]]): line for line in found}


@settings(max_examples=15)
@given(days=st.integers(0, 40), count=st.integers(1, 12), seed=st.integers(0, 1000))
def test_applying_the_changes_gives_the_later_dataset(days: int, count: int, seed: int) -> None:
    assert stored(applied(lines(count, seed), changes(days, count, seed))) == stored(after(days, count, seed))


@settings(max_examples=15)
@given(days=st.integers(0, 20), more=st.integers(0, 20), seed=st.integers(0, 1000))
def test_a_longer_life_goes_on_where_the_shorter_one_ended(days: int, more: int, seed: int) -> None:
    first, whole = changes(days, 6, seed), changes(days + more, 6, seed)
    assert whole[: len(first)] == first
    assert all(change.day > days for change in whole[len(first) :])


@settings(max_examples=15)
@given(days=st.integers(1, 40), count=st.integers(1, 12), seed=st.integers(0, 1000))
def test_date_updated_finds_all_that_has_changed_and_nothing_else(days: int, count: int, seed: int) -> None:
    later = stored(after(days, count, seed))
    stamps = {place: line.record[STAMPS[place[0]]] for place, line in later.items() if place[0] in STAMPS}
    newer = {place for place, stamp in stamps.items() if stamp >= (TODAY + timedelta(days=1)).isoformat()}
    changed = changes(days, count, seed)
    assert newer == {(change.feed, change.id) for change in changed}
    last = {(change.feed, change.id): change.at for change in changed}
    assert {place: stamps[place] for place in newer} == last


def test_no_day_changes_nothing() -> None:
    assert list(after(0, 9, 4)) == list(lines(9, 4))
    assert changes(0, 9, 4) == []


def test_the_changes_stand_in_the_order_of_time_and_say_what_differs() -> None:
    found = changes(60, 60, 1)
    assert [change.at for change in found] == sorted(change.at for change in found)
    assert [change.day for change in found] == sorted(change.day for change in found)
    for change in found:
        assert change.kind == (CHANGED if change.before else CREATED)
        assert change.after
        assert all(change.before.get(name) != value for name, value in change.after.items())


def test_life_is_varied() -> None:
    found = {change.event for change in changes(90, 60, 1)}
    assert found == {"booking", "withdrawal", "move", "cancellation", "start", "completion", "creation"}


def test_a_move_takes_the_members_along() -> None:
    moves = [change for change in changes(60, 60, 1) if change.event == "move"]
    head = next(change for change in moves if change.feed == "course-dates")
    assert {"StartDate", "EndDate", "DateUpdated"} <= head.after.keys()
    members = [change for change in moves if change.feed == "delegates" and change.id.endswith(f"~{head.id}")]
    ends = [change.after["EndDate"] for change in members if change.at == head.at and "EndDate" in change.after]
    assert ends == [head.after["EndDate"]] * len(ends) != []


@pytest.mark.parametrize(
    ("event", "states"),
    [("start", {"InProgress"}), ("completion", {"Attended", "Completed", "Failed", "NoAttend"})],
)
def test_who_has_a_place_and_nobody_else_follows_the_course_when_it_begins_and_ends(
    event: str, states: set[str]
) -> None:
    found = [change for change in changes(90, 60, 1) if change.event == event]
    members = [change for change in found if change.feed == "delegates"]
    assert {change.after["Status"] for change in members} == states
    assert not {change.before["Status"] for change in members} & {"Cancelled", "WaitingList", "Transferred", "Deferred"}


def test_the_same_seed_gives_the_same_changes_and_another_one_others() -> None:
    one, two, other = ([dump_change(change) for change in changes(20, 12, seed)] for seed in (5, 5, 6))
    assert one == two != other


def lived(monkeypatch: pytest.MonkeyPatch, make: Callable[[], Any]) -> int:
    """Return how many days of families are lived while something is made."""
    days = 0

    def counting(day: Day, family: Family) -> Event | None:
        nonlocal days
        days += 1
        return happening(day, family)

    monkeypatch.setattr(timeline, "happening", counting)
    make()
    return days


def test_twice_the_days_are_about_twice_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is over or cancelled has no more days; if it had, they would be four times the work."""
    once, twice = (lived(monkeypatch, partial(list, after(days, 4, 3))) for days in (120, 240))
    assert twice < 3 * once


@settings(max_examples=8)
@given(count=st.integers(1, 6), seed=st.integers(0, 1000))
def test_the_day_that_is_the_last_of_a_family_is_the_last(count: int, seed: int) -> None:
    """A family that lives on changes no more: it is the same when no day is left out."""
    brief = [(life.lines, list(life.changes)) for life in lives(60, count, seed)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "is_final", lambda _day, _family: False)
        assert [(life.lines, list(life.changes)) for life in lives(60, count, seed)] == brief
