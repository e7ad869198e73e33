"""Datasets: they are valid, consistent, the same for the same seed, and read back as they were written."""

import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from feedproof.fixtures.dataset import timeline
from feedproof.fixtures.dataset.line import Dataset, Line, collect, dump, read
from feedproof.fixtures.dataset.timeline import after
from feedproof.fixtures.dataset.world import World
from feedproof.fixtures.ids import examples, numbered
from feedproof.fixtures.plan import TODAY
from feedproof.fixtures.sandbox.store import Store
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Judge
from feedproof.validators.model import Certainty, Context
from timelines import lines
from worlds import of_delegates, of_places

Cli = Callable[..., Any]
CONTRACT = bundled()
SIZES = [(1, 0), (2, 1), (9, 2), (40, 3), (120, 4)]
each_size = pytest.mark.parametrize(("count", "seed"), SIZES)


DATES = CONTRACT.schema("course-dates", "read")["properties"]
ZONES = dict(zip(DATES["Location"]["examples"], DATES["TimeZone"]["examples"], strict=True))


def serious(dataset: Dataset, today: date = TODAY) -> list[tuple[str, str]]:
    """Return what the judge finds that is more than a note."""
    return [
        (feed, violation.rule.id)
        for feed, found in dataset.records.items()
        for judge in [Judge(feed, Context(today=today, known=dataset.known))]
        for record in found
        for violation in judge.violations(record)
        if violation.evidence[0] != Certainty.ASSUMED
    ]


def inconsistent(dataset: Dataset, today: date = TODAY) -> list[str]:
    """Return what does not add up: every law of the world that one of the records breaks."""
    dates = dataset.records["course-dates"]
    names = {record["CourseTemplateID"]: record["Name"] for record in dataset.records["course-templates"]}
    venues = {record["VenueID"]: record for record in dataset.records["venues"]}
    wrong = [*of_delegates(dataset.records["delegates"], dates, today), *of_places(dates, dataset.records["delegates"])]
    for line in dataset.lines:
        record = line.record
        if line.feed == "course-dates":
            sessional = {"Sessions", "SessionalCostType"}
            wrong += ["sessions"] if sessional & record.keys() and not record.get("Sessional") else []
            wrong += ["no sessions"] if record.get("Sessional") and not sessional <= record.keys() else []
            zone = ZONES.get(record.get("Location", ""), record.get("TimeZone"))
            wrong += ["zone"] if record.get("TimeZone", zone) != zone else []
            label = names[line.links["course-templates"][0]]
            wrong += ["name"] if "Name" in line.shown and record["Name"] != label else []
            venue = [venues[i] for i in line.links.get("venues", [])]
            shown = venue[0].get("Alias") or venue[0]["Label"] if venue else None
            wrong += ["location"] if record.get("Location") != shown else []
    return wrong


@each_size
def test_the_judge_finds_no_error_and_no_warning(count: int, seed: int) -> None:
    assert serious(collect(lines(count, seed))) == []


@each_size
def test_the_world_adds_up(count: int, seed: int) -> None:
    assert inconsistent(collect(lines(count, seed))) == []


@pytest.mark.parametrize(("count", "seed", "days"), [(1, 0, 30), (12, 1, 1), (30, 2, 90)])
def test_after_some_days_of_life_all_of_that_still_holds(count: int, seed: int, days: int) -> None:
    dataset = collect(after(days, count, seed))
    assert serious(dataset, TODAY + timedelta(days)) == []
    assert inconsistent(dataset, TODAY + timedelta(days)) == []


@each_size
def test_links_lead_to_records(count: int, seed: int) -> None:
    dataset = collect(lines(count, seed))
    assert all(set(ids) <= dataset.known[feed] for line in dataset.lines for feed, ids in line.links.items())
    templates = {line.record["CourseTemplateID"]: line for line in dataset.lines if line.feed == "course-templates"}
    for line in dataset.lines:
        if line.feed == "course-dates" and "CompanyID" in line.record:
            assert templates[line.links["course-templates"][0]].scope == {"CompanyID": line.record["CompanyID"]}


@each_size
def test_unique_values_are(count: int, seed: int) -> None:
    found = collect(lines(count, seed)).records
    for feed, name in (("course-dates", "ExternalID"), ("trainers", "UserID"), ("trainers", "Label")):
        values = [record[name] for record in found[feed] if name in record]
        assert len(values) == len(set(values))
    for record in found["course-dates"]:
        sessions = [session["SessionID"] for session in record.get("Sessions", []) if "SessionID" in session]
        assert len(sessions) == len(set(sessions))


@pytest.mark.parametrize(
    ("feed", "name", "change", "expected"),
    [
        ("delegates", "DelegateID", "U1~1", "id"),
        ("delegates", "StartDate", "2000-01-01T00:00:00", "copy of StartDate"),
        ("delegates", "UserFullName", "Nobody", "another UserFullName"),
        ("course-dates", "PlacesRemaining", 10_000, "places"),
        ("course-dates", "Location", "Nowhere", "location"),
        ("course-dates", "TimeZone", "Mars", "zone"),
    ],
)
def test_what_does_not_add_up_is_seen(feed: str, name: str, change: Any, expected: str) -> None:
    dataset = collect(lines(40, 3))
    seen = [record for record in dataset.records[feed] if name in record]
    for record in seen[::2]:
        record[name] = change
    assert expected in inconsistent(dataset)


