"""`feedproof check`, beyond scenarios/check.txt: bytes of every kind, and the places of reports."""

import gzip
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from console import COMMAND
from feedproof.validators import Checker

ROOT = Path(__file__).parent.parent
CLEAN = "1 file, 1 record of course-dates (create): no findings\n"

BYTES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty-payload"),
    "blank": (b" \r\n\t", "empty-payload"),
    "not JSON": (b"{'a': 1}", "not-json"),
    "cut off": (b'{"a": [1, {"b": "c', "not-json"),
    "not UTF-8": ('{"Name": "Café"}'.encode("latin-1"), "not-utf-8"),
    "UTF-16": ('{"Name": "Café"}'.encode("utf-16"), "not-utf-8"),
    "binary": (bytes(range(256)) * 100, "not-utf-8"),
    "NUL": (b"\0" * 1000, "not-json"),
    "byte order mark": (b'\xef\xbb\xbf{"Name": "x"}', "byte-order-mark"),
    "duplicate keys": (b'{"Status": "Available", "Status": "Unknown"}', "duplicate-field"),
    "NaN": (b'{"Duration": NaN}', "not-a-number"),
    "Infinity": (b'{"Duration": -Infinity}', "not-a-number"),
    "5,000 digits": (b'{"MaxPlaces": ' + b"9" * 5000 + b"}", "number-too-large"),
    "1e999": (b'{"Duration": 1e999}', "number-too-large"),
    "100,000 arrays": (b"[" * 100_000 + b"]" * 100_000, "too-deep"),
    "100,000 objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too-deep"),
    "100,000 arrays, not closed": (b"[" * 100_000, "too-deep"),
    "half a character": (b'{"Name": "\\ud83d"}', "broken-character"),
    "null": (b"null", "wrong-type"),
    "a word": (b'"StartDate"', "wrong-type"),
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", BYTES)
def test_no_bytes_are_too_bad(name: str, form: str, cli: Callable[..., Any]) -> None:
    data, rule = BYTES[name]
    outcome = cli("check", "-", "--feed", "course-dates", "--format", form, stdin=data)
    assert (outcome.code, outcome.err) == (1, "")
    assert rule in outcome.out
    assert "<stdin>" in outcome.out


CSV: dict[str, Callable[[str], str]] = {
    "as generate writes it": str,
    "with quotes": lambda text: '"' + text.replace(",", '","').replace("\n", '"\n"'),
    "of a spreadsheet": lambda text: "\ufeff" + text.replace(",", ";").replace("\n", "\r\n"),
    "of tabs": lambda text: text.replace(",", "\t"),
    "of a header alone": lambda text: text.partition("\n")[0],
}


@pytest.mark.parametrize("form", CSV)
@pytest.mark.parametrize("feed", ["course-dates", "venues", "course-dates --operation create"])
def test_csv_is_called_that(feed: str, form: str, cli: Callable[..., Any]) -> None:
    data = CSV[form](cli("generate", *feed.split(), "-n", "2", "--format", "csv").out).encode()
    told = "<stdin>:1:1  error  not-json  the payload is CSV, not JSON"
    hint = "  hint: write each row as a JSON object, one per line, without its empty cells"
    assert cli("check", "-", stdin=data).out.splitlines()[:2] == [told, hint]


@pytest.mark.parametrize(
    "data",
    [
        "Alpha,Beta\n1,2\n",
        "CourseDateID\n7\n",
        "Name,\r1",
        "x," * 200_000,
        'Dear "all",\nStartDate, EndDate',
        "{,Status,EndDate}",
    ],
)
def test_what_has_no_names_of_fields_is_not(data: str, cli: Callable[..., Any]) -> None:
    outcome = cli("check", "-", stdin=data.encode())
    assert (outcome.code, "CSV" in outcome.out) == (1, False)


