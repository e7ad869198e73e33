"""How real data differ from the contract: each difference is found, and no other, and an overlay includes it."""

from collections import defaultdict
from pathlib import Path

import pytest
from drifting import Mutation, Record, found, look, made, overlaid, put, renamed, told, without
from feedproof.ci.drift.as_json import render
from feedproof.fixtures import record
from feedproof.spec.contract import bundled
from feedproof.spec.diff import differences
from feedproof.spec.diff.difference import Difference
from feedproof.spec.flat import schemas
from feedproof.validators.drift.words import contract_text, data_text
from feedproof.validators.judge import Judge
from feedproof.validators.keyword import keywords_of
from feedproof.validators.model import Certainty
from feedproof.validators.rules import rules
from timelines import lines

FEEDS = list(bundled().feeds)


def is_surer(one: Difference) -> bool:
    """Return whether what both contracts say is surer in the new one, so that what was a note is a warning."""
    levels = list(Certainty)
    return bool(one.was and one.now and levels.index(one.now.certainty) < levels.index(one.was.certainty))


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
    "null": ("venues", put("Town", None, 3), ("null-value", "Town", "null")),
    "a number for a text": ("course-dates", numbered, ("wrong-type", "CourseDateID", "integer")),
    "a number in quotes": ("venues", put("Latitude", "51.5"), ("wrong-type", "Latitude", "string")),
    "one more of several types": ("delegates", put("Attendance", None), ("null-value", "Attendance", "null")),
    "null for a listed value": (
        "course-dates",
        put("WaitingListType", None),
        ("null-value", "WaitingListType", "null"),
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
    "an id that is called so": ("venues", renamed("VenueID", "id"), ("other-name", "VenueID", "id")),
    "an id that is called so, in capitals": ("trainers", renamed("TrainerID", "ID"), ("other-name", "TrainerID", "ID")),
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
        ("numbers-out-of-order", "the record", "a number is greater than the one that limits it"),
    ),
    "the only entry": (
        "course-dates",
        put("TimeZone", ""),
        (
            "no-offset",
            "the record",
            "a record's dates have no offset, and no field says which zone they are in",
        ),
    ),
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
    assert [one.now for one in differences(bundled(), contract) if is_surer(one)] == []
    assert told(look(sample, feed, contract)) == []
    assert list(found(sample, feed, contract)) == []


@pytest.mark.parametrize(
    ("mutation", "says"),
    [
        (
            put("TimeZone", ""),
            "dates and times without an offset come with the name of their zone (of StartDate, EndDate; zone TimeZone)",
        ),
        (put("PlacesRemaining", 900), "one number is at most another (smaller PlacesRemaining; larger MaxPlaces)"),
        (respelt, "the date and time is written as in RFC 3339, with or without an offset"),
        (
            put("NetCost", 99.5),
            "the amount is in pence or cents (unlikely-below 1000)",
        ),
        (put("NetCost", -1), "minimum 0"),
    ],
)
def test_the_contract_speaks_in_the_words_of_its_dialect(mutation: Mutation, says: str) -> None:
    (one,) = look(made("course-dates", mutate=mutation), "course-dates").differences
    assert one.says == says
    assert one.message.endswith(f"; the contract says: {says}, in 12 of {one.of} {one.unit}s")


def test_each_rule_of_the_contract_is_told_in_words() -> None:
    for feed in FEEDS:
        for schema in schemas(Judge(feed).schema):
            for rule in rules().values():
                for each in keywords_of(schema, rule):
                    said = contract_text(each)
                    assert not {"{", "[", "instead", "x-certainty", "True", "False"} & {*said, *said.split()}, said
                    assert " " in data_text(each)
                    assert said


@pytest.mark.parametrize("least", [0, 0.01])
@pytest.mark.parametrize("seed", range(3))
def test_there_is_no_drift_in_a_world_that_is_generated(seed: int, least: float) -> None:
    world = defaultdict[str, list[Record]](list)
    for line in lines(20, seed):
        world[line.feed].append(line.record)
    assert len(list(found(world["course-dates"], "course-dates", bundled()))) > 1, "notes are left in it"
    assert [told(look(records, feed, least=least)) for feed, records in world.items()] == [[]] * len(FEEDS)


