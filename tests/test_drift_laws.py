"""For any data, the overlay that is written loads and lints, is the same each time, and includes the reported differences."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from drifting import Record, look, made
from feedproof.ci.drift.overlay import write_overlay
from feedproof.spec.contract import bundled, load
from feedproof.spec.draft import Wish, draft
from feedproof.spec.lint import lint_file
from feedproof.spec.loosen import path
from feedproof.spec.pointer import join
from feedproof.spec.yaml_document import read
from feedproof.spec.yaml_write import to_yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonpath import JSONPathEnvironment

FEEDS = list(bundled().feeds)
BASE = {feed: made(feed, 6) for feed in FEEDS}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["31/12/2026", "2026-12-31 09:00", "null", "1e3", "true", "~", "", "=", "<<", "x: y", "'", '"', "\\"]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=6), inner, max_size=2)),
    max_leaves=4,
)
OTHERS = st.one_of(
    st.text(max_size=12), st.sampled_from(["ID", "Name", "Label", "1e3", "a'b", 'a"b', "a\\b", "a b", "[]", "12"])
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, list[Record]]:
    """Return records of a feed in which some fields have other values, other names, or are gone."""
    feed = draw(st.sampled_from(FEEDS))
    names = st.sampled_from(sorted({name for record in BASE[feed] for name in record}))
    values = draw(st.dictionaries(names, VALUES, max_size=4))
    renamed = draw(st.dictionaries(names, OTHERS, max_size=3))
    more = draw(st.dictionaries(OTHERS, VALUES, max_size=3))
    gone = draw(st.sets(names, max_size=2))
    first = draw(st.integers(0, 3))
    changed = []
    for number, record in enumerate(BASE[feed]):
        own: dict[str, Any] = dict(record)
        if number >= first:
            own |= values | more
            own = {renamed.get(name, name): value for name, value in own.items() if name not in gone}
        changed.append(own)
    return feed, changed


@settings(max_examples=20)
@given(mutated())
def test_the_overlay_that_is_written_loads_and_takes_up_what_it_says(sample: tuple[str, list[Record]]) -> None:
    feed, records = sample
    drift = look(records, feed)
    with TemporaryDirectory() as name:
        file = Path(name, "tenant.yaml")
        told = list(write_overlay(drift, str(file), None))
        if not file.exists():
            return
        assert lint_file(file, is_thorough=False)[1] == []
        assert told[1:] == []
        before = file.read_bytes()
        list(write_overlay(look(records, feed), str(file), None))
        assert file.read_bytes() == before
        left = {(one.kind, one.place, one.shows) for one in look(records, feed, load(file)).differences}
    assert [one.message for one in drift.differences if one.change and (one.kind, one.place, one.shows) in left] == []


@given(st.dictionaries(OTHERS, VALUES, max_size=4))
def test_yaml_is_read_as_what_was_written(document: dict[str, Any]) -> None:
    assert read(to_yaml(document), "x").data == document


COURSE_DATE = "/components/schemas/CourseDate"


def test_a_wish_that_breaks_the_contract_is_refused_and_the_others_are_met() -> None:
    taken = Wish("rename", f"{COURSE_DATE}/properties/CourseDateID", "EndDate", "one", "1 of 1")
    needed = Wish("drop", f"{COURSE_DATE}/x-key", None, "two", "1 of 1")
    good = Wish("allow_value", f"{COURSE_DATE}/properties/WaitingListType/enum", "Auto", "three", "1 of 1")
    made = draft(bundled().openapi, [taken, needed, good])
    assert [action.get("description") for action in made.actions] == [None, "three"]
    assert sorted((wish.why, why) for wish, why in made.refused) == [
        ("one", "'EndDate' is a property already"),
        ("two", "no x-key says which property identifies a record"),
    ]


def test_entries_are_taken_away_by_what_they_say() -> None:
    document = bundled().openapi
    entries = document["components"]["schemas"]["CourseDate"]["x-before"]
    wishes = [
        Wish(
            "drop", f"{COURSE_DATE}/x-before/{index}", {"earlier": one["earlier"], "later": one["later"]}, "x", "1 of 1"
        )
        for index, one in enumerate(entries)
    ]
    some, all_of_them = draft(document, wishes[:2]), draft(document, wishes)
    assert [action["target"] for action in some.actions[1:]] == [
        "$.components.schemas.CourseDate['x-before'][?@.earlier == 'StartDate' && @.later == 'EndDate']",
        "$.components.schemas.CourseDate['x-before'][?@.earlier == 'AdvertisedStartDate' && @.later == 'EndDate']",
    ]
    assert all_of_them.actions[-1]["target"] == "$.components.schemas.CourseDate['x-before']"


@pytest.mark.parametrize(
    ("name", "step"),
    [("Town", ".Town"), ("a b", "['a b']"), ("a'b", '["a\'b"]'), ("a\\b", '["a\\\\b"]'), ("a\nb", '["a\\nb"]')],
)
def test_a_path_leads_to_any_name(name: str, step: str) -> None:
    document = {name: {"items": [1]}}
    assert path(document, join("", name, "items", 0)) == f"${step}.items[0]"
    assert JSONPathEnvironment(strict=True).findall(f"${step}.items[0]", document) == [1]


def test_a_wish_that_holds_already_is_no_action() -> None:
    wishes = [
        Wish("allow_type", "/components/schemas/Venue/properties/Town/type", ["string", []], "x", "1 of 1"),
        Wish("allow_value", f"{COURSE_DATE}/properties/WaitingListType/enum", "Default", "x", "1 of 1"),
        Wish("allow_missing", "/components/schemas/VenueRead/required", "Town", "x", "1 of 1"),
        Wish("list_field", "/components/schemas/Venue", ["Town", ["string"]], "x", "1 of 1"),
        Wish("drop", f"{COURSE_DATE}/properties/Name/minLength", None, "x", "1 of 1"),
        Wish("drop", f"{COURSE_DATE}/x-before/0", {"earlier": "a", "later": "b"}, "x", "1 of 1"),
    ]
    assert [action["target"] for action in draft(bundled().openapi, wishes).actions] == ["$['x-sources']"]
