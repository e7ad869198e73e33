"""A record that was read and is of another feed is not judged by the given feed: a gate with a wrong feed was green."""

import json
from itertools import permutations
from typing import Any

import pytest
from feedproof.fixtures import record
from feedproof.spec import bundled
from feedproof.validators import Checker, Finding

FEEDS = bundled().feeds
PAIRS = list(permutations(FEEDS, 2))
ONLY_REQUIRED_OF_BOTH = {("course-dates", "delegates")}
"""A course date of its required fields alone has nothing that a delegate has not."""


def findings(value: Any, feed: str, action: str = "read", **options: Any) -> list[Finding]:
    return Checker(feed=feed, action=action, **options).check(json.dumps(value).encode()).findings


def is_other(found: Finding, own: str, given: str) -> bool:
    return (found.rule, found.message) == (
        "unknown-feed",
        f"the payload is of {own}, not of {given}, by its id and its fields",
    )


@pytest.mark.parametrize(("own", "given"), PAIRS)
def test_a_record_of_another_feed_is_told(own: str, given: str) -> None:
    for seed in range(5):
        [found] = findings(record(own, "read", seed=seed), given)
        assert is_other(found, own, given)
        assert found.hint == f"pass --feed {own}, or exclude it from the check"


@pytest.mark.parametrize(("own", "given"), [pair for pair in PAIRS if pair not in ONLY_REQUIRED_OF_BOTH])
def test_a_record_of_its_required_fields_is_told_too(own: str, given: str) -> None:
    [found] = findings(record(own, "read", full=False), given)
    assert is_other(found, own, given)


@pytest.mark.parametrize(("own", "given"), PAIRS)
def test_a_record_without_the_id_of_its_feed_is_judged_as_given(own: str, given: str) -> None:
    lacking = {name: value for name, value in record(own, "read").items() if name != FEEDS[own].key}
    assert "unknown-feed" not in {found.rule for found in findings(lacking, given)}


def test_each_record_of_a_list_is_told_and_the_rest_judged() -> None:
    dates = [record("course-dates", "read", seed=seed) for seed in range(3)]
    found = findings([dates[0], record("venues", "read"), dates[1] | {"Status": "Open"}], "course-dates")
    assert [(one.rule, one.pointer) for one in found] == [("unknown-feed", "/1"), ("unlisted-value", "/2/Status")]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_record_of_the_feed_is_not_told_whatever_it_lacks_or_has_besides(feed: str) -> None:
    whole = record(feed, "read")
    for lost in whole:
        rest = {name: value for name, value in whole.items() if name != lost}
        assert "unknown-feed" not in {found.rule for found in findings(rest, feed)}
        own = rest | {f"Own{number}": number for number in range(50)}
        assert "unknown-feed" not in {found.rule for found in findings(own, feed)}


@pytest.mark.parametrize(
    ("given", "besides", "lost"),
    [("delegates", "course-dates", "UserID"), ("course-templates", "course-dates", "Name")],
)
def test_a_record_with_its_own_id_is_of_its_feed_whatever_it_repeats_of_another(
    given: str, besides: str, lost: str
) -> None:
    both = record(besides, "read") | record(given, "read")
    del both[lost]
    rules = [(found.rule, found.pointer) for found in findings(both, given)]
    assert ("missing-field", f"/{lost}") in rules
    assert "unknown-feed" not in {rule for rule, _ in rules}


def test_what_is_sent_is_judged_as_what_it_is_sent_as() -> None:
    rules = {found.rule for found in findings(record("venues", "read"), "course-dates", "create", is_body=True)}
    assert "missing-field" in rules
    assert "unknown-feed" not in rules


def test_a_single_answer_in_traffic_has_no_hint_that_names_an_option() -> None:
    [found] = findings(record("venues", "read"), "trainers", is_body=True)
    assert is_other(found, "venues", "trainers")
    assert found.hint == ""


def test_where_the_rule_is_left_out_the_record_is_judged_as_the_given_feed() -> None:
    found = findings(record("venues", "read"), "trainers", ignored=frozenset({"unknown-feed"}))
    assert ("missing-field", "/TrainerID") in [(one.rule, one.pointer) for one in found]


def test_where_the_rule_is_left_out_an_object_around_a_record_is_judged_as_a_record() -> None:
    found = findings({"venue": record("venues", "read")}, "venues", ignored=frozenset({"unknown-feed"}))
    assert ("missing-field", "/VenueID") in [(one.rule, one.pointer) for one in found]
