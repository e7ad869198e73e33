"""Hypothesis strategies: their examples are valid, or broken only in the named way, and shrink to something readable."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Annotated, Any

import pytest
from feedproof.fixtures import strategies
from feedproof.fixtures.spoil import breakable, reads
from feedproof.fixtures.strategies import course_dates, records, venues
from feedproof.fixtures.strategies.records import broken_records
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Judge
from feedproof.validators.model import Certainty, Context, Path
from hypothesis import HealthCheck, Phase, find, given, settings

TODAY = date(2027, 3, 1)
KNOWN = {"course-dates": {"12086"}, "training-providers": {"NORTHB4Y2K"}}
ACTIONS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]


@cache
def judge_of(feed: str, action: str) -> Judge:
    return Judge(feed, Context(action, TODAY, KNOWN))


BREAKS = [
    (feed, action, rule)
    for feed, action in ACTIONS
    for rule in sorted({site.rule.id for site in breakable(judge_of(feed, action))})
]
few = settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True, database=None)


quick = settings(few, max_examples=10, phases=[Phase.generate, Phase.shrink])


def check_all(strategy: Any, test: Callable[[Any], None], examples: int) -> None:
    settings(few, max_examples=examples)(given(strategy)(test))()


@pytest.mark.parametrize(("feed", "action"), ACTIONS)
def test_what_is_drawn_is_valid(feed: str, action: str) -> None:
    def valid(record: Any) -> None:
        found = judge_of(feed, action).violations(record)
        assert [v.rule.id for v in found if v.evidence[0] != Certainty.ASSUMED] == []

    check_all(records(feed, operation=action, today=TODAY, known=KNOWN), valid, 60)


@pytest.mark.parametrize(("feed", "action", "rule"), BREAKS)
def test_what_is_broken_is_broken_in_that_way_only(feed: str, action: str, rule: str) -> None:
    def broken(record: Any) -> None:
        assert [v.rule.id for v in judge_of(feed, action).violations(record)] == [rule]

    check_all(records(feed, operation=action, broken=rule, today=TODAY, known=KNOWN), broken, 6)


def test_there_is_a_function_for_each_feed() -> None:
    assert {feed.replace("-", "_") for feed in bundled().feeds} <= set(dir(strategies))
    assert all(callable(getattr(strategies, name)) for name in dir(strategies))
    with pytest.raises(AttributeError, match="no attribute 'courses'; there is: course_templates, course_dates, "):
        _ = strategies.courses


LEAST = {"StartDate": "2000-01-01T00:00:00", "EndDate": "2000-01-01T00:00:01", "Status": "Available", "MaxPlaces": 1}


@pytest.mark.parametrize(
    ("strategy", "wanted", "expected"),
    [
        (course_dates(operation="create"), lambda _: True, LEAST),
        (course_dates(operation="create"), lambda record: record["MaxPlaces"] > 5, LEAST | {"MaxPlaces": 6}),
        (course_dates(operation="create"), lambda record: record["Status"] == "OnHold", LEAST | {"Status": "OnHold"}),
        (venues(), lambda record: "Alias" in record, {"VenueID": "0", "Label": "0", "Alias": ""}),
        (
            course_dates(operation="create", broken="dates-out-of-order"),
            lambda _: True,
            LEAST | {"StartDate": "2000-01-01T00:00:01"},
        ),
    ],
    ids=["nothing", "a number", "a value", "an optional field", "broken"],
)
def test_a_failing_example_is_minimal(strategy: Any, wanted: Callable[[Any], bool], expected: dict[str, Any]) -> None:
    assert find(strategy, wanted, settings=settings(few, max_examples=500)) == expected


ZONE = {"TimeZone": "UTC"}
READ = {"CourseDateID": "0"} | LEAST
PERSON = {"DelegateID": "0", "UserID": "0", "CourseDateID": "12086"}
LATE = {"StartDate": "2000-01-01T00:00:01"}
SIMPLEST = [
    ("course-dates", "create", "clashing-values", LEAST | {"Status": "FullyBooked"}),
    ("course-dates", "create", "not-positive", LEAST | {"MaxPlaces": 0}),
    ("course-dates", "create", "over-too-early", LEAST | {"Status": "Completed", "EndDate": "2027-03-03T00:00:00"}),
    ("course-dates", "create", "too-long", LEAST | {"ExternalID": "x" * 256}),
    ("course-dates", "update", "unlisted-value", LEAST | {"Status": "available"}),
    ("course-dates", "read", "clashing-values", READ | ZONE | {"Status": "FullyBooked", "WaitingListType": "Enabled"}),
    ("course-dates", "read", "dates-out-of-order", READ | ZONE | LATE),
    ("course-dates", "read", "not-positive", READ | ZONE | {"MaxPlaces": 0}),
    ("delegates", "read", "mixed-offsets", PERSON | {n: LEAST[n] for n in LATE} | {"EndDate": "2000-01-01T00:00:01Z"}),
    ("venues", "read", "missing-field", {"Label": "0"}),
]


@pytest.mark.parametrize(("feed", "action", "rule", "expected"), SIMPLEST, ids=[" ".join(s[:3]) for s in SIMPLEST])
def test_a_broken_example_is_minimal(feed: str, action: str, rule: str, expected: dict[str, Any]) -> None:
    strategy = records(feed, operation=action, broken=rule, today=TODAY, known=KNOWN)
    assert find(strategy, lambda _: True, settings=quick) == expected


def sites() -> Iterator[Any]:
    """Yield feed, operation and number of every site; of the two operations that write, only what one has alone."""
    seen: set[str] = set()
    for feed, action in ACTIONS:
        for number, site in enumerate(breakable(judge_of(feed, action))):
            where = f"{site.rule.id} {'/'.join(map(str, [feed, *site.place]))} {sorted(map(str, reads(site)))}"
            if where not in seen:
                seen |= set() if action == "read" else {where}
                yield pytest.param(feed, action, number, id=f"{action} {where.split(' [', maxsplit=1)[0]} {number}")


@pytest.mark.parametrize(("feed", "action", "number"), list(sites()))
def test_a_broken_example_is_minimal_at_every_site(feed: str, action: str, number: int) -> None:
    """Beside the fields that the rule looks at, nothing can be left out of it, and every value is the plainest."""
    judge = judge_of(feed, action)
    site = breakable(judge)[number]

    def is_broken_there_only(record: Any) -> bool:
        return [(v.rule.id, v.site, v.entry) for v in judge.violations(record)] == [
            (site.rule.id, site.place, site.entry)
        ]

    record = find(broken_records(judge, [site]), lambda _: True, settings=quick)
    assert is_broken_there_only(record)
    assert [less for less in smaller(record, reads(site)) if is_broken_there_only(less)] == []
    assert {value for place, value in leaves(record) if not {place, place[:1]} & reads(site)} <= PLAIN


PLAIN = {
    None,
    0,
    1,
    "",
    "0",
    "UTC",
    *LEAST.values(),
    "2000-01-01T00:00:02",
    *(each for ids in KNOWN.values() for each in ids),
}


def smaller(value: Any, kept: frozenset[Path], place: Path = ()) -> Iterator[Any]:
    """Yield the value with one member or item less, anywhere outside the places that are kept."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in list(members):
        if (*place, key) not in kept:
            rest = value.copy()
            del rest[key]
            yield rest
            yield from (replaced(value, key, less) for less in smaller(member, kept, (*place, key)))


