"""`feedproof check --fix` and `--diff`: what is written, what is shown, and what happens to a file that cannot be written."""

import errno
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

import pytest
from feedproof.ci import atomic, fix
from feedproof.ci.fix_diff import DiffLine, _hunks
from feedproof.validators.bulk.stream import BLOCK
from feedproof.validators.fixed import documents

WRONG = (
    b'{\r\n\t"Status" : "provisional",\r\n  "StartDate": "2026-03-27T09:00:00", "EndDate": "2026-04-02T17:00:00",\r\n'
    b' "MaxPlaces": 2.20e1}'
)
RIGHT = WRONG.replace(b"provisional", b"Provisional")
HOPELESS = WRONG.replace(b"provisional", b"sold out")
CREATE = ("--operation", "create", "--feed", "course-dates")
Cli = Callable[..., Any]


TWICE = ((1, ""), (2, ', "Score": 1, "Score": 2'))
"""The number of a delegate, and what else stands in it."""


@pytest.fixture
def wrong(payloads: Path) -> Path:
    file = payloads / "wrong.json"
    file.write_bytes(WRONG)
    return file


def test_a_file_is_fixed_and_judged_again(cli: Cli, wrong: Path) -> None:
    outcome = cli("check", "wrong.json", "--fix")
    expected = "fixed 1 finding: 1 unlisted-value\n1 file, 1 record of course-dates (create): no findings\n"
    assert (outcome.code, outcome.out, outcome.err) == (0, expected, "")
    assert wrong.read_bytes() == RIGHT
    assert cli("check", "wrong.json", "--fix").out == expected.partition("\n")[2]
    assert wrong.read_bytes() == RIGHT


def test_what_is_left_is_told_where_it_is(cli: Cli, wrong: Path) -> None:
    wrong.write_bytes(WRONG.replace(b"}", b', "net cost": "19500", "Tax": 3}'))
    outcome = cli("check", "wrong.json", "--fix", "--format", "json")
    report = json.loads(outcome.out)
    text = wrong.read_text(encoding="utf-8").split("\n")
    assert (outcome.code, report["summary"]["fixed"]) == (0, {"unlisted-value": 1, "unlisted-field": 1})
    (left,) = report["findings"]
    assert (left["rule"], left["fix"]) == ("read-only-field", None)
    assert text[left["line"] - 1][left["column"] - 1 :].startswith("3}")
    assert '"NetCost": 19500' in text[-1]


def test_the_exit_code_is_that_of_what_is_left(cli: Cli, wrong: Path) -> None:
    wrong.write_bytes(HOPELESS)
    assert cli("check", "wrong.json", "--fix").code == 1
    assert wrong.read_bytes() == HOPELESS


def test_quiet_says_nothing_when_all_is_fixed(cli: Cli, wrong: Path) -> None:
    outcome = cli("check", "wrong.json", "--fix", "-q")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert wrong.read_bytes() == RIGHT


@pytest.mark.parametrize("chosen", [["--ignore", "unlisted-value"], ["--select", "wrong-type"]])
def test_what_is_not_reported_is_not_fixed(chosen: list[str], cli: Cli, wrong: Path) -> None:
    cli("check", "wrong.json", "--fix", *chosen)
    assert wrong.read_bytes() == WRONG


def test_directories_lines_and_envelopes(cli: Cli, payloads: Path) -> None:
    folder = payloads / "posts"
    folder.mkdir()
    line = WRONG.replace(b"\r\n", b"")
    (folder / "a.ndjson").write_bytes(line + b"\r\n\r\n" + HOPELESS.replace(b"\r\n", b"") + b"\n" + line)
    (folder / "b.json").write_bytes(b'{"results": [ ' + WRONG + b" ]}\n")
    (folder / "c.json").write_bytes(b"{'")
    report = json.loads(cli("check", "posts", *CREATE, "--fix", "--format", "json").out)
    assert (folder / "a.ndjson").read_bytes() == (
        line + b"\r\n\r\n" + HOPELESS.replace(b"\r\n", b"") + b"\n" + line
    ).replace(b"provisional", b"Provisional")
    assert (folder / "b.json").read_bytes() == b'{"results": [ ' + RIGHT + b" ]}\n"
    assert (folder / "c.json").read_bytes() == b"{'"
    assert [(f["path"], f["line"], f["rule"]) for f in report["findings"]] == [
        ("posts/a.ndjson", 3, "unlisted-value"),
        ("posts/c.json", 1, "not-json"),
    ]


