"""feedproof generate: valid records, payloads broken in one place, and one clear line for whatever is wrong."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.generate import item as generate_item
from feedproof.fixtures.plan import TODAY
from feedproof.fixtures.spoil import breakable, sites
from feedproof.spec.build import CONTRACT_FILE
from feedproof.spec.contract import bundled
from feedproof.spec.pointer import resolve
from feedproof.validators import Checker, Judge, Severity, check
from feedproof.validators.model import Context

ACTIONS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
RULES = [
    (feed, action, rule_id)
    for feed, action in ACTIONS
    for rule_id in sorted({site.rule.id for site in breakable(Judge(feed, Context(action, TODAY)))})
]
Cli = Callable[..., Any]

each_action = pytest.mark.parametrize(("feed", "action"), ACTIONS)


def made(cli: Cli, *args: str) -> Any:
    """Return what a successful run writes, parsed: JSON, or a list of the lines' values."""
    outcome = cli("generate", *args)
    assert (outcome.code, outcome.err) == (0, "")
    return [json.loads(line) for line in outcome.out.splitlines()] if "ndjson" in args else json.loads(outcome.out)


@each_action
def test_records_are_valid(feed: str, action: str, cli: Cli) -> None:
    found = made(cli, feed, "-n", "40", "--operation", action)
    assert len(found) == 40
    assert [f for f in check(found, feed=feed, operation=action) if f.severity > Severity.NOTE] == []


@each_action
def test_what_is_written_passes_feedproof_check(feed: str, action: str, cli: Cli) -> None:
    cli("generate", feed, "-n", "40", "--operation", action, "--format", "ndjson", "-o", "made.ndjson")
    how = ["--feed", feed, "--operation", action, "--fail-on", "warning"]
    for today in (["--date", str(TODAY)], [], ["--date", "2030-01-01"]):
        judged = cli("check", "made.ndjson", *how, *today)
        assert (judged.code, judged.err) == (0, "")


def test_one_record_is_itself_and_several_are_an_array_or_lines(cli: Cli) -> None:
    one = made(cli, "venues")
    two = made(cli, "venues", "-n", "2")
    assert one == two[0]
    assert made(cli, "venues", "--format", "ndjson") == [one]
    assert made(cli, "venues", "-n", "2", "--format", "ndjson") == two
    assert cli("generate", "venues").out == json.dumps(one, indent=2, ensure_ascii=False) + "\n"


def test_minimal_and_full(cli: Cli) -> None:
    schema = bundled().schema("course-dates", "read")
    assert set(made(cli, "course-dates", "--minimal")) == set(schema["required"])
    assert set(made(cli, "course-dates", "--full")) == set(schema["properties"])


def test_dates_lie_around_the_day(cli: Cli) -> None:
    found = made(cli, "course-dates", "-n", "300", "--operation", "create", "--date", "2031-06-01")
    assert all("2031-05-01" < record["StartDate"] < record["EndDate"] < "2031-10-01" for record in found)
    over = [record["EndDate"] for record in found if record["Status"] == "Completed"]
    assert over
    assert max(over) < "2031-06-02"


@pytest.mark.parametrize(("feed", "action", "rule_id"), RULES)
def test_a_broken_payload_is_broken_as_it_says_and_nowhere_else(feed: str, action: str, rule_id: str, cli: Cli) -> None:
    found = made(cli, feed, "--operation", action, "--broken", rule_id, "--format", "ndjson")
    context = Context(action, TODAY)
    places = [site for site in sites(Judge(feed, context)) if site.rule.id == rule_id]
    assert len(found) == len(places)
    for item in found:
        assert list(item) == ["rule", "severity", "pointer", "message", "payload"]
        assert item["rule"] == rule_id
        assert findings(feed, context, item["payload"]) == [item | {"payload": None}]


def findings(feed: str, context: Context, payload: Any) -> list[dict[str, Any]]:
    checked = Checker(feed=feed, action=context.action, today=context.today).check(json.dumps(payload).encode())
    return [
        {"rule": f.rule, "severity": str(f.severity), "pointer": f.pointer, "message": f.message, "payload": None}
        for f in checked.findings
    ]


@each_action
def test_all_breaks_every_place_that_can_be_broken(feed: str, action: str, cli: Cli) -> None:
    found = made(cli, feed, "--operation", action, "--broken", "all", "-n", "2", "--format", "ndjson")
    places = breakable(Judge(feed, Context(action, TODAY)))
    assert [item["rule"] for item in found] == [site.rule.id for site in places for _ in range(2)]
    assert {rule for f, a, rule in RULES if (f, a) == (feed, action)} == {item["rule"] for item in found}


