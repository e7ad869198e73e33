"""Where the records of a sample are, which of them have to be left out, and what is never printed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drifting import Mutation, found, look, made, overlaid, put, renamed, told
from feedproof.ci.drift.as_json import render
from feedproof.ci.drift.overlay import write_overlay
from feedproof.ci.drift.text import lines
from feedproof.spec.contract import bundled
from feedproof.validators.bulk.stream import BLOCK

HIDDEN = "Zaphod 4711"


# ---------------------------------------------------------------------------------------------------- where records stand
@pytest.mark.parametrize("name", ["data", "Items", "a-b"])
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


def camel(value: Any) -> Any:
    """Return a value with the first letter of each name in lower case, at every depth."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: camel(inner) for name, inner in value.items()}
    return [camel(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("block", [300, BLOCK])
@pytest.mark.parametrize("feed", ["course-dates", None])
@pytest.mark.parametrize("mutation", [None, renamed("Sessions", "Rooms")], ids=["listed", "of its own"])
def test_a_list_in_a_record_that_is_spelt_otherwise_is_no_list_answer(
    block: int, feed: str | None, mutation: Mutation | None
) -> None:
    sample = camel(made("course-dates", 1, mutation)[0])
    (part,) = look(sample, feed, block=block).parts
    assert (part.seen.records, dict(part.seen.lists)) == (1, {})


def test_id_tells_no_feed_and_is_in_nobodys_way() -> None:
    own = [
        {"id": one["TrainerID"], "label": one["Label"], "user_id": one["UserID"], "x": 1} for one in made("trainers")
    ]
    assert [(part.seen.feed, part.seen.records) for part in look({"data": own, "page": 1}).parts] == [("trainers", 12)]
    drift = look([{"id": "1"}, {"ID": "2"}], "venues")
    assert [left.why for left in drift.left_out] == ["none of its fields is known"]


@pytest.mark.parametrize("more", [{}, {"type": "coursedates"}])
@pytest.mark.parametrize("feed", ["course-dates", None])
def test_of_a_record_and_what_it_holds_that_is_it_of_which_more_is_known(
    more: dict[str, Any], feed: str | None
) -> None:
    sample = [{"id": str(number), **more, "attributes": one} for number, one in enumerate(made("course-dates"))]
    drift = look({"data": sample}, feed)
    assert (drift.records, [counts.total() for counts in drift.left_out.values()]) == (0, [12])
    assert [left.why.endswith("those of its /attributes are") for left in drift.left_out] == [True]


def test_a_feed_that_is_named_has_to_be_likely() -> None:
    drift = look({"items": made("course-dates", mutate=renamed("CourseDateID", "ID"))}, "venues")
    assert (drift.records, {left.why: counts.total() for left, counts in drift.left_out.items()}) == (
        0,
        {"course-dates has more than twice as many of its fields as venues": 12},
    )


def test_all_feeds_of_a_sample_are_told_apart() -> None:
    drift = look([*made("venues"), *made("course-dates", mutate=put("Region", "N"))])
    assert [(part.seen.feed, part.seen.records, len(part.differences)) for part in drift.parts] == [
        ("course-dates", 12, 1),
        ("venues", 12, 0),
    ]


def test_a_list_is_of_one_feed_as_all_of_its_records_tell_it() -> None:
    """Many a name is listed by two feeds, and `ID` stands for the id of more than one."""
    for feed, key in (("delegates", "DelegateID"), ("course-dates", "CourseDateID")):
        sample = made(feed, mutate=renamed(key, "ID"))
        sample[3:6] = [
            {name: record[name] for name in ("ID", "CourseDateID", "Status") if name in record}
            for record in sample[3:6]
        ]
        for form in (sample, {"results": sample}, {"data": sample}):
            (part,) = look(form).parts
            assert (part.seen.feed, part.seen.records) == (feed, 12)


@pytest.mark.parametrize("block", [300, BLOCK])
def test_of_a_large_list_the_beginning_tells_it(block: int) -> None:
    lines = "".join(f"{json.dumps(record)}\n" for record in made("delegates", mutate=renamed("DelegateID", "ID")))
    for sample in (lines.encode(), b"[%s]" % b",".join(lines.encode().splitlines())):
        assert [(part.seen.feed, part.seen.records) for part in look(sample, block=block).parts] == [("delegates", 12)]


@pytest.mark.parametrize("spell", [lambda name: name[0].lower() + name[1:], str.upper, lambda name: f"_{name}".lower()])
@pytest.mark.parametrize("feed", bundled().feeds)
def test_a_feed_is_known_by_names_that_are_spelt_otherwise(feed: str, spell: Callable[[str], str]) -> None:
    sample = [{spell(name): value for name, value in record.items()} for record in made(feed)]
    assert [(part.seen.feed, part.seen.records) for part in look(sample).parts] == [(feed, 12)]


@pytest.mark.parametrize(
    ("around", "why"),
    [
        (lambda records: {"d": {"results": records}}, "; --at /d/results points to the records"),
        (
            lambda records: {"data": {"courses": records}, "meta": {}},
            "; --at /data/courses points to the records",
        ),
        (lambda records: [{"course": record} for record in records], "; those of its /course are"),
        (lambda _records: [{"links": []}, {"colour": 1}, 7], ""),
    ],
)
@pytest.mark.parametrize("feed", ["course-dates", None])
def test_what_has_no_field_of_a_feed_is_left_out(around: Callable[[Any], Any], why: str, feed: str | None) -> None:
    drift = look(around(made("course-dates")), feed)
    assert (drift.records, drift.differences) == (0, [])
    expected = f"none of its fields is known{why}" if why or feed else "its fields match no feed; --feed names it"
    assert [left.why for left in drift.left_out] == [expected]


@pytest.mark.parametrize(
    ("around", "where"),
    [
        (lambda records: {"p1": records[:2], "p2": records[2:]}, "; --at /p1 or /p2 points to the records"),
        (
            lambda records: {f"p{number}": records for number in range(3)},
            "; --at POINTER points to the records",
        ),
        (
            lambda records: {str(number): one for number, one in enumerate(records)},
            "; --at POINTER points to the records",
        ),
        (lambda records: {HIDDEN: {"list": records}}, "; --at POINTER points to the records"),
        (lambda records: [{HIDDEN: one} for one in records], "; those of its members are"),
        (lambda records: [{f"n{number}": one} for number, one in enumerate(records)], "; those of its members are"),
    ],
)
@pytest.mark.parametrize("feed", ["course-dates", None])
def test_it_is_said_in_one_line_where_records_stand_but_not_in_whose_name(
    around: Callable[[Any], Any], where: str, feed: str | None
) -> None:
    drift = look(around(made("course-dates")), feed)
    assert [left.why for left in drift.left_out] == [f"none of its fields is known{where}"]


def test_a_record_of_which_little_is_known_is_not_told_to_be_somewhere_else() -> None:
    strange = {f"Attr{number}": 1 for number in range(60)}
    drift = look([record | strange for record in made("course-dates")])
    assert [left.why for left in drift.left_out] == ["its fields match no feed; --feed names it"]


def test_of_two_lists_the_one_that_holds_records_counts() -> None:
    drift = look(
        {"links": [{"rel": "next", "href": "x"}], "courses": made("course-dates"), "more": [{"a": 1}]}, "course-dates"
    )
    assert (drift.records, [one.shows for one in drift.differences]) == (12, ["courses"])


def test_an_overlay_of_a_part_says_so(tmp_path: Path) -> None:
    drift = look([*made("venues", mutate=put("Town", None)), {"colour": 1}])
    told = "".join(write_overlay(drift, str(tmp_path / "t.yaml"), None))
    assert "1 difference adopted, though not all was seen (1 record left out); review it" in told


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


OWN: dict[str, tuple[Callable[[int], dict[str, Any]], str, int]] = {
    "one's own name in each record": (lambda number: {f"Zaphod_{number:c>4}": 1}, "30 names", 30),
    "a name in two records": (lambda number: {f"Zaphod_{'ab'[number % 2]}": 1} if number < 4 else {}, "2 names", 4),
    "a name in two of a few": (lambda number: {"Zaphod": 1} if number < 2 else {}, "1 name", 2),
    "a name in all, with a blank": (lambda _number: {"Zaphod B": 1}, "1 name", 30),
    "a telephone number": (lambda _number: {"+4Zaphod": 1}, "1 name", 30),
    "an address": (lambda _number: {"zaphod@Zaphod": 1}, "1 name", 30),
    "a listed name with more": (lambda _number: {"Status Zap Zaphod": 1, "Zaphod StartDate": 1}, "2 names", 30),
    "too many names": (lambda number: {f"Zaphod_{number + i}": 1 for i in range(230)}, "200 names and more", 30),
}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("least", [0.01, 0])
def test_a_name_of_which_it_is_not_certain_that_it_is_one_of_a_field_is_counted(
    name: str, least: float, tmp_path: Path
) -> None:
    own, shows, count = OWN[name]
    drift = look(made("venues", 30, lambda record, number: record.update(own(number))), "venues", least=least)
    assert [(one.place, one.shows, one.count, one.change) for one in drift.differences] == [("…", shows, count, None)]
    assert "Zaphod" not in "\n".join([render(drift), *lines(drift, is_verbose=True)])
    assert overlaid(drift, tmp_path) is drift.contract


@pytest.mark.parametrize(("count", "is_shown"), [(3, True), (2, False)])
def test_a_name_that_three_records_have_is_one_of_a_field(count: int, is_shown: bool) -> None:
    (one,) = look(made("venues", count, put("Note", 1))).differences
    assert (one.place, bool(one.change)) == (("Note", True) if is_shown else ("…", False))


def test_names_beside_those_of_fields_are_counted_without_these() -> None:
    def mutate(record: dict[str, Any], number: int) -> None:
        record.update({"Note": 1, "Region": 1} | ({"Zaphod": 1} if number < 2 else {}))

    last = look(made("venues", 30, mutate)).differences[-1]
    assert (last.place, last.shows, last.count) == ("…", "1 name", 2)


@pytest.mark.parametrize("names", [[HIDDEN], [f"Zaphod_{number}" for number in range(3)], ["data", HIDDEN]])
def test_a_list_that_may_be_called_by_data_is_counted(names: list[str], tmp_path: Path) -> None:
    drift = look(b"\n".join(json.dumps({name: made("venues")}).encode() for name in names))
    ((one, *more),) = (part.differences for part in drift.parts)
    assert (one.kind, one.shows[0], one.count, one.change, more) == (
        "other-list",
        str(len(names)),
        len(names),
        None,
        [],
    )
    assert "Zaphod" not in "\n".join([render(drift), *lines(drift, is_verbose=True)])
    assert overlaid(drift, tmp_path) is drift.contract
