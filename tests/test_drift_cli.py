"""feedproof drift as people run it: what it reads, prints and writes, and its exit code."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drifting import made, put
from feedproof.ci.drift import VERDICTS
from feedproof.validators.drift import Verdict
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parent.parent
SHAPE = json.loads((ROOT / "ci" / "drift.schema.json").read_text(encoding="utf-8"))
VENUES = made("venues", mutate=put("Town", None, 2))


@pytest.fixture
def sample(payloads: Path) -> Path:
    """Return a file with venues that drift, in the folder where the commands run."""
    return written(payloads / "venues.json", json.dumps(VENUES).encode())


def written(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


TOLD = """\
venues (read): 12 records

  The contract is not certain of these, and the data differ:

    field  the contract has  the data have  in       certainty
    Town   string            null           6 of 12  assumed

1 file, 12 records: 1 difference from the contract
"""
HINT = "--write-overlay FILE writes the differences as an overlay, to review and pass to --contract\n"


@pytest.mark.usefixtures("sample")
def test_a_difference_is_told_and_is_exit_code_1(cli: Callable[..., Any]) -> None:
    outcome = cli("drift", "venues.json")
    assert (outcome.code, outcome.out, outcome.err) == (1, TOLD + HINT, "")


@pytest.mark.usefixtures("sample")
def test_where_it_stands_in_the_contract(cli: Callable[..., Any]) -> None:
    out = cli("drift", "venues.json", "-v").out
    assert (
        "      #/components/schemas/VenueRead/x-not-null\n      reason: the types are those of what is written;" in out
    )


def test_no_difference_is_exit_code_0(payloads: Path, cli: Callable[..., Any]) -> None:
    written(payloads / "venues.json", json.dumps(made("venues")).encode())
    outcome = cli("drift", "venues.json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "venues (read): 12 records\n\n1 file, 12 records: no drift\n"


@pytest.mark.parametrize(
    ("sample", "codes"),
    [
        (("venues", 200, put("Town", None, 2)), [1, 1, 1]),
        (("venues", 200, put("Town", None, 200)), [0, 1, 1]),
        (("course-dates", 200, put("Status", "Gone", 2)), [0, 0, 1]),
        (("venues", 200, put("Town", "x")), [0, 0, 0]),
    ],
    ids=["of the contract", "rare", "stated", "none"],
)
def test_what_is_no_drift_of_the_tenant_need_not_fail(
    sample: Any, codes: list[int], payloads: Path, cli: Callable[..., Any]
) -> None:
    written(payloads / "a.json", json.dumps(made(*sample)).encode())
    assert [cli("drift", "a.json", "--fail-on", verdict).code for verdict in VERDICTS] == codes
    assert cli("drift", "a.json").code == codes[-1]
    assert list(Verdict) == list(VERDICTS)


def test_what_is_cut_in_a_column_stands_whole_below_it(payloads: Path, cli: Callable[..., Any]) -> None:
    sample = made("course-dates", mutate=put("PlacesRemaining", 900, 2))
    written(payloads / "a.json", json.dumps(sample).encode())
    lines = cli("drift", "a.json").out.splitlines()
    whole = "the record: one number is at most another (smaller PlacesRemaining; larger MaxPlaces); a number is greater than"
    assert whole in " ".join(map(str.strip, lines))
    assert max(map(len, lines[:-1])) <= 80


LINES = "".join(f"{json.dumps(venue)}\n" for venue in VENUES).encode()


@pytest.mark.parametrize(
    ("name", "data", "options"),
    [
        ("a.json", json.dumps(VENUES).encode(), []),
        ("a.json", json.dumps({"results": VENUES}).encode(), []),
        ("a.json", json.dumps({"deep": [0, {"er": VENUES}]}).encode(), ["--at", "/deep/1/er"]),
        ("a.ndjson", LINES, []),
        ("a.ndjson.gz", gzip.compress(LINES, mtime=0), []),
        ("a.ndjson", LINES, ["--feed", "venues"]),
        ("a.ndjson", b"".join(b'{"record": %s}\n' % line for line in LINES.splitlines()), ["--at", "/record"]),
    ],
    ids=["array", "list answer", "somewhere", "lines", "packed", "of a feed", "in each line"],
)
def test_samples_are_read_as_check_reads_them(
    name: str, data: bytes, options: list[str], payloads: Path, cli: Callable[..., Any]
) -> None:
    written(payloads / name, data)
    assert cli("drift", name, *options).out == TOLD + HINT
    if name == "a.ndjson":
        assert cli("drift", "-", *options, stdin=data).out == TOLD + HINT


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "say what to look at: feedproof drift FILE, or - for standard input (see feedproof drift --help)"),
        (["no.json"], "no.json: No such file or directory\nnothing was seen: there is no record in what was read"),
        (["venues.json", "--feed", "venue"], "unknown feed 'venue' (did you mean 'venues'?)"),
        (["venues.json", "--feed", "venues", "--operation", "create"], "the contract has no 'create' for venues"),
        (["venues.json", "--at", "x"], "--at: 'x' is not a JSON Pointer"),
        (["venues.json", "--at", "/x"], "venues.json: the pointer /x leads nowhere"),
        (["venues.json", "--force"], "--force: only for --write-overlay FILE"),
        (["venues.json", "--least", "nan"], "--least: nan is not a percentage"),
        (["venues.json", "--least", "101"], "Invalid value for '--least'"),
        (["venues.json", "--contract", "no.yaml"], "no.yaml: No such file or directory"),
        (
            ["venues.json", "--write-overlay", "broken.json"],
            "--write-overlay broken.json: it exists already; --force",
        ),
        (["venues.json", "--write-overlay", "venues.json", "--force"], "--write-overlay venues.json: it is a sample"),
        (["venues.json", "--write-overlay", "-"], "--write-overlay -: name a file; the report goes to standard output"),
        (["begun.json.gz"], "begun.json.gz: the compressed file ends early; is it truncated or damaged?"),
        (["venues.json", "--write-overlay", "no/t.yaml"], "--write-overlay no/t.yaml: No such file or directory"),
        (
            ["bad.json", "broken.json"],
            "left out 1 text in broken.json: it is not valid JSON; feedproof check says where",
        ),
        (["deep.json"], "left out 1 text in deep.json: it is nested deeper than 128 levels"),
        (
            ["strange.json", "venues.json", "wrong.json"],
            "left out 2 records in strange.json and 1 other: its fields match no feed",
        ),
    ],
)
@pytest.mark.usefixtures("sample")
def test_trouble_is_a_line_and_exit_code_2(
    args: list[str], message: str, payloads: Path, cli: Callable[..., Any]
) -> None:
    written(payloads / "broken.json", b'{"VenueID": ')
    written(payloads / "deep.json", b"[" * 500 + b"]" * 500)
    written(payloads / "begun.json.gz", b"\x1f\x8b\x08\x00garbage")
    for name in ("strange.json", "wrong.json"):
        written(payloads / name, b'{"colour": 1}')
    outcome = cli("drift", *args)
    assert outcome.code == 2
    assert all(line in outcome.err for line in message.split("\n"))
    assert all(line.startswith("feedproof: ") for line in outcome.err.splitlines())


def test_the_report_has_the_shape_that_is_documented(cli: Callable[..., Any]) -> None:
    Draft202012Validator.check_schema(SHAPE)
    for args in (["venues.json"], ["venues.json", "bad.json"], ["no.json"], ["."]):
        report = json.loads(cli("drift", *args, "--format", "json").out, parse_constant=pytest.fail)
        Draft202012Validator(SHAPE).validate(report)


@pytest.mark.usefixtures("sample")
def test_an_overlay_is_written_once_and_taken_by_every_command(payloads: Path, cli: Callable[..., Any]) -> None:
    outcome = cli("drift", "venues.json", "--write-overlay", "tenant.yaml")
    assert (outcome.code, outcome.out) == (1, TOLD)
    assert outcome.err == "wrote tenant.yaml: 1 difference adopted; review it, then use --contract tenant.yaml\n"
    first = (payloads / "tenant.yaml").read_bytes()
    assert b'\noverlay: "1.0.0"\n' in first.partition(b"\nactions:")[0]
    assert cli("drift", "venues.json", "--contract", "tenant.yaml").code == 0
    assert cli("check", "venues.json", "--contract", "tenant.yaml", "--fail-on", "note").code == 0
    assert cli("spec", "lint", "tenant.yaml").out == "tenant.yaml: no problems\n"
    assert cli("drift", "venues.json", "--write-overlay", "tenant.yaml").code == 2
    assert cli("drift", "venues.json", "--write-overlay", "tenant.yaml", "--force").code == 1
    assert (payloads / "tenant.yaml").read_bytes() == first


def test_an_overlay_of_an_overlay(payloads: Path, cli: Callable[..., Any]) -> None:
    written(payloads / "one.json", json.dumps(VENUES).encode())
    written(payloads / "two.json", json.dumps([venue | {"Floors": 3} for venue in VENUES]).encode())
    (payloads / "sub").mkdir()
    cli("drift", "one.json", "--write-overlay", "one.yaml")
    outcome = cli("drift", "two.json", "--contract", "one.yaml", "--write-overlay", "sub/two.yaml")
    assert "extends: ../one.yaml\n" in (payloads / "sub" / "two.yaml").read_text(encoding="utf-8")
    assert outcome.code == 1
    assert cli("drift", "two.json", "--contract", "sub/two.yaml").code == 0
    refused = cli("drift", "two.json", "--contract", "one.yaml", "--write-overlay", "one.yaml", "--force")
    assert (refused.code, "this is the contract that it would change" in refused.err) == (2, True)
    before = (payloads / "one.yaml").read_bytes()
    again = cli("drift", "two.json", "--contract", "sub/two.yaml", "--write-overlay", "one.yaml", "--force")
    assert (again.code, "this is the contract that it would change, or a part of it" in again.err) == (2, True)
    assert (payloads / "one.yaml").read_bytes() == before


def test_an_overlay_of_one_by_hand_that_says_no_evidence(payloads: Path, cli: Callable[..., Any]) -> None:
    written(payloads / "a.json", json.dumps(made("venues", mutate=put("Town", "London"))).encode())
    town = {"target": "$.components.schemas.Venue.properties.Town", "update": {"maxLength": 3}}
    hand = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [town]}
    written(payloads / "hand.yaml", json.dumps(hand).encode())
    assert cli("drift", "a.json", "--contract", "hand.yaml", "--write-overlay", "more.yaml").code == 1
    assert cli("drift", "a.json", "--contract", "more.yaml").code == 0


def test_where_nothing_can_be_taken_up_nothing_is_written(payloads: Path, cli: Callable[..., Any]) -> None:
    written(payloads / "a.json", json.dumps(made("course-dates", mutate=put("Status", "Gone"))).encode())
    outcome = cli("drift", "a.json", "--write-overlay", "tenant.yaml")
    assert (outcome.code, (payloads / "tenant.yaml").exists()) == (1, False)
    assert outcome.err == "left tenant.yaml as it was: there is nothing that an overlay could adopt\n"


def test_a_contract_on_another_drive_is_named_whole(
    payloads: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where no path leads from one drive to another."""

    def other_drive(*_paths: Any) -> str:
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    written(payloads / "one.json", json.dumps(VENUES).encode())
    written(payloads / "two.json", json.dumps([venue | {"Floors": 3} for venue in VENUES]).encode())
    cli("drift", "one.json", "--write-overlay", "one.yaml")
    monkeypatch.setattr("os.path.relpath", other_drive)
    assert cli("drift", "two.json", "--contract", "one.yaml", "--write-overlay", "two.yaml").code == 1
    assert f"extends: {payloads / 'one.yaml'}\n" in (payloads / "two.yaml").read_text(encoding="utf-8")