@pytest.mark.parametrize(
    ("of", "without_zone", "seen"), [(200, 200, 1), (200, 199, 1), (200, 196, 0), (3, 3, 1), (2, 2, 0)]
)
def test_a_note_on_fields_tells_of_the_tenant_where_hardly_a_record_is_without_it(
    of: int, without_zone: int, seen: int
) -> None:
    def mutate(record: Record, number: int) -> None:
        record["TimeZone"] = "" if number < without_zone else "UTC"

    assert len(look(made("course-dates", of, mutate)).differences) == seen


# ------------------------------------------------------------------------------------------------------ what follows
def test_what_the_vendor_states_is_no_drift_of_the_contract(tmp_path: Path) -> None:
    sample = made("course-dates", mutate=put("Status", "Postponed"))
    drift = look(sample)
    assert told(drift) == [("unlisted-value", "Status", '"Postponed"', "stated")]
    assert overlaid(drift, tmp_path) is drift.contract


def test_what_is_sent_does_not_tell_what_the_server_takes_but_how_it_is_called(tmp_path: Path) -> None:
    own = {"Places": 22, "Status": "OnHold", "Name": None}
    kept = ("StartDate", "EndDate", "TimeZone")
    sample = [{name: record[name] for name in kept} | own for record in made("course-dates")]
    drift = look(sample, action="create")
    assert [(one.kind, one.place, bool(one.change)) for one in drift.differences] == [
        ("other-name", "MaxPlaces", True),
        ("wrong-type", "Name", False),
        ("read-only-field", "TimeZone", False),
    ]
    (one, *_) = (each for each in drift.differences if each.kind == "wrong-type")
    assert one.why_not == "what you send does not show what the server accepts; only names are adopted from it"
    after = overlaid(drift, tmp_path).schema("course-dates", "create")["properties"]
    assert (after["Name"]["type"], after["TimeZone"]["readOnly"], "Places" in after) == (["string"], True, True)


@pytest.mark.parametrize(("least", "verdict"), [(0.01, "rare"), (0.005, "contract"), (0, "contract")])
def test_what_a_few_have_is_their_fault(least: float, verdict: str) -> None:
    sample = made("venues", 600, put("Town", None, 200))
    (one,) = look(sample, least=least).differences
    assert (one.verdict, one.count, one.of, bool(one.change)) == (verdict, 3, 600, verdict == "contract")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_one_or_two_have_is_too_little_to_tell(count: int, tmp_path: Path) -> None:
    drift = look(made("venues", count, put("Town", None)))
    assert [bool(one.change) for one in drift.differences] == [count > 2]
    assert (overlaid(drift, tmp_path) is drift.contract) == (count < 3)
    assert [bool(one.change) for one in look(made("venues", count, put("Town", None)), least=0).differences] == [True]


def test_the_order_of_the_records_changes_nothing(tmp_path: Path) -> None:
    def mutate(record: Record, number: int) -> None:
        record["WaitingListType"] = ["Auto", "Manual", None][number % 3]
        record["VenueTown" if number % 2 else "VenueLabel"] = record.pop("Location")
        record |= {"One": 1, "Two": 2} if number % 2 else {"Two": 2, "One": 1}

    sample, written = made("course-dates", mutate=mutate), set()
    for turned in (sample, sample[::-1], sample[1:] + sample[:1]):
        overlaid(look(turned), tmp_path)
        written.add((tmp_path / "tenant.yaml").read_text(encoding="utf-8"))
        (tmp_path / "tenant.yaml").unlink()
    assert len(written) == 1