@pytest.mark.parametrize(
    ("flags", "records", "is_watched", "is_told"),
    [
        ([], 3, True, True),
        (["-v"], 3, False, True),
        ([], 3, False, False),
        (["-q"], 3, True, False),
        (["-v"], 2, True, False),
    ],
)
@pytest.mark.parametrize("has_extra", [False, True])
def test_many_records_without_the_extra_are_told(  # noqa: PLR0913 - all that it depends on
    flags: list[str], records: int, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, *,
    is_watched: bool, is_told: bool, has_extra: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr("feedproof.ci.check._MANY", 3)
    monkeypatch.setattr("feedproof.ci.check.is_watched", lambda: is_watched)
    monkeypatch.setitem(sys.modules, "msgspec", importlib.import_module("json") if has_extra else None)
    data = cli("generate", "venues", "-n", str(records), "--format", "ndjson").out.encode()
    outcome = cli("check", "-", *flags, stdin=data)
    told = "3 records were checked without msgspec; python -m pip install 'feedproof[bulk]' makes that several times as fast\n"
    assert (outcome.code, outcome.err) == (0, told if is_told and not has_extra else "")
    assert "msgspec" not in outcome.out


PACKED = [".gz", ".zst"]


def pack(suffix: str, data: bytes) -> bytes:
    packs = gzip.compress if suffix == ".gz" else pytest.importorskip("zstandard").compress
    return bytes(packs(data))


@pytest.mark.parametrize("suffix", PACKED)
def test_what_comes_packed_through_a_pipe_is_unpacked(cli: Callable[..., Any], payloads: Path, suffix: str) -> None:
    """It has no name that says so, but begins as what is packed; the second feed has rules across records, so it is read twice."""
    twice = b'{"DelegateID": "7"}\n' * 2
    one = (payloads / "bad.json").read_bytes()
    for data, feed, rule in ((one, "course-dates", "unlisted-value"), (twice, "delegates", "repeated-id")):
        plain, packed = (cli("check", "-", "--feed", feed, stdin=given) for given in (data, pack(suffix, data)))
        assert packed == plain
        assert rule in plain.out


@pytest.mark.parametrize("suffix", PACKED)
def test_what_comes_packed_through_a_pipe_is_judged_and_comes_out_as_it_was(payloads: Path, suffix: str) -> None:
    """As a file that is packed is not fixed."""
    data = pack(suffix, (payloads / "bad.json").read_bytes())
    for option, expected in (("--fix", data), ("--diff", b"")):
        command = [*COMMAND, "check", "-", option]
        done = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603 - ours
        assert (done.returncode, done.stdout) == (1, expected)
        assert (b"unlisted-value" in done.stderr) == (option == "--fix")
        assert b"<stdin>: it is compressed, so it was not fixed; decompress it first" in done.stderr


def test_what_is_cut_of_a_packed_pipe_is_one_clear_line(cli: Callable[..., Any]) -> None:
    outcome = cli("check", "-", stdin=gzip.compress(b"{}")[:-6])
    assert (outcome.code, outcome.out) == (2, "")
    assert "<stdin>: the compressed file ends early; is it truncated or damaged?" in outcome.err


@pytest.mark.parametrize("data", [b"[]", b'{"results": []}', b'{"results": []}\n{"results": []}'])
def test_no_record_is_no_success(data: bytes, cli: Callable[..., Any]) -> None:
    outcome = cli("check", "-", stdin=data)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "feedproof: nothing was checked: there is no record in what was read\n"


def test_what_holds_no_record_is_named_in_every_report(payloads: Path, cli: Callable[..., Any]) -> None:
    forms = ["text", "json", "ndjson", "markdown", "html", "junit", "sarif"]
    outputs = [word for form in forms for word in ("--format", form, "-o", f"r.{form}")]
    assert cli("check", "no-record.json", "bad.json", "lines.ndjson", *outputs).code == 1
    assert [form for form in forms if "no-record.json" not in (payloads / f"r.{form}").read_text("utf-8")] == []
    assert json.loads((payloads / "r.json").read_text("utf-8"))["summary"]["empty"] == ["no-record.json"]


def test_of_many_without_a_record_some_are_named(payloads: Path, cli: Callable[..., Any]) -> None:
    for number in range(1007):
        (payloads / "none" / f"{number:04}.json").write_text("[]", encoding="utf-8")
    outcome = cli("check", "none", "good.json")
    assert outcome.code == 0
    assert outcome.out.splitlines()[1:] == [
        *(f"{Path('none', f'{number:04}.json')} holds no record" for number in range(5)),
        "1,002 more hold no record",
    ]


@pytest.mark.parametrize("held", [b"", b"\n", b" \r\n" * 700_000])
def test_lines_of_which_there_are_none_are_an_empty_list(held: bytes, payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "none" / "trainers.ndjson").write_bytes(held)
    outcome = cli("check", "none", "good.json")
    assert (outcome.code, "none/trainers.ndjson holds no record" in outcome.out) == (0, True)
    assert cli("drift", "none").err == "feedproof: nothing was seen: there is no record in what was read\n"
    (payloads / "none" / "trainers.ndjson").rename(payloads / "none" / "trainers.json")
    assert "empty-payload" in cli("check", "none").out


def test_an_ignored_law_is_no_success(cli: Callable[..., Any]) -> None:
    outcome = cli("check", "-", "--ignore", "empty-payload", stdin=b"")
    assert (outcome.code, outcome.out) == (2, "")


def test_many_troubles_of_one_kind_are_counted(payloads: Path, cli: Callable[..., Any]) -> None:
    for number in range(1007):
        (payloads / "none" / f"{number:04}.json").write_text('{"colour": "blue"}', encoding="utf-8")
    lines = cli("check", "none", "--at", "/data").err.splitlines()
    assert len(lines) == 6
    assert lines[4].startswith("feedproof: none/0004.json: the pointer /data leads nowhere")
    assert lines[5].startswith("feedproof: 1,002 more: the pointer /data leads nowhere")


STRANGERS = [{"colour": "blue"}, None, {"Name": "x"}]
WORDS = [
    "the payload is of no known feed, by its fields",
    "the payload is not an object, so its feed is unknown",
    "the payload is of course-templates or course-dates or trainers; its fields fit equally well",
]


@pytest.mark.parametrize(("jobs", "copies"), [("1", 1), ("2", 4000)])
def test_a_record_of_no_known_feed_is_a_finding_and_stops_nothing(
    jobs: str, copies: int, payloads: Path, cli: Callable[..., Any]
) -> None:
    good = json.loads((payloads / "good.json").read_bytes())
    records = [good] * copies + STRANGERS + [good] * copies
    (payloads / "dump.ndjson").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    outcome = cli("check", "dump.ndjson", "--format", "json", "--jobs", jobs)
    report = json.loads(outcome.out)
    told = [(each["rule"], each["record"], each["line"], each["message"]) for each in report["findings"]]
    assert told == [("unknown-feed", copies + n, copies + n + 1, words) for n, words in enumerate(WORDS)]
    assert (outcome.code, report["summary"]["checked"]["records"]) == (1, len(records))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything can be read by this user")
def test_a_file_that_may_not_be_read(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "good.json").chmod(0)
    outcome = cli("check", "good.json")
    assert (outcome.code, outcome.err) == (2, "feedproof: good.json: Permission denied\n")


@pytest.mark.parametrize("hidden", ["more", "more/deep"])
def test_a_folder_that_may_not_be_read_is_not_passed_over(
    hidden: str, payloads: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (payloads / "more" / "deep").mkdir(parents=True)
    (payloads / "more" / "good.json").write_bytes((payloads / "good.json").read_bytes())
    scandir = os.scandir

    def guarded(path: Any) -> Any:
        if Path(path) == Path(hidden):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    outcome = cli("check", "more")
    assert (outcome.code, outcome.err) == (2, f"feedproof: {Path(hidden)}: Permission denied\n")


def test_date_is_today_for_the_rules(payloads: Path, cli: Callable[..., Any]) -> None:
    over = (payloads / "good.json").read_bytes().replace(b"Provisional", b"Completed")
    early = cli("check", "-", "--date", "2026-03-01", stdin=over)
    assert "over-too-early" in early.out
    assert "2026-03-01" in early.out
    assert cli("check", "-", "--date", "2026-05-01", stdin=over).out == CLEAN


def test_another_contract_judges(payloads: Path, cli: Callable[..., Any]) -> None:
    text = _read(ROOT / "spec" / "openapi.yaml")
    (payloads / "mine.yaml").write_text(text.replace("Provisional", "provisional"), encoding="utf-8")
    assert cli("check", "bad.json", "--contract", "mine.yaml").code == 0
    assert cli("check", "good.json", "--contract", "mine.yaml").code == 1


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_each_o_belongs_to_the_format_before_it(payloads: Path, cli: Callable[..., Any]) -> None:
    outcome = cli("check", "bad.json", "--format", "json", "-o", "r.json", "--format", "text")
    assert (outcome.code, outcome.out) == (1, cli("check", "bad.json").out)
    assert json.loads(_read(payloads / "r.json"))["summary"]["errors"] == 1


def test_an_o_before_the_first_format_belongs_to_it(payloads: Path, cli: Callable[..., Any]) -> None:
    outcome = cli("check", "-o", "r.json", "bad.json", "--format", "json", "--format", "text", "-o", "r.txt")
    assert (outcome.code, outcome.out) == (1, "")
    assert json.loads(_read(payloads / "r.json"))["summary"]["errors"] == 1
    assert _read(payloads / "r.txt") == cli("check", "bad.json").out


def test_an_o_without_format_is_text(payloads: Path, cli: Callable[..., Any]) -> None:
    assert cli("check", "good.json", "-o", "r.txt").out == ""
    assert _read(payloads / "r.txt") == CLEAN


def test_a_report_that_cannot_be_written_leaves_the_others(payloads: Path, cli: Callable[..., Any]) -> None:
    before = sorted(payloads.iterdir())
    outcome = cli("check", "good.json", "--format", "json", "-o", "no/r.json", "--format", "text")
    assert (outcome.code, outcome.out) == (2, CLEAN)
    assert outcome.err == "feedproof: -o no/r.json: No such file or directory\n"
    assert sorted(payloads.iterdir()) == before


def test_a_report_is_written_whole_or_not_at_all(
    payloads: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_draft: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    (payloads / "r.txt").write_text("before", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", no_space)
    outcome = cli("check", "good.json", "-o", "r.txt")
    assert (outcome.code, outcome.err) == (2, "feedproof: -o r.txt: No space left on device\n")
    assert _read(payloads / "r.txt") == "before"
    assert not [path for path in payloads.iterdir() if path.name.startswith(".")]


def test_a_report_may_be_called_as_long_as_any_file(payloads: Path, cli: Callable[..., Any]) -> None:
    name = "r" * 255
    (payloads / "plain").write_text("", encoding="utf-8")
    assert cli("check", "good.json", "-o", name).code == 0
    assert _read(payloads / name) == CLEAN
    assert (payloads / name).stat().st_mode == (payloads / "plain").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has links for administrators only")
def test_a_link_that_leads_to_itself_is_named(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "loop.json").symlink_to("loop.json")
    outcome = cli("check", "loop.json", "good.json")
    assert (outcome.code, outcome.err) == (2, "feedproof: loop.json: Too many levels of symbolic links\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other modes, and links for administrators only")
def test_a_report_keeps_the_mode_and_the_link_of_its_file(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "real.txt").write_text("before", encoding="utf-8")
    (payloads / "real.txt").chmod(0o640)
    (payloads / "link.txt").symlink_to("real.txt")
    assert cli("check", "good.json", "-o", "link.txt").code == 0
    assert (payloads / "link.txt").is_symlink()
    assert _read(payloads / "real.txt") == CLEAN
    assert (payloads / "real.txt").stat().st_mode & 0o777 == 0o640


def test_json_report_loses_nothing(payloads: Path, cli: Callable[..., Any]) -> None:
    good = json.loads(_read(payloads / "good.json"))
    record = good | {"Status": "x", "MaxPlaces": "7", "NetCost": 1.5, "Unlisted": 1}
    (payloads / "many.json").write_text(json.dumps([record] * 50, indent=1), encoding="utf-8")
    report = json.loads(cli("check", "many.json", "--operation", "create", "--format", "json").out)
    checker = Checker(today=date(2026, 1, 1), action="create")
    found = checker.check((payloads / "many.json").read_bytes(), "many.json").findings
    assert len(found) == 4 * 50
    assert [(f["rule"], f["pointer"], f["line"], f["column"]) for f in report["findings"]] == [
        (f.rule, f.pointer, f.line, f.column) for f in sorted(found, key=lambda f: (f.line, f.column))
    ]
    assert sum(report["summary"]["by_rule"].values()) == len(found)
    jsonschema.validate(report, json.loads(_read(ROOT / "ci" / "report.schema.json")))


def test_json_report_says_what_was_not_examined(cli: Callable[..., Any]) -> None:
    outcome = cli("check", "nope.json", "good.json", "--format", "json")
    summary = json.loads(outcome.out)["summary"]
    assert outcome.code == 2
    assert summary["unchecked"] == [{"path": "nope.json", "reason": "No such file or directory"}]
    assert [entry["rule"] for entry in summary["not_run"]] == ["unknown-reference"]


def test_findings_stand_in_order_of_input_and_line(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "a.json").write_text(_read(payloads / "bad.json").replace("22", "0"), encoding="utf-8")
    report = json.loads(cli("check", "bad.json", "lines.ndjson", "a.json", "--format", "json").out)
    assert [(f["path"], f["line"]) for f in report["findings"]] == [
        ("bad.json", 5),
        ("lines.ndjson", 3),
        ("a.json", 5),
        ("a.json", 6),
    ]


@pytest.mark.parametrize("form", ["json", "ndjson", "sarif", "gitlab"])
@pytest.mark.parametrize("more", [(), ("--fix",), ("--diff",), ("--jobs", "2")])
def test_a_report_of_an_earlier_run_is_written_anew_and_is_no_payload(
    form: str, more: tuple[str, ...], cli: Callable[..., Any]
) -> None:
    wanted = ("check", ".", *more, "--feed", "course-dates", "--format", form, "-o", "tree/report.json")
    first = cli(*wanted) if "--fix" not in more else [cli(*wanted) for _ in range(2)][1]
    written = Path("tree/report.json").read_bytes()
    assert first.code == 1
    assert "feedproof:" not in first.err
    assert (cli(*wanted), Path("tree/report.json").read_bytes()) == (first, written)


@pytest.mark.parametrize("named", ["report.json", "./tree/../report.json"])
def test_a_report_that_is_to_be_checked_stays(named: str, cli: Callable[..., Any]) -> None:
    cli("check", "good.json", "--format", "json", "-o", "report.json")
    before = Path("report.json").read_bytes()
    outcome = cli("check", ".", named, "--format", "json", "-o", "report.json")
    assert outcome.code == 2
    assert "-o report.json: the report would overwrite a file that is to be checked" in outcome.err
    assert Path("report.json").read_bytes() == before


def test_a_payload_in_a_folder_is_not_taken_for_a_report(cli: Callable[..., Any]) -> None:
    size = Path("tree/report.json").write_bytes(Path("bad.json").read_bytes())
    outcome = cli("check", "tree", "--format", "json", "-o", "tree/report.json")
    assert outcome.code == 2
    assert "the report would overwrite a file that is to be checked" in outcome.err
    assert Path("tree/report.json").stat().st_size == size


def test_a_pipe_in_a_folder_is_not_read(payloads: Path, cli: Callable[..., Any]) -> None:
    """Nobody may be writing into it, ever."""
    folder = payloads / "piped"
    folder.mkdir()
    os.mkfifo(folder / "pipe.json")
    outcome = cli("check", "piped")
    assert (outcome.code, "the directory holds no payload" in outcome.err) == (2, True)