def test_one_broken_payload_is_itself_and_several_are_an_array(cli: Cli) -> None:
    item = made(cli, "course-dates", "--operation", "create", "--broken", "over-too-early")
    assert item["pointer"] == "/Status"
    assert resolve(item["payload"], item["pointer"]) == "Completed"
    several = made(cli, "course-dates", "--operation", "create", "--broken", "over-too-early", "-n", "3")
    assert several[0] == item
    assert len({item["payload"]["StartDate"] for item in several}) == 3


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("course-date", "unknown feed 'course-date' (did you mean 'course-dates'?); feeds: course-templates, "),
        ("", "give either a FEED, or --dataset for all of them"),
        ("venues -n 0", "Invalid value for '-n' / '--count': 0 is not in the range 1<=x<=10000000"),
        ("venues -n -5", "Invalid value for '-n' / '--count': -5 is not in the range 1<=x<=10000000"),
        ("venues -n 99999999999999999999", "Invalid value for '-n' / '--count': 99999999999999999999 is not"),
        ("venues -n many", "Invalid value for '-n' / '--count': 'many' is not a valid integer"),
        ("venues --seed x", "Invalid value for '--seed': 'x' is not a valid integer"),
        ("venues --operation create", "the contract has no 'create' for venues; it has: read"),
        ("venues --operation post", "Invalid value for '--operation': 'post' is not one of 'read', 'create', 'update'"),
        ("venues --format yaml", "Invalid value for '--format': 'yaml' is not one of 'json', 'ndjson', "),
        ("venues --broken to-long", "unknown rule 'to-long' (did you mean 'too-long'?); see feedproof rules"),
        ("venues --broken too-long", "no read of venues can break 'too-long'; it can break: above-maximum, "),
        ("venues --broken not-json", "no read of venues can break 'not-json'; it can break: above-maximum, "),
        ("course-dates --broken unknown-reference", "no read of course-dates can break 'unknown-reference'; it"),
        ("venues --edge --full", "--minimal, --full, --edge: give one of them"),
        ("venues --minimal --edge", "--minimal, --full, --edge: give one of them"),
        ("venues --full --minimal -n 2", "--minimal, --full, --edge: give one of them"),
        ("venues --broken all --full", "--full: fields that a broken payload does not need could break, too"),
        ("venues --broken all --edge", "--edge: a payload on a boundary is not broken; leave out --edge or --broken"),
        ("venues --broken all -n 10000000", "-n 10000000 is too many for 21 places; give at most 476190"),
        ("venues --edge -n 2", "-n with --edge: there is one payload for each boundary; leave -n out"),
        ("venues --broken all --format csv", "--format csv: broken payloads do not fit into a table"),
        ("venues --broken all --format http", "--format http: a GET sends nothing that could be broken"),
        ("venues --split there --format csv", "--split: csv cannot be split into payloads; use json, "),
        ("venues --split there -o here", "-o and --split: give one of them"),
        ("venues --split there -n 100001", "--split: 100001 files are too many; give at most 100000"),
        ("venues --split no/where", "--split no/where: No such file or directory"),
        ("venues --split .", "--split .: there are files in it; name a folder that is new or empty"),
        ("venues --split good.json", "--split good.json: it is a file; name a folder that is new or empty"),
        ("venues --date 2026-02-30", "Invalid value for '--date': '2026-02-30' is not a date"),
        ("venues --date 9999-12-31", "Invalid value for '--date': 9999-12-31 is too far away; give a year"),
        ("venues --date 0001-01-01", "Invalid value for '--date': 0001-01-01 is too far away; give a year"),
        ("venues --contract nowhere.yaml", "nowhere.yaml: No such file or directory"),
        ("venues -o nowhere/venues.json", "-o nowhere/venues.json: No such file or directory"),
        ("venues -o .", "-o .: Is a directory"),
        ("--dataset --evolve 2 --changes nowhere/made", "--changes nowhere/made: No such file or directory"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_2(args: str, said: str, cli: Cli) -> None:
    outcome = cli("generate", *args.split())
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"feedproof: {said}")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_work(day: str, cli: Cli) -> None:
    assert len(made(cli, "course-dates", "-n", "20", "--date", day)) == 20
    assert made(cli, "course-dates", "--broken", "all", "--date", day)