@pytest.mark.parametrize("many", [30, 230])
def test_of_many_names_and_values_the_order_changes_nothing_either(many: int, tmp_path: Path) -> None:
    def mutate(record: Record, number: int) -> None:
        record |= {f"Own{(number + i) % many}": [1, "a", None][number % 3] for i in range(many // 5)}
        record["WaitingListType"] = f"W{number % many}"
        record["AdvertisedStartDate"] = "a" * (number % many)

    sample, written = made("course-dates", 2 * many, mutate), set()
    for turned in (sample, sample[::-1], sample[many:] + sample[:many]):
        drift = look(turned, "course-dates")
        overlaid(drift, tmp_path)
        file = tmp_path / "tenant.yaml"
        written.add((render(drift), file.exists() and file.read_text(encoding="utf-8")))
        file.unlink(missing_ok=True)
    assert len(written) == 1


def test_how_a_field_is_called_one_record_can_tell(tmp_path: Path) -> None:
    drift = look(made("venues", 1, renamed("Town", "town")))
    assert "town" in overlaid(drift, tmp_path).schema("venues", "read")["properties"]


@pytest.mark.parametrize("mutation", [without("TrainerID"), put("TrainerID", None)])
def test_a_record_is_never_without_its_id(mutation: Mutation, tmp_path: Path) -> None:
    (one,) = (drift := look(made("trainers", mutate=mutation))).differences
    assert (one.place, one.change, one.why_not[:23]) == ("TrainerID", None, "a record without its id")
    assert overlaid(drift, tmp_path) is drift.contract


def test_a_listed_value_that_is_spelt_otherwise_is_no_new_one(tmp_path: Path) -> None:
    drift = look(made("course-dates", mutate=put("WaitingListType", "default", 2)))
    assert [(one.shows, one.change, one.why_not) for one in drift.differences] == [
        ('"default"', None, 'it is "Default" in another spelling')
    ]
    assert overlaid(drift, tmp_path) is drift.contract


def test_pounds_are_told_and_never_allowed(tmp_path: Path) -> None:
    for mutation in (put("NetCost", 99.5), lambda record, _: record.update(Cost=record.pop("NetCost") and 99.5)):
        drift = look(made("course-dates", mutate=mutation))
        assert {(one.kind, one.place) for one in drift.differences} >= {("looks-like-pounds", "NetCost")}
        assert [one.change for one in drift.differences] == [None] * len(drift.differences)
        assert overlaid(drift, tmp_path) is drift.contract


@pytest.mark.parametrize(
    ("listed", "alias", "unit"),
    [("Duration", "DurationInHours", "the unit that another field names"), ("NetCost", "Cost", "pence or cents")],
)
def test_an_alias_that_may_be_counted_in_another_unit_is_told_and_no_other_name(
    listed: str, alias: str, unit: str, tmp_path: Path
) -> None:
    drift = look(made("course-dates", mutate=renamed(listed, alias)))
    assert [(one.place, one.shows, one.change, one.why_not) for one in drift.differences] == [
        (listed, alias, None, f"it may be in another unit; the listed field is in {unit}")
    ]
    assert overlaid(drift, tmp_path) is drift.contract
    assert [
        one.place
        for one in look(made("course-dates", mutate=renamed(listed, listed.lower()))).differences
        if one.change
    ]


def test_each_value_counts_by_itself() -> None:
    def mutate(record: Record, number: int) -> None:
        record["WaitingListType"] = "Auto" if number % 2 else "Default"
        record["WaitingListType"] = "Atuo" if number == 0 else record["WaitingListType"]

    drift = look(made("course-dates", 200, mutate))
    assert [(one.shows, one.count, str(one.verdict)) for one in drift.differences] == [
        ('"Auto"', 100, "contract"),
        ('"Atuo"', 1, "rare"),
    ]


@pytest.mark.parametrize(("forms", "told", "together"), [(60, 20, 40), (250, 0, 250)])
def test_a_value_in_a_hundred_forms_is_no_list(forms: int, told: int, together: int) -> None:
    drift = look(made("delegates", forms, lambda record, number: record.update(Status=f"S{number}")))
    *values, others = drift.differences
    assert len(values) == told
    assert (others.shows, others.count, others.change) == ("other values", together, None)
    assert others.why_not


@pytest.mark.parametrize(("every", "verdict"), [(1, "contract"), (200, "rare")])
def test_many_values_that_are_rare_by_themselves_are_no_slips_together(every: int, verdict: str) -> None:
    def mutate(record: Record, number: int) -> None:
        record["WaitingListType"] = f"W{number // every % 150}" if number % every == 0 else "Default"

    drift = look(made("course-dates", 450 if every == 1 else 4400, mutate))
    values = [one for one in drift.differences if one.place == "WaitingListType"]
    assert len(values) > 20
    assert {str(one.verdict) for one in values} == {verdict}
    assert {one.change for one in values} == {None}


def test_where_both_names_are_there_none_is_chosen(tmp_path: Path) -> None:
    def mutate(record: Record, number: int) -> None:
        if number % 2:
            record["Places"] = record.pop("MaxPlaces")

    (one,) = look(made("course-dates", mutate=mutate)).differences
    assert (one.kind, one.shows, one.count, one.change) == ("other-name", "Places", 6, None)
    assert overlaid(look(made("course-dates", mutate=mutate)), tmp_path) is bundled()


def test_a_name_beside_the_one_that_it_could_stand_for_is_a_field_of_its_own() -> None:
    assert told(look(made("course-dates", mutate=put("Places", 7)))) == [
        ("unlisted-field", "Places", "integer", "contract")
    ]


def test_an_id_beside_the_listed_one_is_a_field_of_its_own() -> None:
    assert told(look(made("venues", mutate=put("id", 7)))) == [("unlisted-field", "id", "integer", "contract")]


@pytest.mark.parametrize(("listed", "name"), [("CompanyID", "CompanyName"), ("WaitingListType", "TypeWaitingList")])
def test_a_name_that_is_a_little_alike_is_another_field(listed: str, name: str) -> None:
    sample = made("course-dates", mutate=renamed(listed, name))
    assert told(look(sample)) == [("unlisted-field", name, "string", "contract")]


KEY = bundled().feed("course-dates").key
ALIAS = bundled().feed("course-dates").actions["read"]["properties"][KEY]["x-aliases"][0]


@pytest.mark.parametrize("name", [ALIAS, "Id", "courseDateId"])
@pytest.mark.parametrize("is_first", [True, False])
def test_the_id_of_another_feed_is_never_taken_for_a_record_s_own(name: str, is_first: bool) -> None:
    def mutate(record: Record, number: int) -> None:
        own = {name: record.pop(KEY)}
        others = dict(record)
        record.clear()
        record |= (
            {"CourseID": f"{number % 3}"} | others | own if is_first else own | others | {"CourseID": f"{number % 3}"}
        )

    assert told(look(made("course-dates", mutate=mutate))) == [
        ("other-name", KEY, name, "contract"),
        ("unlisted-field", "CourseID", "string", "contract"),
    ]


def test_an_id_that_is_only_alike_is_missing() -> None:
    kinds = [kind for kind, *_ in told(look(made("course-dates", mutate=renamed(KEY, "CourseID"))))]
    assert "other-name" not in kinds
    assert "unlisted-field" in kinds


def test_an_alias_takes_the_place_before_a_name_that_is_alike() -> None:
    def mutate(record: Record, _number: int) -> None:
        places = record.pop("MaxPlaces")
        record |= {"MaxPlacesx": 1, "Places": places}

    (other, own) = told(look(made("course-dates", mutate=mutate)))
    assert (other[:3], own[:2]) == (("other-name", "MaxPlaces", "Places"), ("unlisted-field", "MaxPlacesx"))


def test_a_name_that_is_alike_is_none_where_the_value_does_not_fit() -> None:
    def mutate(record: Record, _number: int) -> None:
        record["Sessionals"] = [record.pop("Sessional")]

    assert told(look(made("course-dates", mutate=mutate))) == [("unlisted-field", "Sessionals", "array", "contract")]


def test_values_are_judged_under_the_name_that_is_listed() -> None:
    def mutate(record: Record, _number: int) -> None:
        record["waitingListType"] = record.pop("WaitingListType") and "Auto"

    assert told(look(made("course-dates", mutate=mutate))) == [
        ("other-name", "WaitingListType", "waitingListType", "contract"),
        ("unlisted-value", "WaitingListType", '"Auto"', "contract"),
    ]


def test_fields_with_the_prefix_of_a_tenant_are_expected() -> None:
    assert told(look(made("course-dates", mutate=put("CF_Region", "North")))) == []


@pytest.mark.parametrize(("count", "shows"), [(250, "200 names and more"), (50, "50 names")])
def test_names_without_end_are_counted_together(count: int, shows: str) -> None:
    (one,) = look(made("venues", count, lambda record, number: record.update({f"K{number}": 1})), least=0).differences
    assert (one.place, one.shows, one.count, one.change) == ("…", shows, count, None)


@pytest.mark.parametrize("name", ["someone@example.com", "4711"])
def test_what_is_no_name_but_data_is_not_shown(name: str, tmp_path: Path) -> None:
    drift = look(made("venues", mutate=put(name, 1)))
    assert [(one.shows, one.count, one.change) for one in drift.differences] == [("1 name", 12, None)]
    assert name not in render(drift)
    assert overlaid(drift, tmp_path) is drift.contract


def test_a_listed_field_is_known_behind_many_that_are_not() -> None:
    def mutate(record: Record, _number: int) -> None:
        own = {name[0].lower() + name[1:]: value for name, value in record.items()}
        record.clear()
        record.update({f"Attr{number:03}": 1 for number in range(250)} | own)

    kinds = {one.kind for one in look(made("course-dates", mutate=mutate), "course-dates").differences}
    assert kinds == {"other-name", "unlisted-field"}


def junk(record: Record, number: int) -> None:
    record.update({f"Junk{number}q{other}z": 1 for other in range(60)})


def numbered(record: Record, number: int) -> None:
    record[f"ChargePerDelegate{number}"] = record.pop("ChargePerDelegate")


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        (
            made("course-dates", 60, renamed("MaxPlaces", "MaxPlacesx")) + made("course-dates", 20, junk),
            {("MaxPlaces", "MaxPlacesx", 60), ("…", "200 names and more", 20)},
        ),
        (made("course-dates", 230, numbered) + made("course-dates", 20), {("…", "200 names and more", 230)}),
    ],
)
def test_what_is_told_does_not_depend_on_the_order_of_the_records(
    sample: list[Record], expected: set[tuple[str, str, int]]
) -> None:
    for records in (sample, sample[::-1]):
        differences = look(records, "course-dates").differences
        assert {(one.place, one.shows, one.count) for one in differences} == expected


