"""Which feed is recognised for a record: by the fields that a feed has, its id, and the operation of the record."""

from typing import Any

import pytest
from feedproof.fixtures import record
from feedproof.spec.contract import bundled
from feedproof.validators.recognise import FeedRecogniser

CONTRACT = bundled()
KEYS = {name: feed.key for name, feed in CONTRACT.feeds.items()}
SENT = [(name, action) for name, feed in CONTRACT.feeds.items() for action in feed.actions if action != "read"]
recognise = FeedRecogniser(CONTRACT).recognise


@pytest.mark.parametrize("feed", KEYS)
def test_what_a_feed_has_is_of_it(feed: str) -> None:
    for seed in range(20):
        assert recognise(record(feed, "read", seed=seed)) == [feed]


def _like(required: list[str]) -> list[str]:
    """Return the feeds that have most of these fields too."""
    read = {name: feed.actions["read"]["properties"] for name, feed in CONTRACT.feeds.items()}
    return [name for name, listed in read.items() if 2 * len(listed.keys() & required) > len(required)]


@pytest.mark.parametrize("action", [None, "create"])
@pytest.mark.parametrize("seed", range(5))
def test_a_record_to_create_may_name_the_ids_of_others(seed: int, action: str | None) -> None:
    """The mandatory fields and what a course date belongs to: the id of a template, a venue, a trainer."""
    for feed, _ in (kind for kind in SENT if kind[1] == "create"):
        required = CONTRACT.feeds[feed].actions["create"]["required"]
        body = {name: value for name, value in record(feed, "create", seed=seed).items() if name in required}
        others = {key: "731014" for other, key in KEYS.items() if other not in {feed, *_like(required)}}
        assert others
        for some in ({}, *({key: value} for key, value in others.items()), others):
            assert recognise(body | some, action) == [feed]


def test_of_feeds_that_have_the_action_one_that_knows_a_field_comes_first() -> None:
    feed, action = next(kind for kind in SENT if kind[1] == "update")
    stranger = next(key for other, key in KEYS.items() if action not in CONTRACT.feeds[other].actions)
    required = CONTRACT.feeds[feed].actions["create"]["required"]
    body = {stranger: "7"} | dict.fromkeys(required[:2], "Available")
    assert recognise(body, action) == [feed]
    assert recognise({stranger: "7"}, action) != [
        feed
    ]  # and where it knows none, the message names the feed that it is


@pytest.mark.parametrize("feed", KEYS)
def test_the_id_tells_a_record_whose_other_fields_nobody_knows(feed: str) -> None:
    body: dict[str, Any] = {KEYS[feed]: "7"} | {f"Feld{number}": number for number in range(9)}
    assert recognise(body) == [feed]


def test_all_fields_that_have_to_be_sent_tell_a_record_beside_many_that_nobody_knows() -> None:
    for feed, _ in (kind for kind in SENT if kind[1] == "create"):
        required = CONTRACT.feeds[feed].actions["create"]["required"]
        body = dict.fromkeys(required, "x") | {f"Feld{number}": number for number in range(9)}
        assert recognise(body) == [feed]
        assert recognise({name: value for name, value in body.items() if name != required[0]}) == []


@pytest.mark.parametrize(("unknown", "is_it"), [(1, True), (2, False)])
def test_for_the_only_feed_that_has_the_action_more_than_half_of_the_fields_are_enough(
    unknown: int, *, is_it: bool
) -> None:
    feed, action = next(kind for kind in SENT if kind[1] == "update")
    known = [name for name in CONTRACT.feeds[feed].actions[action]["properties"] if name != KEYS[feed]][-2:]
    body = dict.fromkeys(known, "x") | {f"Feld{number}": "x" for number in range(unknown)}
    assert recognise(body, action) == [feed] * is_it


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, {"a": 1}, {"a": 1, "b": 2}])
def test_what_nobody_knows_is_of_none(value: Any) -> None:
    assert recognise(value) == []