def test_a_file_is_written_whole(cli: Cli) -> None:
    expected = cli("generate", "venues", "-n", "2").out
    assert cli("generate", "venues", "-n", "2", "-o", "venues.json").out == ""
    assert Path("venues.json").read_text(encoding="utf-8") == expected
    assert cli("generate", "venues", "-n", "2", "-o", "-").out == expected


def test_a_failure_leaves_no_half_file(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_late(*_args: object) -> Any:
        yield {}
        raise OSError(28, "No space left on device")

    Path("kept.json").write_text("kept", encoding="utf-8")
    before = sorted(Path().iterdir())
    monkeypatch.setattr(generate_item, "records", fail_late)
    outcome = cli("generate", "venues", "-n", "2", "-o", "kept.json")
    assert (outcome.code, outcome.err) == (2, "feedproof: -o kept.json: No space left on device\n")
    assert Path("kept.json").read_text(encoding="utf-8") == "kept"
    assert sorted(Path().iterdir()) == before


def test_another_contract_gives_its_own_records(cli: Cli) -> None:
    text = CONTRACT_FILE.read_text(encoding="utf-8").replace("examples: [TR-17, TR-18, TR-21]", "examples: [TR-99]")
    Path("tenant.yaml").write_text(text, encoding="utf-8")
    assert made(cli, "trainers", "--minimal", "--contract", "tenant.yaml") == {"TrainerID": "TR-99"}


def test_a_rule_that_the_contract_ties_to_another_cannot_be_broken_alone(cli: Cli) -> None:
    text = re.sub("( +)x-minor-units: {unlikely", r"\1multipleOf: 1\n\g<0>", CONTRACT_FILE.read_text(encoding="utf-8"))
    Path("tenant.yaml").write_text(text, encoding="utf-8")
    outcome = cli("generate", "course-dates", "--broken", "looks-like-pounds", "--contract", "tenant.yaml")
    what = "looks-like-pounds cannot be broken alone at NetCost, Tax; "
    what += "what breaks is: fraction-of-a-whole, looks-like-pounds"
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"feedproof: {what}\n")


_LONG_DATES = """overlay: 1.0.0
info: {title: a tenant, version: "1"}
actions:
  - {target: "$.components.schemas.CourseDate.properties['StartDate','EndDate']", update: {maxLength: 100}}
"""


@pytest.mark.parametrize("options", [[], ["-o", "made.json"], ["--format", "ndjson"], ["--split", "made"]])
def test_what_cannot_be_broken_alone_is_told_and_the_rest_is_written(options: list[str], cli: Cli) -> None:
    Path("tenant.yaml").write_text(_LONG_DATES, encoding="utf-8")
    outcome = cli("generate", "course-dates", "--broken", "all", "--contract", "tenant.yaml", *options)
    what = "too-long cannot be broken alone at StartDate, EndDate; what breaks is: unreadable-text"
    assert (outcome.code, outcome.err) == (0, f"feedproof: left out: {what}\n")
    written = outcome.out + "".join(path.read_text(encoding="utf-8") for path in sorted(Path().glob("made*/*.json")))
    written += Path("made.json").read_text(encoding="utf-8") if Path("made.json").exists() else ""
    assert {"too-long", "dates-out-of-order", "fraction-of-a-whole"} <= set(
        re.findall(r'"rule": ?"([a-z-]+)"', written)
    )
    assert not re.search(r'"pointer": ?"/StartDate", ?"message": ?"[^"]* characters', written)


@pytest.mark.parametrize("args", [["-n", "50"], ["--broken", "all"]])
def test_the_same_seed_gives_the_same_bytes_in_every_process(args: list[str], tmp_path: Path) -> None:
    script = "import sys; from feedproof.ci.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-P", "-c", script, "generate", "course-dates", "--seed", "7", *args]

    def output(number: str) -> bytes:
        hashing = os.environ | {"PYTHONHASHSEED": number}
        return subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=tmp_path, env=hashing).stdout  # noqa: S603 - ours

    assert output("1") == output("2")
    assert len(output("1")) > 10_000


def test_another_seed_gives_other_bytes(cli: Cli) -> None:
    assert len({cli("generate", "course-dates", "-n", "5", "--seed", seed).out for seed in ("0", "1", "-1")}) == 3