def replaced(value: Any, key: Any, member: Any) -> Any:
    changed = value.copy()
    changed[key] = member
    return changed


def leaves(value: Any, place: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield each value that holds no other, with its place."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if members is None:
        yield place, value
    for key, member in members or ():
        yield from leaves(member, (*place, key))


@pytest.mark.parametrize(("feed", "action"), ACTIONS)
def test_the_simplest_record_has_the_required_fields_and_no_other(feed: str, action: str) -> None:
    strategy = records(feed, operation=action, today=TODAY, known=KNOWN)
    record = find(strategy, lambda _: True, settings=quick)
    assert set(record) == set(judge_of(feed, action).schema["required"])
    assert {value for value in record.values() if isinstance(value, str)} <= {"0", "12086", *LEAST.values()}


def to_row(course_date: dict[str, Any]) -> dict[str, Any]:
    """Map a course date to a row, as an integration does."""
    return {"title": course_date.get("Name", ""), "places": course_date["MaxPlaces"]}


@given(course_dates())
def test_the_example_of_the_documentation(course_date: dict[str, Any]) -> None:
    row = to_row(course_date)
    assert row["places"] > 0
    assert len(row["title"]) <= 255


@given(...)
def test_they_work_in_annotations(venue: Annotated[dict[str, Any], venues()]) -> None:
    assert venue["Label"]


@pytest.mark.parametrize(
    ("feed", "options", "message"),
    [
        ("venue", {}, "unknown feed 'venue'"),
        ("venues", {"operation": "create"}, "the contract has no 'create' for venues; it has: read"),
        ("venues", {"broken": "no-offset"}, "no read of venues can break 'no-offset'; it can break: "),
        ("course-dates", {"broken": "over-too-early"}, "over-too-early cannot be broken on the last of all days"),
    ],
)
def test_what_cannot_be_drawn_is_told(feed: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(FeedproofError, match=message):
        records(feed, **options)
