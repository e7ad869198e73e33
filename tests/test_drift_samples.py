"""Where the records of a sample stand, what has to be left out, and what is never told."""

from pathlib import Path
from typing import Any

import pytest
from drifting import Mutation, found, look, made, overlaid, put, told
from feedproof.ci.drift_json import render
from feedproof.ci.drift_text import lines
from feedproof.validators.bulk.source import BLOCK


# ---------------------------------------------------------------------------------------------------- where records stand
@pytest.mark.parametrize("name", ["data", "Items", "a b"])
def test_a_list_answer_may_be_called_otherwise(name: str, tmp_path: Path) -> None:
    sample = {name: made("venues"), "total": 12}
    drift = look(sample)
    assert [one[:2] for one in told(drift)] == [("other-list", "the list")]
    contract = overlaid(drift, tmp_path)
    assert contract.feed("venues").envelope == name
    assert told(look(sample, contract=contract)) == []
    assert list(found(sample, "venues", contract)) == []


def test_a_list_answer_that_is_called_as_listed() -> None:
    drift = look({"results": made("venues")})
    assert (told(drift), drift.parts[0].seen.lists) == ([], {"results": 1})


@pytest.mark.parametrize("name", ["", "results", "data", 'd"é'])
@pytest.mark.parametrize("around", [{}, {"total": 12, "next": 'a"b', "more": None}])
@pytest.mark.parametrize("block", [300, BLOCK])
def test_of_a_large_sample_all_is_seen(name: str, around: dict[str, Any], block: int) -> None:
    venues = made("venues", mutate=put("Town", None))
    drift = look({**around, name: venues} if name else venues, block=block)
    expected = ["other-list"] * (name not in {"", "results"}) + ["null-value"]
    assert (drift.records, [one.kind for one in drift.differences]) == (12, expected)


@pytest.mark.parametrize("block", [300, BLOCK])
def test_a_large_record_is_no_list(block: int) -> None:
    sample = made("course-dates", 1)[0]
    assert look(sample | {"Sessions": sample["Sessions"] * 9}, block=block).records == 1


def test_all_feeds_of_a_sample_are_told_apart() -> None:
    drift = look([*made("venues"), *made("course-dates", mutate=put("Region", "N"))])
    assert [(part.seen.feed, part.seen.records, len(part.differences)) for part in drift.parts] == [
        ("course-dates", 12, 1),
        ("venues", 12, 0),
    ]


@pytest.mark.parametrize(
    ("data", "records", "what"),
    [
        (b'{"VenueID": "1", "Label": "x"}\n{"VenueID": \n', 1, "text"),
        (
            b'{"VenueID": "1", "Label": "x"}\n{"Latitude": NaN, "VenueID": "2", "Label": "x"}\n',
            1,
            "text",
        ),
        (b'[{"VenueID": "1", "Label": "x"}, 7, {"colour": 1}]', 1, "record"),
        (b"", 0, "text"),
    ],
)
def test_what_cannot_be_looked_at_is_counted(data: bytes, records: int, what: str) -> None:
    drift = look(data)
    assert drift.records == records
    assert [left.what for left in drift.left_out] == [what]


# ------------------------------------------------------------------------------------------------------------- privacy
HIDDEN = "Zaphod-4711"


@pytest.mark.parametrize(
    ("feed", "mutation"),
    [
        ("venues", put("Note", HIDDEN)),
        ("venues", put("Note", [HIDDEN, {"a": HIDDEN}])),
        ("delegates", put("UserFullName", [HIDDEN])),
        ("delegates", put("UserID", HIDDEN * 3)),
        ("delegates", put("Score", HIDDEN)),
        ("course-dates", put("WaitingListType", HIDDEN * 9)),
        ("course-dates", put("AdvertisedStartDate", HIDDEN)),
        ("course-dates", put("CF_Mail", HIDDEN)),
    ],
)
def test_no_value_is_told_that_may_be_personal(feed: str, mutation: Mutation, tmp_path: Path) -> None:
    drift = look(made(feed, mutate=mutation), feed)
    overlaid(drift, tmp_path)
    written = [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()]
    everything = "\n".join([render(drift), *lines(drift, is_verbose=True), *written])
    assert HIDDEN not in everything
    assert "4711" not in everything


def test_the_span_of_a_personal_number_is_a_value_too() -> None:
    drift = look(made("delegates", mutate=put("Score", 98.76)))
    assert "98.76" not in render(drift)


def test_a_field_more_is_personal_until_somebody_knows(tmp_path: Path) -> None:
    contract = overlaid(look(made("venues", mutate=put("Note", HIDDEN))), tmp_path)
    assert contract.schema("venues", "read")["properties"]["Note"]["x-personal"] is True
