"""The formats and targets of feedproof generate: tables, requests that can be sent, a folder of files."""

import csv
import io
import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.generate.forms import FORMS
from feedproof.fixtures.edges import edges
from feedproof.fixtures.plan import TODAY
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Judge
from feedproof.validators.model import Context

Cli = Callable[..., Any]
READ: dict[str, Callable[[str], list[Any]]] = {
    "json": json.loads,
    "ndjson": lambda text: [json.loads(line) for line in text.splitlines()],
    "csv": lambda text: list(csv.DictReader(io.StringIO(text))),
    "curl": lambda text: text.split("\n\n")[:-1],
    "http": lambda text: text.split("\n###\n")[:-1],
}
"""From what is written in a format to its payloads or requests."""

each_action = pytest.mark.parametrize(
    ("feed", "action"), [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
)


def written(cli: Cli, *args: str) -> str:
    """Return what a successful run writes."""
    outcome = cli("generate", *args)
    assert (outcome.code, outcome.err) == (0, "")
    return str(outcome.out)


@pytest.mark.parametrize("form", FORMS)
@each_action
def test_every_feed_is_written_in_every_format(feed: str, action: str, form: str, cli: Cli) -> None:
    text = written(cli, feed, "--operation", action, "--format", form, "--full", "-n", "3")
    assert len(READ[form](text)) == 3


@each_action
def test_csv_holds_the_fields_that_are_one_value(feed: str, action: str, cli: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(written(cli, feed, "--operation", action, "-n", "50", "--format", "csv"))))
    made = json.loads(written(cli, feed, "--operation", action, "-n", "50"))
    assert [{name: cell for name, cell in row.items() if cell} for row in rows] == [
        {n: v if isinstance(v, str) else json.dumps(v) for n, v in record.items() if not isinstance(v, list | dict)}
        for record in made
    ]


def test_csv_of_a_write_has_no_read_only_column(cli: Cli) -> None:
    header = written(cli, "course-dates", "--operation", "create", "--format", "csv").splitlines()[0].split(",")
    schema = bundled().schema("course-dates", "create")["properties"]
    assert header == [name for name in schema if not schema[name].get("readOnly")]


@pytest.mark.parametrize(
    ("args", "request_line"),
    [
        (["course-dates", "--operation", "create"], "POST http://127.0.0.1:8000/coursedates HTTP/1.1"),
        (["course-dates", "--operation", "update"], "PUT http://127.0.0.1:8000/coursedates/12086 HTTP/1.1"),
        (["course-dates", "--minimal"], "GET http://127.0.0.1:8000/coursedates/12086 HTTP/1.1"),
        (["venues", "-n", "2"], "GET http://127.0.0.1:8000/venues/V-3 HTTP/1.1"),
        (["course-templates"], "GET http://127.0.0.1:8000/companies/NORTHB4Y2K/courses/731014 HTTP/1.1"),
    ],
)
def test_http_has_the_method_and_the_path_of_the_contract(args: list[str], request_line: str, cli: Cli) -> None:
    lines = written(cli, *args, "--format", "http").splitlines()
    assert lines[0] == request_line
    assert lines[1] == "Authorization: Bearer {{$processEnv FEEDPROOF_TOKEN}}"


def test_http_carries_the_payload(cli: Cli) -> None:
    payload = json.loads(written(cli, "course-dates", "--operation", "create"))
    head, _, body = written(cli, "course-dates", "--operation", "create", "--format", "http").partition("\n\n")
    assert "Content-Type: application/json" in head.splitlines()
    assert json.loads(body.removesuffix("\n###\n\n")) == payload