def test_the_world_is_alive() -> None:
    dataset = collect(lines(300, 5))
    for feed, found in dataset.records.items():
        for name, schema in CONTRACT.schema(feed, "read")["properties"].items():
            values = [record.get(name) for record in found]
            assert any(value is not None for value in values), f"{feed}: {name} is never there"
            assert set(schema.get("enum", [])) <= set(values if "enum" in schema else []), f"{feed}: {name}"
    dates = [line for line in dataset.lines if line.feed == "course-dates"]
    assert {bool(line.links.get("venues")) for line in dates} == {True, False}
    assert {len(line.links.get("trainers", [])) for line in dates} == {0, 1, 2}
    assert {"Name" in line.shown for line in dates} == {True, False}
    assert {line.record["Sessional"] for line in dates} == {True, False}


def test_what_may_be_missing_is_missing_somewhere() -> None:
    """Of the records that others share: those of the other feeds have what they copy and count."""
    world = World(300, 5)
    shared = list(world.common())
    for feed in world.shapes.shared:
        schema = CONTRACT.schema(feed, "read")
        for name in schema["properties"].keys() - set(schema["required"]):
            assert any(name not in line.record for line in shared if line.feed == feed), f"{feed}: {name}"


def test_the_same_seed_gives_the_same_lines_and_another_one_others() -> None:
    one, two, other = ([dump(line) for line in lines(20, seed)] for seed in (7, 7, 8))
    assert one == two != other


def test_a_bigger_world_is_made_in_the_same_memory() -> None:
    list(lines(20))
    peaks = []
    for count in (100, 500):
        tracemalloc.start()
        for _ in lines(count):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "world.ndjson"
    made = list(lines(12, 6))
    path.write_text("".join(f"{dump(line)}\n" for line in made), encoding="utf-8")
    assert list(read(path)) == made


def test_own_leaves_out_what_is_only_shown() -> None:
    line = Line("venues", {"a": 1, "b": 2}, shown=["b"])
    assert line.own == {"a": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "w:1: not JSON (Expecting property name enclosed in double quotes)"),
        ("7", "w:1: not an object with a feed and a record"),
        ('{"feed": "venues"}', "w:1: not an object with a feed and a record"),
        ('{"feed": "venue", "record": {}}', "w:1: unknown feed 'venue'"),
        ('{"feed": "venues", "record": {}}', "w:1: the record has no VenueID, which identifies it"),
        ('{"feed": "venues", "record": [1]}', "w:1: 'record' is not an object"),
        ('{"feed": "venues", "record": {"VenueID": "1"}, "link": {}}', "w:1: 'link' is not part of a line"),
        ('{"feed": "venues", "record": {"VenueID": "1"}, "links": {"venues": "2"}}', "w:1: scope is ids by parameter"),
        ('\n{"feed": "venues", "record": {"VenueID": "1"}, "shown": "b"}', "w:2: 'shown' is not an array"),
        (
            '{"feed": "venues", "record": {"VenueID": "1", "Latitude": NaN}}',
            "w:1: a number is NaN, infinite or too large",
        ),
        (
            '{"feed": "venues", "record": {"VenueID": "1", "Latitude": 1e999}}',
            "w:1: a number is NaN, infinite or too l",
        ),
        (f'{{"feed": "venues", "record": {{"VenueID": {"1" * 5000}}}}}', "w:1: a number is NaN, infinite or too large"),
        ("[" * 100_000, "w:1: not JSON (nested too deep)"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(
    text: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w").write_text(text, encoding="utf-8")
    with pytest.raises(FeedproofError) as caught:
        list(read(Path("w")))
    assert str(caught.value).startswith(expected)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedproofError, match="No such file"):
        list(read(tmp_path / "none"))
    (tmp_path / "latin").write_bytes(b"\xe9")
    with pytest.raises(FeedproofError, match="not UTF-8 at byte 0"):
        list(read(tmp_path / "latin"))


def test_two_records_with_one_id_are_refused() -> None:
    line = Line("venues", {"VenueID": "V-1"})
    with pytest.raises(FeedproofError, match="two records of venues with one id"):
        collect([line, line])


@pytest.mark.parametrize(
    ("example", "number", "expected"),
    [("731014", 2, "731016"), ("V-3", 9, "V-12"), ("U0009", 1, "U0010"), ("HR/7 a", 1, "HR/8 a"), ("x", 3, "x-3")],
)
def test_ids_are_counted_on(example: str, number: int, expected: str) -> None:
    assert numbered(example, number) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": ["string"], "examples": ["V-3", 4]}, ["V-3", "4"]),
        ({"type": ["string", "integer"], "examples": ["V-3"]}, ["V-3"]),
        ({"type": ["integer"], "examples": ["V-3", "12"]}, ["12"]),
        ({"type": ["integer"], "examples": ["V-3"]}, ["1"]),
    ],
)
def test_an_id_that_is_a_number_is_not_counted_on_from_a_text(schema: dict[str, Any], expected: list[str]) -> None:
    assert examples(schema) == expected