# ---------------------------------------------------------------------------------------------------------- diff
def test_the_diff_is_shown_and_nothing_written(cli: Cli, wrong: Path) -> None:
    for options in (["--diff"], ["--diff", "--fix"]):
        outcome = cli("check", "wrong.json", *options)
        assert outcome.out.split("\n")[:5] == [
            "--- wrong.json",
            "+++ wrong.json",
            "@@ -1,4 +1,4 @@",
            " {\r",
            '-\t"Status" : "provisional",\r',
        ]
        assert outcome.out.endswith('\n  "MaxPlaces": 2.20e1}\n\\ No newline at end of file\n')
        assert (outcome.code, outcome.err) == (1, "--fix would fix 1 finding\n")
        assert wrong.read_bytes() == WRONG


def test_nothing_to_fix_is_no_diff(cli: Cli) -> None:
    outcome = cli("check", "good.json", "--diff")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "--fix would fix 0 findings\n")


def test_a_report_goes_beside_the_diff_into_a_file(cli: Cli, wrong: Path) -> None:
    outcome = cli("check", "wrong.json", "--diff", "--format", "json", "-o", "r.json")
    assert outcome.out.startswith("--- wrong.json")
    assert json.loads(wrong.with_name("r.json").read_bytes())["summary"]["fixable"] == 1
    outcome = cli("check", "wrong.json", "--diff", "--format", "json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--diff goes to standard output: give --format json an -o FILE" in outcome.err


@pytest.mark.parametrize("shape", ["bare", "lines", "array"])
def test_a_patch_makes_what_fix_makes(shape: str, cli: Cli, payloads: Path, lacking: Callable[[str], NoReturn]) -> None:
    tool = shutil.which("patch") or lacking("there is no patch on this machine")
    line = WRONG.replace(b"\r\n", b"")
    many = [line, RIGHT.replace(b"\r\n", b""), line, line, HOPELESS.replace(b"\r\n", b"")] * 5
    data = {"bare": WRONG + b"\n", "lines": b"\n".join(many), "array": b"[\n" + b",\n".join(many) + b"\n]\n"}[shape]
    (payloads / "x.json").write_bytes(data)
    diff = cli("check", "x.json", *CREATE, "--diff").out
    (payloads / "y.json").write_bytes(data)
    command = [tool, "--binary", "--no-backup-if-mismatch", "y.json"]
    subprocess.run(command, input=diff.encode(), check=True, capture_output=True, cwd=payloads)  # noqa: S603 - our own command
    cli("check", "x.json", *CREATE, "--fix")
    assert (payloads / "y.json").read_bytes() == (payloads / "x.json").read_bytes() == data.replace(b'"prov', b'"Prov')


def test_the_diff_of_a_long_file_shows_what_changes_only() -> None:
    lines = [DiffLine(number, "a\n", "a\n", number in {1, 9, 16, 40}) for number in range(1, 60)]
    assert [[line.number for line in hunk] for hunk in _hunks(lines)] == [
        [*range(1, 5)],
        [*range(6, 20)],
        [*range(37, 44)],
    ]
    assert [line.number for line in [*_hunks(lines[:45])][-1]] == [*range(37, 44)]


def test_personal_values_are_in_no_diff_and_in_no_report(cli: Cli, payloads: Path) -> None:
    record = {
        "DelegateID": "SECRET~1",
        "UserID": 4242,
        "CourseDateID": "1",
        "Status": "no attend",
        "CourseOrAliasName": "shown",
        "UserFullName": "SECRET",
        "Nickname": "SECRET",
        "CustomFields": {"x": ["SECRET"], "SECRET": {"deep SECRET": [{"SECRET": None}]}},
    }
    text = json.dumps({"by": "SECRET", "results": [record, record]}, indent=1)
    (payloads / "d.json").write_text(text, encoding="utf-8")
    options = ["--feed", "delegates", "--operation", "read"]
    diff = cli("check", "d.json", *options, "--diff", "--format", "json", "-o", "r.json").out
    assert "SECRET" not in diff
    assert "4242" not in diff
    assert diff.count('-   "Status": "no attend",') == diff.count('+   "Status": "NoAttend",') == 2
    assert diff.count('+   "UserID": "a personal value",') == 2
    assert '"CourseOrAliasName": "shown"' in diff
    for form in ("json", "sarif", "text", "markdown", "html", "junit", "ndjson"):
        told = cli("check", "d.json", *options, "--format", form).out
        assert "SECRET" not in told
        assert "4242" not in told
    found = {f["pointer"]: f["fix"] for f in json.loads((payloads / "r.json").read_bytes())["findings"] if f["fix"]}
    assert found["/results/0/UserID"] == {"message": "respell a personal value", "replacements": []}
    cli("check", "d.json", *options, "--fix")
    after = text.replace("4242", '"4242"').replace("no attend", "NoAttend")
    assert (payloads / "d.json").read_text(encoding="utf-8") == after


def test_of_a_personal_record_with_a_field_twice_nothing_is_shown(cli: Cli, payloads: Path) -> None:
    (payloads / "d.json").write_bytes(
        b'[{"UserID": "SECRET", "UserID": "SECRET"}, {"UserID": "U", "CourseDateID": "1", "DelegateID": "2", "Status": "on hold"}]'
    )
    outcome = cli("check", "d.json", "--feed", "delegates", "--diff")
    assert (outcome.code, outcome.out) == (1, "")
    assert "d.json: it holds personal values, and a field twice, so what would change is not shown" in outcome.err


@pytest.mark.parametrize("name", ["d.json", "d.ndjson"])
def test_what_is_not_shown_is_counted(name: str, cli: Cli, payloads: Path) -> None:
    good, twice = (f'{{"DelegateID": "{n}", "UserID": "U1004", "CourseDateID": {n}{more}}}' for n, more in TWICE)
    text = f"[{good},\n{twice},\n{good}]" if name == "d.json" else f"[{good}, {twice}]\n{good}\n"
    (payloads / name).write_text(text, encoding="utf-8")
    outcome = cli("check", name, "--feed", "delegates", "--diff")
    assert f"{name}: it holds personal values, and a field twice, so what would change is not shown" in outcome.err
    assert outcome.err.endswith("--fix would fix 2 findings\n")
    assert "fixed 2 findings: 2 wrong-type" in cli("check", name, "--feed", "delegates", "--fix").out


# --------------------------------------------------------------------------------------------------------- stdin
def test_standard_input_comes_out_fixed_and_the_report_beside(cli: Cli) -> None:
    outcome = cli("check", "-", *CREATE, "--fix", stdin=WRONG + b"\n")
    assert outcome.out.encode() == RIGHT + b"\n"
    assert outcome.err == "fixed 1 finding: 1 unlisted-value\n1 file, 1 record of course-dates (create): no findings\n"
    assert outcome.code == 0


@pytest.mark.parametrize("data", [b"{'", b"", b"[]", HOPELESS])
def test_standard_input_comes_out_as_it_is_where_nothing_can_be_done(data: bytes, cli: Cli) -> None:
    outcome = cli("check", "-", *CREATE, "--fix", stdin=data)
    assert outcome.out.encode() == data
    assert outcome.code == (2 if data == b"[]" else 1)


def test_standard_input_that_no_feed_knows_comes_out_as_well(cli: Cli) -> None:
    outcome = cli("check", "-", "--fix", stdin=b'{"x": 1}')
    assert (outcome.code, outcome.out) == (1, '{"x": 1}')
    assert "<stdin>:1:1  error  unknown-feed  the payload is of no known feed, by its fields" in outcome.err


def test_the_diff_of_standard_input(cli: Cli) -> None:
    outcome = cli("check", "-", *CREATE, "--diff", "--format", "json", "-o", "r.json", stdin=WRONG)
    assert outcome.out.startswith("--- <stdin>\n+++ <stdin>\n@@ -1,4 +1,4 @@\n")
    assert outcome.code == 1
    assert json.loads(Path("r.json").read_bytes())["summary"]["by_rule"] == {"unlisted-value": 1}


# -------------------------------------------------------------------------------------- files as they are kept
def test_permissions_stay_and_a_link_stays_a_link(cli: Cli, wrong: Path) -> None:
    wrong.chmod(0o640)
    link = wrong.with_name("link.json")
    link.symlink_to("wrong.json")
    assert cli("check", "link.json", "--fix").code == 0
    assert link.is_symlink()
    assert wrong.read_bytes() == RIGHT
    assert wrong.stat().st_mode & 0o7777 == 0o640


def test_a_file_without_a_change_is_not_written(cli: Cli, payloads: Path) -> None:
    before = (payloads / "good.json").stat()
    cli("check", "good.json", "--fix")
    after = (payloads / "good.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@contextmanager
def refusing(_target: Path) -> Iterator[IO[bytes]]:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    yield  # type: ignore[unreachable]


def test_what_cannot_be_written_is_told_and_still_judged(
    cli: Cli, wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix, "replacing", refusing)
    outcome = cli("check", "wrong.json", "--fix")
    assert (outcome.code, outcome.err) == (2, "feedproof: wrong.json: could not be fixed: Permission denied\n")
    assert "1 error\n1 of these can be fixed by feedproof check --fix\n" in outcome.out
    assert wrong.read_bytes() == WRONG


def test_a_file_that_may_not_be_written_is_not_replaced(cli: Cli, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic.os, "access", lambda *_: False)
    assert cli("check", "wrong.json", "--fix").code == 2
    assert wrong.read_bytes() == WRONG


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_leaves_the_file_as_it_was(cli: Cli, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(self: Path, *args: Any, **kwargs: Any) -> Any:
        return real(Path("/dev/full") if self.parent.name.startswith(".feedproof-") else self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    outcome = cli("check", "wrong.json", "--fix")
    assert (outcome.code, outcome.err) == (2, "feedproof: wrong.json: could not be fixed: No space left on device\n")
    assert wrong.read_bytes() == WRONG
    assert [file.name for file in wrong.parent.iterdir() if file.name.startswith(".")] == []


def test_a_file_that_changes_meanwhile_is_left_alone(cli: Cli, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = documents.DocumentFixer.pieces

    def late(*args: Any, **kwargs: Any) -> Any:
        yield from real(*args, **kwargs)
        wrong.write_bytes(HOPELESS + b" ")

    monkeypatch.setattr(documents.DocumentFixer, "pieces", late)
    outcome = cli("check", "wrong.json", "--fix")
    assert (outcome.code, wrong.read_bytes()) == (2, HOPELESS + b" ")
    assert "wrong.json: could not be fixed: it changed while it was read; try again" in outcome.err


def test_an_interrupt_leaves_the_file_as_it_was(cli: Cli, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic.os, "fsync", interrupted)
    assert cli("check", "wrong.json", "--fix").code == 130
    assert wrong.read_bytes() == WRONG
    assert [file.name for file in wrong.parent.iterdir() if file.name.startswith(".")] == []


def test_packed_files_are_judged_and_not_fixed(cli: Cli, payloads: Path) -> None:
    packed = gzip.compress(WRONG)
    (payloads / "x.json.gz").write_bytes(packed)
    (payloads / "good.json.gz").write_bytes(gzip.compress(RIGHT))
    outcome = cli("check", "x.json.gz", "good.json.gz", *CREATE, "--fix")
    assert outcome.code == 1
    assert outcome.err == "feedproof: x.json.gz: it is compressed, so it was not fixed; decompress it first\n"
    assert (payloads / "x.json.gz").read_bytes() == packed


def test_a_large_document_is_judged_and_not_fixed(cli: Cli, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST", 10)
    outcome = cli("check", "wrong.json", "--fix")
    assert (outcome.code, wrong.read_bytes()) == (1, WRONG)
    assert outcome.err == "feedproof: wrong.json: is larger than 0 MB and not NDJSON, so it was not fixed\n"


def test_lines_are_seen_behind_a_first_one_that_is_longer_than_a_block(cli: Cli, payloads: Path) -> None:
    record = json.loads(WRONG)
    long = json.dumps(record | {"Name": "x" * (BLOCK + 5)})
    (payloads / "dump.txt").write_text("\n".join([long, *[json.dumps(record)] * 3]), encoding="utf-8")
    arguments = ("check", "dump.txt", "--feed", "course-dates", "--operation", "create")
    assert "can be fixed by feedproof check --fix" in cli(*arguments).out
    assert "can be fixed by feedproof check --fix" not in cli(*arguments, "--fix").out
    assert "can be fixed by feedproof check --fix" not in cli(*arguments).out


def test_a_file_that_is_not_there_is_told_once(cli: Cli) -> None:
    outcome = cli("check", "gone.json", "good.json", "--fix")
    assert (outcome.code, outcome.err) == (2, "feedproof: gone.json: No such file or directory\n")


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_cluster_fixes_nothing(option: str, cli: Cli, wrong: Path) -> None:
    outcome = cli("check", "wrong.json", option, "--engine", "dask")
    assert (outcome.code, outcome.out, wrong.read_bytes()) == (2, "", WRONG)
    assert "--fix and --diff: files are fixed by --engine local" in outcome.err


def test_the_help_keeps_its_lines(cli: Cli) -> None:
    assert "    feedproof check payloads --format json -o report.json --format text\n" in cli("check", "--help").out


def test_the_baseline_is_no_payload_to_fix(cli: Cli, wrong: Path) -> None:
    cli("check", "wrong.json", "--baseline", "b.json", "--update-baseline")
    outcome = cli("check", ".", "--baseline", "b.json", "--fix", "-v")
    assert "removable: unlisted-value" in outcome.out
    assert wrong.read_bytes() == RIGHT


PROBE = """
import resource, sys
from feedproof.ci.cli import run
code = run(["check", sys.argv[1], "--feed", "course-dates", "--operation", "create", "--fix", "-q"])
print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_a_large_document_of_lines_takes_no_more_memory(tmp_path: Path) -> None:
    line = WRONG.replace(b"\r\n", b" ") + b"\n"
    used = []
    for count in (10_000, 50_000):
        file = tmp_path / f"{count}.ndjson"
        file.write_bytes((line.replace(b"prov", b"Prov") * 9 + line) * (count // 10))
        command = [sys.executable, "-P", "-c", PROBE, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)  # noqa: S603 - our own command
        code, memory = map(int, done.stdout.split())
        used.append(memory)
        assert code == 0
        assert file.read_bytes() == line.replace(b"prov", b"Prov") * count
    assert used[1] < used[0] * 1.2
