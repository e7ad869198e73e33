"""Edge records are valid, each is on its boundary, and they include the values that programs often get wrong."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from feedproof.fixtures.edges import TEXTS, TIMES, edges
from feedproof.fixtures.validity import is_serious
from feedproof.spec.contract import bundled
from feedproof.validators import Judge
from feedproof.validators.model import Context
from feedproof.validators.moment import moment_of

ACTIONS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]

each_action = pytest.mark.parametrize(("feed", "action"), ACTIONS)


def made(feed: str = "course-dates", action: str = "create", seed: int = 0) -> dict[str, dict[str, Any]]:
    return {edge.name: edge.record for edge in edges(Judge(feed, Context(action)), seed)}


@pytest.mark.parametrize("today", [date.min, date(2027, 3, 1), date.max])
@pytest.mark.parametrize("seed", range(5))
@each_action
def test_edges_are_valid(feed: str, action: str, seed: int, today: date) -> None:
    judge = Judge(feed, Context(action, today))
    found = list(edges(judge, seed))
    assert len(found) > 3
    assert [(e.name, v.rule.id) for e in found for v in judge.violations(e.record) if is_serious(v)] == []


@each_action
def test_an_edge_has_a_name_of_its_own(feed: str, action: str) -> None:
    names = [edge.name for edge in edges(Judge(feed, Context(action)))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("minLength of CompanyID", "CompanyID", "x"),
        ("maxLength of Name in emoji", "Name", "🎓" * 255),
        ("exclusiveMinimum of MaxPlaces", "MaxPlaces", 1),
        ("minimum of NetCost", "NetCost", 0),
        ("emoji", "Name", TEXTS["emoji"]),
        ("right-to-left text", "AimsText", TEXTS["right-to-left text"]),
        ("double spaces", "Name", TEXTS["double spaces"]),
        ("leap day of StartDate EndDate", "StartDate", "2028-02-29T09:00:00"),
        ("clocks go back of StartDate EndDate", "EndDate", "2027-10-31T02:30:00"),
    ],
)
def test_the_value_stands_on_the_boundary(name: str, field: str, value: Any) -> None:
    assert made()[name][field] == value


@each_action
def test_a_record_on_an_edge_has_an_id_of_its_own(feed: str, action: str) -> None:
    judge = Judge(feed, Context(action))
    ids = [edge.record[judge.key] for edge in edges(judge) if judge.key in edge.record]
    assert bool(ids) == (action == "read" or judge.key in judge.schema["required"])
    assert len(ids) == len(set(ids))


def test_an_id_on_its_boundary_stays_there() -> None:
    assert made("course-dates", "read")["minLength of CourseDateID"]["CourseDateID"] == "x"


def test_ids_that_are_numbers_are_counted_on() -> None:
    feed = bundled().feeds["venues"]
    schema = deepcopy(feed.actions["read"])
    schema["properties"][feed.key] = {
        "type": ["integer"],
        "examples": [7],
        "x-evidence": {"type": ["stated", "page: so", "#"]},
    }
    own = bundled().replace(feeds={"venues": feed._replace(actions={"read": schema})})
    ids = [edge.record[feed.key] for edge in edges(Judge("venues", Context("read"), own))]
    assert len(set(ids)) == len(ids) > 3
    assert {type(identity) for identity in ids} == {int}


def test_a_text_goes_only_where_it_may_stand() -> None:
    assert "AimsText" not in made()["double spaces"]


def test_places_are_equal_and_a_course_takes_a_second() -> None:
    found = made()
    places = found["x-at-most of MaxPlaces MinPlaces"]
    assert places["MinPlaces"] == places["MaxPlaces"]
    begin, end = (moment_of(found["x-before of StartDate EndDate"][name]) for name in ("StartDate", "EndDate"))
    assert begin
    assert end
    assert (end.clock - begin.clock).total_seconds() == 1


def test_limits_of_numbers_are_met_on_both_sides() -> None:
    found = made("venues", "read")
    assert [found[f"{limit} of Latitude"]["Latitude"] for limit in ("minimum", "maximum")] == [-90, 90]


@pytest.mark.parametrize("seed", range(6))
def test_every_text_and_every_pair_of_times_is_used_whatever_the_seed(seed: int) -> None:
    names = list(made(seed=seed))
    assert [text for text in TEXTS if text not in names] == []
    assert [pair for pair in TIMES if not any(name.startswith(f"{pair} of ") for name in names)] == []


def test_no_boundary_is_left_out_because_a_record_happens_to_stand_on_it() -> None:
    others = ("x-one-clock", *TIMES)  # offsets are all there or not at all, and times have to fit the other dates
    found = {frozenset(name for name in made(seed=seed) if not name.startswith(others)) for seed in range(6)}
    assert len(found) == 1


def test_the_same_seed_gives_the_same_edges() -> None:
    assert made(seed=3) == made(seed=3)