def test_a_family_does_not_depend_on_what_was_made_before() -> None:
    assert World(20, 1).family("course-dates", 7) == [World(20, 1).family("course-dates", n) for n in (3, 7)][1]


def test_what_is_made_on_a_later_day_is_not_cancelled_yet() -> None:
    world = World(300, 5)
    made = [world.family("course-dates", number, created_day) for created_day in (0, 3) for number in range(200)]
    cancelled = [family.parent.record["Status"] == "Cancelled" for family in made]
    assert (any(cancelled[:200]), any(cancelled[200:])) == (True, False)


def test_the_sandbox_begins_with_a_dataset_and_what_changes_is_newer() -> None:
    dataset = collect(lines(30, 2))
    store = Store(CONTRACT, lines=dataset.lines)
    for line in dataset.lines:
        assert store.view(line.feed, line.record[CONTRACT.feeds[line.feed].key]) == line.record
    assert dataset.known.items() <= store.known.items()
    newest = max(record["DateUpdated"] for record in dataset.records["course-dates"])
    made = store.add("course-dates", {"MaxPlaces": 1})
    assert made not in dataset.known["course-dates"]
    assert store.view("course-dates", made)["DateUpdated"] > newest


def test_feeds_without_an_operation_are_part_of_a_world_too() -> None:
    openapi = CONTRACT.openapi
    few = CONTRACT.replace(openapi=openapi | {"paths": {"/coursedates": openapi["paths"]["/coursedates"]}})
    made = collect(lines(3, 1, contract=few), few)
    assert set(made.known) >= set(CONTRACT.feeds)
    assert Store(few, lines=made.lines).records.keys() == CONTRACT.feeds.keys()


def test_a_feed_that_is_only_read_by_its_id_has_records_too() -> None:
    openapi = CONTRACT.openapi
    read = CONTRACT.operation("venues", "read").path
    few = CONTRACT.replace(openapi=openapi | {"paths": {read: openapi["paths"][read]}})
    assert collect(lines(3, 1, contract=few), few).records["venues"]


def test_what_records_live_under_is_known_to_the_sandbox() -> None:
    first = next(line for line in lines(1) if line.feed == "course-templates")
    store = Store(CONTRACT, lines=[replace(first, scope={"CompanyID": "OTHER"})])
    assert "OTHER" in store.ids("CompanyID", "OTHER")


def test_a_link_of_a_dataset_that_leads_nowhere_shows_nothing() -> None:
    line = next(line for line in lines(30, 2) if line.shown)
    store = Store(CONTRACT, lines=[line])
    assert store.view(line.feed, line.record[CONTRACT.feeds[line.feed].key]) == line.own


# -------------------------------------------------------------------------------------------------- on the command line
def test_generate_writes_a_dataset_and_its_changes(cli: Cli) -> None:
    args = ["--dataset", "-n", "6", "--seed", "2"]
    first = cli("generate", *args)
    assert (first.code, first.err) == (0, "")
    assert first.out == "".join(f"{dump(line)}\n" for line in lines(6, 2))
    assert cli("generate", *args, "--evolve", "5", "--changes", "c.ndjson", "-o", "b.ndjson").code == 0
    changed = [json.loads(line) for line in Path("c.ndjson").read_text(encoding="utf-8").splitlines()]
    assert {change["kind"] for change in changed} == {"created", "changed"}
    assert len(Path("b.ndjson").read_text(encoding="utf-8").splitlines()) > len(first.out.splitlines())


def test_a_dataset_and_its_changes_are_made_at_once(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[World] = []

    class Counted(World):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            made.append(self)

    monkeypatch.setattr(timeline, "World", Counted)
    assert cli("generate", "--dataset", "--evolve", "2", "--changes", "c.ndjson").code == 0
    assert len(made) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "give either a FEED, or --dataset"),
        (["venues", "--dataset"], "give either a FEED, or --dataset"),
        (["venues", "--evolve", "3"], "--evolve and --changes: only a dataset evolves; add --dataset"),
        (["--dataset", "--changes", "c"], "--changes: without days nothing changes; add --evolve DAYS"),
        (["--dataset", "--changes", "c", "--evolve", "0"], "--changes: without days nothing changes; add --evolve"),
        (["--dataset", "--full"], "--full: a dataset has all feeds"),
        (["--dataset", "--broken", "all"], "--broken: a dataset has all feeds"),
        (["--dataset", "--evolve", "1", "--changes", "-"], "--changes: name a file of its own"),
    ],
)
def test_what_does_not_go_together_is_refused(args: list[str], message: str, cli: Cli) -> None:
    outcome = cli("generate", *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"feedproof: {message}")
    assert outcome.err.count("\n") == 1
