"""What real data says against the contract: each difference is seen, only that one, and an overlay takes it up."""

import json
from pathlib import Path
from typing import Any

import pytest
from drifting import Mutation, Record, found, look, made, overlaid, told
from feedproof.spec.contract import bundled
from feedproof.spec.lint import lint_file

FEEDS = list(bundled().feeds)


def put(name: str, value: Any, every: int = 1) -> Mutation:
    return lambda record, number: record.update({name: value}) if number % every == 0 else None


def renamed(name: str, other: str) -> Mutation:
    return lambda record, _number: record.update({other: record.pop(name)})


def without(name: str, every: int = 1) -> Mutation:
    return lambda record, number: record.pop(name) if number % every == 0 else None


def within(mutation: Mutation) -> Mutation:
    def mutate(record: Record, number: int) -> None:
        for item in record["Sessions"]:
            mutation(item, number)

    return mutate


def respelt(record: Record, _number: int) -> None:
    record["AdvertisedStartDate"] = record["AdvertisedStartDate"].replace("T", " ")


def day_first(item: Record, _number: int) -> None:
    item |= {"StartDate": "31/12/2026 09:00", "EndDate": "31/12/2026 10:00"}


def numbered(record: Record, _number: int) -> None:
    record["CourseDateID"] = int(record["CourseDateID"])


CASES: dict[str, tuple[str, Mutation, tuple[str, str, str]]] = {
    "null": ("venues", put("Town", None, 3), ("wrong-type", "Town", "null")),
    "a number for a text": ("course-dates", numbered, ("wrong-type", "CourseDateID", "integer")),
    "a number in quotes": ("venues", put("Latitude", "51.5"), ("wrong-type", "Latitude", "string")),
    "one more of several types": ("delegates", put("Attendance", None), ("wrong-type", "Attendance", "null")),
    "null for a listed value": (
        "course-dates",
        put("WaitingListType", None),
        ("wrong-type", "WaitingListType", "null"),
    ),
    "a number for a listed value": ("delegates", put("Status", 3), ("wrong-type", "Status", "integer")),
    "a value more": (
        "course-dates",
        put("WaitingListType", "Auto", 2),
        ("unlisted-value", "WaitingListType", '"Auto"'),
    ),
    "a required field that is missing": (
        "course-dates",
        without("EndDate", 3),
        ("missing-field", "EndDate", "missing"),
    ),
    "an id that is missing": ("trainers", without("TrainerID"), ("missing-field", "TrainerID", "missing")),
    "a field more": ("course-dates", put("Region", "North"), ("unlisted-field", "Region", "string")),
    "a field more, where more are expected": ("venues", put("Floors", 3, 2), ("unlisted-field", "Floors", "integer")),
    "a field more in items": ("course-dates", within(put("Room", 1)), ("unlisted-field", "Sessions[].Room", "integer")),
    "an alias": ("course-dates", renamed("MaxPlaces", "Places"), ("other-name", "MaxPlaces", "Places")),
    "another case": ("course-dates", renamed("EndDate", "endDate"), ("other-name", "EndDate", "endDate")),
    "a longer name": (
        "course-dates",
        renamed("StartDate", "StartDateTime"),
        ("other-name", "StartDate", "StartDateTime"),
    ),
    "another name of the id": ("venues", renamed("VenueID", "venueid"), ("other-name", "VenueID", "venueid")),
    "another name in items": (
        "course-dates",
        within(renamed("SessionID", "sessionId")),
        ("other-name", "Sessions[].SessionID", "sessionId"),
    ),
    "another name of what refers": ("delegates", renamed("UserID", "UserId"), ("other-name", "UserID", "UserId")),
    "a date with a space": (
        "course-dates",
        respelt,
        ("unusual-date-spelling", "AdvertisedStartDate", "9999-99-99 99:99:99"),
    ),
    "a date with the day first": ("delegates", day_first, ("unreadable-text", "StartDate", "99/99/9999 99:99")),
    "a longer text": ("trainers", put("UserID", "U" * 36), ("too-long", "UserID", "36 to 36 characters")),
    "an empty text": ("venues", put("Label", ""), ("too-short", "Label", "0 to 0 characters")),
    "beyond the greatest": ("venues", put("Latitude", 91.5), ("above-maximum", "Latitude", "91.5 to 91.5")),
    "one entry of several": (
        "course-dates",
        put("PlacesRemaining", 900),
        ("numbers-out-of-order", "the record", "numbers-out-of-order"),
    ),
    "the only entry": ("course-dates", put("TimeZone", ""), ("no-offset", "the record", "no-offset")),
}


def test_there_is_no_drift_in_what_is_generated() -> None:
    for feed in FEEDS:
        drift = look(made(feed, 60))
        assert (told(drift), drift.records, dict(drift.left_out)) == ([], 60, {})


@pytest.mark.parametrize("name", CASES)
def test_each_difference_is_seen_alone_and_an_overlay_takes_it_up(name: str, tmp_path: Path) -> None:
    feed, mutation, expected = CASES[name]
    sample = made(feed, mutate=mutation)
    drift = look(sample, feed)
    own = [one for one in told(drift) if one != ("unreadable-text", "EndDate", "99/99/9999 99:99", "contract")]
    assert own == [(*expected, "contract")]
    assert list(found(sample, feed, drift.contract)) != [] or expected[0] in {"unlisted-field", "other-name"}
    contract = overlaid(drift, tmp_path)
    assert told(look(sample, feed, contract)) == []
    assert list(found(sample, feed, contract)) == []
