"""Built records are valid, varied, and the same for the same seed."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

import pytest
from feedproof.fixtures.build import TRUSTED_AFTER, build, constructed, records, value_at
from feedproof.fixtures.plan import FULL, HALF, MINIMAL, TODAY, Plan
from feedproof.fixtures.validity import is_binding, is_serious
from feedproof.spec.contract import Contract, bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Judge, Severity, check
from feedproof.validators.model import Context, Path
from feedproof.validators.moment import Moment, moment_of

ACTIONS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
PLANS = {"about half": Plan(), "minimal": MINIMAL, "full": FULL}
MANY = 200

each_action = pytest.mark.parametrize(("feed", "action"), ACTIONS)


def writable(schema: dict[str, Any], action: str) -> dict[str, Any]:
    """Return the properties that a payload of the action may have."""
    return {n: s for n, s in schema.get("properties", {}).items() if action == "read" or not s.get("readOnly")}


def leaves(schema: dict[str, Any], payload: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any], Any]]:
    """Yield (path without indexes, schema, value) of every value in a payload."""
    yield path, schema, payload
    for name, value in payload.items() if isinstance(payload, dict) else ():
        if name in schema.get("properties", {}):
            yield from leaves(schema["properties"][name], value, (*path, name))
    for value in payload if isinstance(payload, list) else ():
        yield from leaves(schema["items"], value, path)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("seed", [0, 1, -7])
@each_action
def test_records_have_no_error_and_no_warning(feed: str, action: str, seed: int, plan: str) -> None:
    judge = Judge(feed, Context(action))
    made = list(records(judge, seed, MANY, PLANS[plan]))
    assert len(made) == MANY
    assert [v for record in made for v in judge.violations(record) if is_serious(v)] == []


@pytest.mark.parametrize("today", [TODAY, date.max])
@pytest.mark.parametrize("plan", PLANS)
@each_action
def test_construction_alone_is_valid(feed: str, action: str, plan: str, today: date) -> None:
    """What is not judged any more must need no judge: ten seeds here, a million records in benchmarks/generate.py."""
    judge = Judge(feed, Context(action, today))
    made = (record for seed in range(10) for record in constructed(judge, seed, MANY, PLANS[plan]))
    assert [v for record in made for v in judge.violations(record) if is_serious(v)] == []


@each_action
def test_records_pass_the_check_that_users_run(feed: str, action: str) -> None:
    made = list(records(Judge(feed, Context(action)), 3, MANY))
    assert [finding for finding in check(made, feed=feed, operation=action) if finding.severity > Severity.NOTE] == []


@pytest.mark.parametrize("today", [date.min, date(2026, 11, 23), TODAY, date.max])
def test_records_are_valid_on_every_day_that_the_judge_knows(today: date) -> None:
    judge = Judge("course-dates", Context(today=today))
    assert [v for record in records(judge, 0, MANY) for v in judge.violations(record) if is_serious(v)] == []


@each_action
def test_every_optional_field_is_there_in_some_and_absent_in_others(feed: str, action: str) -> None:
    judge = Judge(feed, Context(action))
    made = list(records(judge, 0, MANY))
    always = {name for name in made[0] if all(name in record for record in made)}
    assert always == set(judge.schema["required"])
    assert {name for record in made for name in record} == set(writable(judge.schema, action))


@each_action
def test_the_distribution_is_alive(feed: str, action: str) -> None:
    """Every listed value and example occurs, every optional field comes and goes, dates have and lack an offset.

    A field that needs another value beside it is in one of twenty records at least.
    """
    judge = Judge(feed, Context(action, TODAY))
    made = list(records(judge, 0, 10_000))
    assert never_used(judge, made) == {}
    counts = {name: sum(name in record for record in made) for name in writable(judge.schema, action)}
    bound = conditional(judge)
    optional = {name: count for name, count in counts.items() if name not in judge.schema["required"]}
    assert {name: count for name, count in optional.items() if name not in bound and not 4_000 < count < 6_000} == {}
    assert {name: optional[name] for name in bound if not 500 < optional[name] < 4_000} == {}
    fields = [name for entry in judge.schema.get("x-one-clock", []) for name in entry["fields"]]
    kinds = {frozenset(moment.has_offset for moment in moments(record, fields)) for record in made}
    assert kinds - {frozenset()} == ({frozenset({True}), frozenset({False})} if fields else set())


@each_action
def test_optional_fields_come_and_go_independently(feed: str, action: str) -> None:
    """Of every two, both, the one, the other and none of them are in a quarter of the records each."""
    judge = Judge(feed, Context(action, TODAY))
    made = list(records(judge, 1, 4_000))
    free = set(writable(judge.schema, action)) - set(judge.schema["required"]) - conditional(judge)
    for one, other in combinations(sorted(free), 2):
        found = Counter((one in record, other in record) for record in made)
        assert [pair for pair in product((True, False), repeat=2) if not 850 < found[pair] < 1_150] == [], (one, other)


def conditional(judge: Judge) -> set[str]:
    """Return the fields that only some records may have, by the values of others that the payload shows."""
    shown = writable(judge.schema, judge.context.action).keys()
    entries = [entry for entry in judge.schema.get("x-only-with", []) if entry["values"].keys() <= shown]
    return {name for entry in entries for name in entry["fields"]}


def never_used(judge: Judge, made: list[dict[str, Any]]) -> dict[Path, set[str]]:
    """Return the listed values and examples that are in no record; dates and unique values are moved on."""
    used: dict[Path, set[str]] = {}
    offered: dict[Path, set[str]] = {}
    for record in made:
        for path, schema, value in leaves(judge.schema, record):
            if not isinstance(value, dict | list) and not is_moved(judge, path, schema):
                used.setdefault(path, set()).add(str(value))
                offered[path] = set(map(str, [*schema.get("enum", []), *schema.get("examples", [])]))
    return {path: offered[path] - values for path, values in used.items() if offered[path] - values}


def is_moved(judge: Judge, path: Path, schema: dict[str, Any]) -> bool:
    dates = "format" in schema and moment_of(schema["examples"][0]) is not None
    return dates or "x-unique" in schema or path == (judge.schema["x-key"],)


def test_examples_that_go_together_stay_together() -> None:
    judge = Judge("course-dates")
    names = ["Name", "AimsText"]
    listed = [judge.schema["properties"][name]["examples"] for name in names]
    pairs = set(zip(*listed, strict=True))
    assert {tuple(record[name] for name in names) for record in records(judge, 0, 500, FULL)} == pairs


def test_the_duration_fits_the_dates() -> None:
    units = {"Day": 24 * 60, "Hour": 60, "Minute": 1}
    for record in records(Judge("course-dates"), 0, 500, FULL):
        begin, end = moments(record, ["StartDate", "EndDate"])
        days = (end.clock.date() - begin.clock.date()).days + 1
        minutes = (end.clock - begin.clock) // timedelta(minutes=1)
        told = record["Duration"] * units[record["DurationType"]]
        assert told == (days * units["Day"] if record["DurationType"] == "Day" else minutes)


@pytest.mark.parametrize("feed", bundled().feeds)
def test_no_two_records_of_a_run_have_the_same_id(feed: str) -> None:
    judge = Judge(feed)
    key = judge.schema["x-key"]
    assert len({record[key] for record in records(judge, 0, 3_000)}) == 3_000


def test_the_items_of_an_array_have_ids_of_their_own_and_lie_between_the_dates() -> None:
    for record in records(Judge("course-dates"), 0, 300, FULL):
        times = [(session["StartDate"], session["EndDate"]) for session in record["Sessions"]]
        assert len({session["SessionID"] for session in record["Sessions"]}) == len(times)
        flat = [record["StartDate"], *(moment for pair in times for moment in pair), record["EndDate"]]
        assert flat == sorted(flat)


def moments(record: dict[str, Any], fields: list[str]) -> list[Moment]:
    return [moment for moment in (moment_of(record.get(name)) for name in fields) if moment]


@each_action
def test_a_minimal_record_holds_the_required_fields_and_no_other(feed: str, action: str) -> None:
    judge = Judge(feed, Context(action))
    for record in records(judge, 0, 50, MINIMAL):
        assert set(record) == set(judge.schema["required"])


@each_action
def test_a_full_record_holds_every_field_down_to_the_items(feed: str, action: str) -> None:
    judge = Judge(feed, Context(action))
    for record in records(judge, 0, 50, FULL):
        for path, schema, value in leaves(judge.schema, record):
            if "properties" in schema:
                assert set(value) == set(writable(schema, action)), path


def test_a_wanted_place_is_there_in_an_otherwise_minimal_record() -> None:
    judge = Judge("course-dates", Context())
    record = build(judge, 0, replace(MINIMAL, wanted=frozenset({("Sessions", 0, "Name")})))
    assert set(record) == {*judge.schema["required"], "Sessions"}
    assert {name for session in record["Sessions"] for name in session} == {"Name"}


@pytest.mark.parametrize("plan", PLANS)
@each_action
def test_the_same_seed_gives_the_same_records(feed: str, action: str, plan: str) -> None:
    first = list(records(Judge(feed, Context(action)), 5, 20, PLANS[plan]))
    again = list(records(Judge(feed, Context(action)), 5, 20, PLANS[plan]))
    assert first == again
    assert [list(record) for record in first] == [list(record) for record in again]


def test_another_seed_or_operation_gives_other_records() -> None:
    def made(seed: int, action: str) -> list[str]:
        return [str(record) for record in records(Judge("course-dates", Context(action)), seed, 20)]

    assert len({*made(0, "create"), *made(1, "create"), *made(0, "update")}) == 60


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    judge = Judge("course-dates")
    assert list(records(judge, 0, 30))[:10] == list(records(judge, 0, 10))


def test_dates_lie_around_the_day_or_in_the_months_after_it() -> None:
    day = date(2031, 5, 20)
    judge = Judge("course-dates", Context("create", day))
    made = [moments(record, ["StartDate", "EndDate"]) for record in records(judge, 0, 300, Plan(day=day, past=0))]
    assert all(day < moment.clock.date() < day + timedelta(days=130) for pair in made for moment in pair)
    with_past = [moments(record, ["StartDate", "EndDate"]) for record in records(judge, 0, 300, Plan(day=day))]
    assert {moment.clock.date() < day for pair in with_past for moment in pair} == {True, False}
    assert {moment.clock.isoweekday() for pair in with_past for moment in pair} == {1, 2, 3, 4, 5, 6, 7}


def test_what_construction_does_not_keep_is_repaired_in_every_record() -> None:
    judge = crew()
    made = list(records(judge, 0, TRUSTED_AFTER + 1_000))
    assert [v.rule.id for record in made for v in judge.violations(record)] == []
    assert any(judge.violations(record) for record in constructed(judge, 0, 100, HALF))


def crew() -> Judge:
    """Return a judge of a contract whose limit for a whole number may be a fraction."""
    evidence = stated("type", "required", "x-key")
    pair = {"smaller": "Size", "larger": "Limit", "x-certainty": "stated", "x-source": "page: so", "x-contract": "#"}
    properties = {
        "Size": {"type": ["integer"], "examples": [1, 2, 3], "x-evidence": stated("type")},
        "Limit": {"type": ["number"], "examples": [1.5, 2.5], "x-evidence": stated("type")},
    }
    schema = {
        "type": ["object"],
        "required": ["Size"],
        "properties": properties,
        "x-evidence": evidence,
        "x-key": "Size",
    }
    return Judge("things", contract=contract_of("things", schema | {"x-at-most": [pair]}))


def test_building_for_binding_rules_only_leaves_advice_alone() -> None:
    judge = Judge("course-dates", Context("create", date.min))
    made = [build(judge, seed, counts=is_binding) for seed in range(MANY)]
    assert {v.rule.id for record in made for v in judge.violations(record) if is_binding(v)} == set()
    assert {v.rule.id for record in made for v in judge.violations(record)} >= {"over-too-early"}


def test_a_value_can_be_made_for_a_place_that_a_write_may_not_have() -> None:
    judge = Judge("course-dates", Context("create"))
    schema = judge.schema["properties"]["Sessions"]
    made = value_at(judge, 0, schema, ("Sessions",))
    assert made == value_at(judge, 0, schema, ("Sessions",))
    assert all(set(session) == set(schema["items"]["properties"]) for session in made)


def test_a_contract_that_cannot_be_met_is_named() -> None:
    size = {"type": ["integer"], "minimum": 5, "maximum": 4, "x-evidence": stated("type", "minimum", "maximum")}
    schema = {
        "type": ["object"],
        "required": ["Size"],
        "properties": {"Size": size},
        "x-evidence": stated("type", "required", "x-key"),
        "x-key": "Size",
    }
    judge = Judge("things", contract=contract_of("things", schema))
    message = "^a record of things cannot be made valid; in the contract, look at: (above-maximum|below-minimum)$"
    with pytest.raises(FeedproofError, match=message):
        build(judge, 0)


def test_a_state_that_a_write_cannot_send_is_not_looked_at() -> None:
    feed = bundled().feeds["course-dates"]
    schema = deepcopy(feed.actions["create"])
    schema["required"].remove("Status")
    schema["properties"]["Status"]["readOnly"] = True
    feeds = {**bundled().feeds, feed.name: feed._replace(actions={**feed.actions, "create": schema})}
    judge = Judge(feed.name, Context("create"), bundled().replace(feeds=feeds))
    made = build(judge, 0)
    assert "Status" not in made
    assert judge.violations(made) == []


def stated(*keywords: str) -> dict[str, list[str]]:
    return {keyword: ["stated", "page: so", f"#/{keyword}"] for keyword in keywords}


def contract_of(feed: str, schema: dict[str, Any]) -> Contract:
    original = bundled()
    known = original.feeds["venues"]._replace(name=feed, key="Size", actions={"read": schema})
    return original.replace(feeds={feed: known})


# ------------------------------------------------------------------------------------------- what reads as real
NOW = Context("read", TODAY)


TIED = [feed for feed in bundled().feeds if "x-only-with" in bundled().schema(feed, "read")]


def tied(feed: str, plan: Plan) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]], set[str]]]:
    """Yield the records in which a value rules fields out, those in which it does not, and the fields."""
    judge = Judge(feed, NOW)
    made = list(records(judge, 0, 2_000, plan))
    for entry in judge.schema["x-only-with"]:
        for name, values in entry["values"].items():
            rules_out = [record for record in made if record.get(name, values[0]) not in values]
            yield rules_out, [record for record in made if record.get(name) in values], set(entry["fields"])


@pytest.mark.parametrize("feed", TIED)
def test_no_field_stands_beside_a_value_that_rules_it_out(feed: str) -> None:
    for rules_out, others, fields in tied(feed, Plan()):
        assert len(rules_out) > 100
        assert [record for record in rules_out if record.keys() & fields] == []
        assert any(record.keys() & fields for record in others)


@pytest.mark.parametrize("feed", TIED)
def test_a_full_record_has_values_that_rule_nothing_out(feed: str) -> None:
    for rules_out, others, fields in tied(feed, FULL):
        assert (rules_out, len(others)) == ([], 2_000)
        assert all(fields <= record.keys() for record in others)


def test_some_feeds_have_fields_that_a_value_rules_out() -> None:
    assert len(TIED) > 1


def test_a_status_fits_the_dates() -> None:
    seen = set()
    for record in records(Judge("course-dates", NOW), 0, 2_000):
        begin, end = (moment.clock.date() for moment in moments(record, ["StartDate", "EndDate"]))
        when = "over" if end < TODAY else "running" if begin <= TODAY else "to come"
        seen.add((when, record["Status"]))
    assert {status for when, status in seen if when == "over"} == {"Completed", "Cancelled"}
    assert {status for when, status in seen if when == "running"} == {"InProgress", "Cancelled"}
    assert {status for when, status in seen if when == "to come"} == {
        "Available", "Cancelled", "Failed", "FullyBooked", "OnHold", "Provisional", "Unknown"
    }  # fmt: skip


def test_a_result_comes_after_the_course() -> None:
    results, marks = {"Attended", "Completed", "Failed", "NoAttend"}, {"Score", "Attendance"}
    before, after = [], []
    for record in records(Judge("delegates", NOW), 0, 2_000):
        dates = moments(record, ["EndDate", "StartDate"])
        if dates:
            (before if dates[0].clock.date() >= TODAY else after).append(record)
    assert len(before) > 100
    assert [record for record in before if record.get("Status") in results or marks & record.keys()] == []
    assert results & {record.get("Status") for record in after}
    assert marks <= {name for record in after for name in record}


def test_what_is_fully_booked_has_no_place_left() -> None:
    full = [record for record in records(Judge("course-dates", NOW), 0, 2_000) if record["Status"] == "FullyBooked"]
    assert {record["PlacesRemaining"] for record in full if "PlacesRemaining" in record} == {0}


def test_a_time_beside_a_zone_or_a_place_has_no_offset_that_could_be_of_another_one() -> None:
    made: dict[tuple[bool, bool], int] = Counter()
    for record in records(Judge("course-dates"), 0, 2_000):
        has_offset = any(moment.has_offset for moment in moments(record, ["StartDate", "DateUpdated"]))
        made[has_offset, bool({"TimeZone", "Location"} & record.keys())] += 1
    assert made[True, True] == 0
    assert min(made[True, False], made[False, True]) > 50


def test_a_zone_is_that_of_the_place() -> None:
    judge = Judge("course-dates")
    names = ["TimeZone", "Location"]
    listed = [judge.schema["properties"][name]["examples"] for name in names]
    made = {tuple(record[name] for name in names) for record in records(judge, 0, 500, FULL)}
    assert made == set(zip(*listed, strict=True))


def test_every_place_of_a_course_is_that_of_a_venue() -> None:
    venues = Judge("venues").schema["properties"]
    places = Judge("course-dates").schema["properties"]["Location"]["examples"]
    assert set(places) == {*venues["Label"]["examples"], *venues["Alias"]["examples"]}


def test_every_template_is_the_name_of_a_course() -> None:
    names = Judge("course-dates").schema["properties"]["Name"]["examples"]
    assert set(Judge("course-templates").schema["properties"]["Name"]["examples"]) <= set(names)


def test_a_tax_fits_its_price_and_a_price_its_course() -> None:
    made = list(records(Judge("course-dates"), 0, 2_000, FULL))
    assert {record["Tax"] * 5 for record in made} == {record["NetCost"] for record in made}
    assert len({(record["Name"], record["NetCost"], record["Duration"]) for record in made}) == len(
        {record["Name"] for record in made}
    )


def test_an_id_that_is_made_of_others_is() -> None:
    made = list(records(Judge("delegates"), 0, 2_000))
    assert all(record["DelegateID"] == f"{record['UserID']}~{record['CourseDateID']}" for record in made)
    known = Judge("delegates", Context(known={"course-dates": {"7", "8"}}))
    assert {record["CourseDateID"] for record in records(known, 0, 50)} == {"7", "8"}


def test_no_item_is_empty_and_the_items_of_an_array_are_alike() -> None:
    for record in records(Judge("course-dates"), 0, 2_000):
        sessions = record.get("Sessions", [{"SessionID": "S-1"}])
        assert sessions[0]
        assert {frozenset(session) for session in sessions} == {frozenset(sessions[0])}


def test_a_session_is_no_shorter_than_half_an_hour_and_keeps_to_five_minutes() -> None:
    for record in records(Judge("course-dates"), 0, 1_000, FULL):
        for session in record["Sessions"]:
            begin, end = (moment.clock for moment in moments(session, ["StartDate", "EndDate"]))
            assert end - begin >= timedelta(minutes=30)
            assert (begin.minute % 15, end.minute % 5) == (0, 0)


def test_unique_names_are_used_up_before_they_are_counted() -> None:
    judge = Judge("trainers")
    names = judge.schema["properties"]["Label"]["examples"]
    made = [record["Label"] for record in records(judge, 0, len(names) * 2, FULL)]
    assert made == [*names, *(f"{name} 2" for name in names)]


def test_a_list_of_examples_is_not_shared_by_records() -> None:
    one, two = (build(Judge("course-templates"), 3) for _ in range(2))
    assert one == two
    assert one["Category"] is not two["Category"]