def test_of_two_other_names_one_counts_and_under_the_other_the_field_is_missing() -> None:
    def mutate(record: Record, number: int) -> None:
        record["Places" if number % 3 else "Max places"] = record.pop("MaxPlaces")

    told = [
        (one.kind, one.place, one.shows, one.count, one.why_not)
        for one in look(made("course-dates", mutate=mutate)).differences
    ]
    assert told == [
        ("other-name", "MaxPlaces", "Places", 8, ""),
        ("other-name", "MaxPlaces", "Max places", 4, "another name is more frequent"),
        ("missing-field", "MaxPlaces", "missing", 4, ""),
    ]


def test_a_field_that_never_comes_is_told_and_no_difference() -> None:
    drift = look(made("venues", mutate=without("Town")))
    assert ([part.never_seen for part in drift.parts], drift.differences) == ([["Town"]], [])


def test_of_what_never_came_nothing_below_is_told() -> None:
    (part,) = look(made("course-dates", mutate=without("Sessions"))).parts
    assert part.never_seen == ["Sessions"]


def test_what_may_not_be_sent_is_not_told_as_never_seen() -> None:
    sent = [record("course-dates", "create", seed=seed, full=False) for seed in range(9)]
    (part,) = look(sent, action="create").parts
    assert not {"CourseDateID", "DateUpdated", "PlacesRemaining"} & set(part.never_seen)
    assert "Name" in part.never_seen


@pytest.mark.parametrize(
    ("spelling", "zones"),
    [
        ("2027-01-02T10:00:00", {"local": 3}),
        ("2027-01-02 10:00:00", {"local": 3}),
        ("2027-01-02T10:00:00+01:00", {"offset": 3}),
        ("2027-01-02 10:00:00Z", {"offset": 3}),
        ("soon", {}),
    ],
)
def test_dates_with_an_offset_are_counted_whatever_their_spelling(spelling: str, zones: dict[str, int]) -> None:
    (part,) = look(made("course-dates", 3, put("AdvertisedStartDate", spelling))).parts
    assert dict(part.seen.at(("AdvertisedStartDate",)).zones) == zones