def test_curl_carries_the_payload_and_no_token(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDPROOF_TOKEN", "secret")
    payload = json.loads(written(cli, "course-dates", "--operation", "create"))
    text = written(cli, "course-dates", "--operation", "create", "--format", "curl")
    words = shlex.split(text.replace("\\\n", " "))
    assert words[:4] == ["curl", "-X", "POST", "${FEEDPROOF_URL:-http://127.0.0.1:8000}/coursedates"]
    assert words[words.index("-H") + 1] == "Authorization: Bearer $FEEDPROOF_TOKEN"
    assert json.loads(words[words.index("--data-raw") + 1]) == payload
    assert "secret" not in text


@pytest.mark.parametrize("form", ["curl", "http"])
def test_a_request_that_reads_carries_no_payload(form: str, cli: Cli) -> None:
    assert "Content-Type" not in written(cli, "venues", "--format", form)


@pytest.mark.parametrize("form", ["curl", "http"])
def test_a_broken_request_says_what_is_wrong_with_it(form: str, cli: Cli) -> None:
    args = ("course-dates", "--operation", "create", "--broken", "dates-out-of-order", "--format", form)
    said = [line for line in written(cli, *args).splitlines() if " dates-out-of-order at " in line]
    assert len(said) == 3
    assert all(line.startswith("#") for line in said)


@pytest.mark.parametrize("form", ["curl", "http"])
def test_a_broken_request_says_where(form: str, cli: Cli) -> None:
    text = written(cli, "course-dates", "--operation", "create", "--broken", "too-long", "--format", form)
    assert " too-long at /Name: " in text


def test_edges_are_written_as_they_are(cli: Cli) -> None:
    made = json.loads(written(cli, "course-dates", "--edge", "--operation", "create"))
    context = Context("create", TODAY)
    assert made == [edge.record for edge in edges(Judge("course-dates", context))]


def test_split_writes_a_file_for_each_record(cli: Cli) -> None:
    assert written(cli, "venues", "-n", "3", "--split", "made") == ""
    names = sorted(path.name for path in Path("made").iterdir())
    assert names == ["0001-venues.json", "0002-venues.json", "0003-venues.json"]
    expected = json.loads(written(cli, "venues", "-n", "3"))
    assert [json.loads(Path("made", name).read_bytes()) for name in names] == expected


def test_a_folder_may_be_called_as_long_as_any(cli: Cli) -> None:
    Path("plain").mkdir()
    assert written(cli, "venues", "--split", "m" * 255) == ""
    assert [path.name for path in Path("m" * 255).iterdir()] == ["0001-venues.json"]
    assert Path("m" * 255).stat().st_mode == Path("plain").stat().st_mode


def test_split_of_broken_payloads_has_a_manifest_that_tests_can_use(cli: Cli) -> None:
    written(cli, "course-dates", "--operation", "create", "--broken", "all", "--split", "made")
    manifest = json.loads(Path("made/manifest.json").read_bytes())
    assert {entry["file"] for entry in manifest} == {path.name for path in Path("made").iterdir()} - {"manifest.json"}
    checker = Checker(feed="course-dates", action="create", today=TODAY)
    for entry in manifest:
        (found,) = checker.check(Path("made", entry["file"]).read_bytes()).findings
        assert entry == {
            "file": entry["file"],
            "rule": found.rule,
            "severity": str(found.severity),
            "pointer": found.pointer,
            "message": found.message,
        }


@pytest.mark.parametrize(("form", "ending"), [("ndjson", "json"), ("curl", "sh"), ("http", "http")])
def test_the_files_of_a_split_are_named_by_their_format(form: str, ending: str, cli: Cli) -> None:
    written(cli, "course-dates", "--operation", "create", "--format", form, "--split", "made")
    assert [path.name for path in Path("made").iterdir()] == [f"0001-course-dates.{ending}"]


def test_split_takes_an_empty_folder_and_leaves_a_full_one(cli: Cli) -> None:
    Path("made").mkdir()
    written(cli, "venues", "--split", "made")
    before = Path("made/0001-venues.json").read_bytes()
    again = cli("generate", "trainers", "--split", "made")
    assert (again.code, again.out) == (2, "")
    assert again.err == "feedproof: --split made: there are files in it; name a folder that is new or empty\n"
    assert {path.name: path.read_bytes() for path in Path("made").iterdir()} == {"0001-venues.json": before}


def test_a_split_that_fails_leaves_nothing(cli: Cli, tmp_path: Path) -> None:
    outcome = cli("generate", "course-dates", "--broken", "no-such-rule", "--split", "made")
    assert outcome.code == 2
    assert not list(tmp_path.rglob("*made*"))


FULL_DEVICE = Path("/dev/full")


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_one_line(cli: Cli) -> None:
    outcome = cli("generate", "venues", "-n", "2000", "-o", str(FULL_DEVICE))
    assert (outcome.code, outcome.out, outcome.err) == (2, "", "feedproof: -o /dev/full: No space left on device\n")


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this system has no device that is always full")
def test_a_full_standard_output_is_one_line(tmp_path: Path) -> None:
    script = "import sys; from feedproof.ci.cli import main; sys.argv[0] = 'feedproof'; main()"
    command = [sys.executable, "-P", "-c", script, "generate", "venues", "-n", "5000"]
    with FULL_DEVICE.open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=tmp_path)  # noqa: S603 - ours
    assert (done.returncode, done.stderr) == (2, b"feedproof: standard output: No space left on device\n")


def test_a_long_run_is_streamed(tmp_path: Path) -> None:
    """Memory stays flat: forty thousand records are many times what the process may grow by."""
    script = (
        "import sys, resource; from feedproof.ci.cli import run; "
        "size = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        "run(['generate', 'venues', '-n', '100', '-o', 'a']); small = size(); "
        "run(['generate', 'venues', '-n', '40000', '-o', 'b']); print(size() - small)"
    )
    pytest.importorskip("resource")
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=tmp_path)  # noqa: S603 - ours
    assert int(done.stdout) < (tmp_path / "b").stat().st_size / 1024
