"""Rules across records: a duplicate id in the input, a reference to a record that is not in it, and no false alarm."""

import gzip
import io
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.run import check_all
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker, Finding
from feedproof.validators.across import ACROSS, Across, ids, search
from feedproof.validators.across.ids import Ids
from feedproof.validators.across.search import repeated, unknown_ids
from feedproof.validators.across.sites import collections
from feedproof.validators.bulk import Bulk
from feedproof.validators.bulk.stream import Stream

TODAY = date(2026, 1, 1)
Files = dict[str, Any]


def course(number: Any, **more: Any) -> dict[str, Any]:
    record = {
        "CourseDateID": number,
        "Name": "x",
        "StartDate": "2027-01-04T09:00:00Z",
        "EndDate": "2027-01-05T17:00:00Z",
    }
    return {**record, "Status": "Available", "MaxPlaces": 9, **more}


def delegate(number: str, of: Any) -> dict[str, Any]:
    return {"DelegateID": number, "UserID": "U1", "CourseDateID": of, "Status": "Booked"}


def venue(number: str) -> dict[str, Any]:
    return {"VenueID": number, "Label": f"Venue {number}"}


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def found(folder: Path, files: Files, **options: Any) -> tuple[list[str], dict[str, str]]:
    """Return what the rules across records find in these files, checked in this order, and what was not run."""
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        (folder / name).write_text(text, encoding="utf-8")
    checker = Checker(today=TODAY, **options)
    report = check_all(checker, [str(folder / name) for name in files], lambda rule: rule in ACROSS, [])
    said = [f"{f.path}:{f.line}:{f.column} {f.rule} {f.pointer} {f.message}" for f in report.findings]
    return [line.replace(f"{folder}/", "") for line in said], dict(report.not_run)


A, B, C = course("1"), course("2"), course("3")
CASES: dict[str, tuple[Files, dict[str, str], list[str]]] = {
    "once each": ({"a.ndjson": lines(A, B, C)}, {}, []),
    "twice in one file": (
        {"a.ndjson": lines(A, B, A)},
        {},
        ['a.ndjson:3:18 repeated-id /CourseDateID CourseDateID is "1", as in line 1 of a.ndjson'],
    ),
    "three times": (
        {"a.ndjson": lines(A, A, A)},
        {},
        [f'a.ndjson:{n}:18 repeated-id /CourseDateID CourseDateID is "1", as in line 1 of a.ndjson' for n in (2, 3)],
    ),
    "in two pages": (
        {"a.json": {"results": [A, B]}, "b.json": {"results": [C, B]}},
        {},
        ['b.json:12:20 repeated-id /results/1/CourseDateID CourseDateID is "2", as in line 12 of a.json'],
    ),
    "an array and lines": (
        {"a.json": [A], "b.ndjson": lines(B, A)},
        {},
        ['b.ndjson:2:18 repeated-id /CourseDateID CourseDateID is "1", as in line 3 of a.json'],
    ),
    "the same id in two feeds": ({"a.ndjson": lines(A), "b.ndjson": lines(venue("1"))}, {}, []),
    "samples of one record": ({"a.json": A, "b.json": A}, {}, []),
    "a sample of a record of the list": ({"a.json": A, "b.json": [A]}, {}, []),
    "lines with one record": (
        {"a.ndjson": lines(A), "b.ndjson": lines(A)},
        {},
        ['b.ndjson:1:18 repeated-id /CourseDateID CourseDateID is "1", as in line 1 of a.ndjson'],
    ),
    "bodies to create": (
        {"a.ndjson": lines(*[{k: v for k, v in A.items() if k != "CourseDateID"}] * 2)},
        {"feed": "course-dates", "action": "create"},
        [],
    ),
    "bodies to update": ({"a.ndjson": lines(A, A)}, {"feed": "course-dates", "action": "update"}, []),
    "ids that are no ids": ({"a.ndjson": lines(course(1), course(1), course(""), course(""), course(None))}, {}, []),
    "a record with other faults": (
        {"a.ndjson": lines(A, course("1", Status="no", MaxPlaces=0))},
        {},
        ['a.ndjson:2:18 repeated-id /CourseDateID CourseDateID is "1", as in line 1 of a.ndjson'],
    ),
    "an id that is personal": (
        {"a.ndjson": lines(delegate("U1~1", "1"), delegate("U1~1", "1"))},
        {},
        ["a.ndjson:2:16 repeated-id /DelegateID DelegateID is a personal value, as in line 1 of a.ndjson"],
    ),
    "a record that is not there": (
        {"a.ndjson": lines(A, B), "b.ndjson": lines(delegate("U1~1", "1"), delegate("U1~3", "3"))},
        {},
        ['b.ndjson:2:56 unknown-reference /CourseDateID CourseDateID is "3", which is not in course-dates'],
    ),
    "the others come later": (
        {"b.ndjson": lines(delegate("U1~1", "1"), delegate("U1~3", "3")), "c.json": [A, C]},
        {},
        [],
    ),
    "one that is a sample": ({"a.json": [A], "b.json": B, "c.json": delegate("U1~2", "2")}, {}, []),
    "of a sample": (
        {"a.json": [A], "c.json": delegate("U1~2", "2")},
        {},
        ['c.json:4:18 unknown-reference /CourseDateID CourseDateID is "2", which is not in course-dates'],
    ),
    "a reference that is no text": ({"a.ndjson": lines(A), "b.ndjson": lines(delegate("U1~1", 3))}, {}, []),
    "a reference that is empty": ({"a.ndjson": lines(A), "b.ndjson": lines(delegate("U1~1", ""))}, {}, []),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_found(name: str, tmp_path: Path) -> None:
    files, options, expected = CASES[name]
    assert found(tmp_path, files, **options)[0] == expected


D = lines(delegate("U1~9", "9"))
SILENT: dict[str, tuple[Files, str]] = {
    "the feed is not there": ({"b.ndjson": D}, "the ids of course-dates are not known here"),
    "the feed is there as samples": ({"a.json": A, "b.ndjson": D}, "the ids of course-dates are not known here"),
    "a line cannot be read": (
        {"a.ndjson": lines(A) + "{\n", "b.ndjson": D},
        "not all of the input could be read, so not all ids of course-dates are known",
    ),
    "the end is lost": (
        {"a.json": json.dumps([A, B])[:-9], "b.ndjson": lines(C) + D},
        "not all of the input could be read, so not all ids of course-dates are known",
    ),
    "a record has no id": (
        {"a.ndjson": lines(A, course(9)), "b.ndjson": D},
        "a record of course-dates has no id that can be read",
    ),
    "the id of a record is empty": (
        {"a.ndjson": lines(A, course("")), "b.ndjson": D},
        "a record of course-dates has no id that can be read",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_references_are_looked_up_only_where_all_ids_are_known(name: str, tmp_path: Path) -> None:
    files, reason = SILENT[name]
    said, not_run = found(tmp_path, files)
    assert said == []
    assert reason in not_run["unknown-reference"].split("; ")


TOLD = "not run: unknown-reference ("


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("options", [[], ["--select", "unknown-reference"], ["--ignore", "unknown-reference"], ["-q"]])
def test_what_the_input_kept_from_running_is_told_and_what_was_asked_for_by_name(
    name: str, options: list[str], cli: Callable[..., Any], tmp_path: Path
) -> None:
    files, reason = SILENT[name]
    for file, content in files.items():
        (tmp_path / file).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    out = cli("check", *options, *(str(tmp_path / file) for file in files)).out
    is_told = options[:1] == ["--select"] or (not options and "are not known here" not in reason)
    assert [reason in line for line in out.splitlines() if line.startswith(TOLD)] == [True] * is_told


def test_a_rule_that_cannot_run_for_a_place_says_so_for_that_place(tmp_path: Path) -> None:
    _, not_run = found(tmp_path, {"a.ndjson": lines(A) + lines(delegate("U1~1", "1"))})
    assert not_run == {"unknown-reference": "the ids of training-providers are not known here"}


def test_why_a_rule_cannot_run_is_told_in_the_same_order_each_time() -> None:
    kinds = [("course-dates", "read"), ("delegates", "read")]
    across = Across(Checker(), lambda rule: rule in ACROSS)
    assert across.not_run(kinds) == across.not_run(kinds[::-1])
    assert "; " in across.not_run(kinds)["unknown-reference"]


def test_a_missing_file_keeps_references_silent(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text(lines(A) + D, encoding="utf-8")
    names = [str(tmp_path / "a.ndjson"), str(tmp_path / "none.ndjson")]
    assert [f.rule for f in check_all(Checker(), names[:1], lambda rule: rule in ACROSS, []).findings] == [
        "unknown-reference"
    ]
    report = check_all(Checker(), names, lambda rule: rule in ACROSS, [])
    assert list(report.findings) == []
    assert "not all of the input could be read" in report.not_run["unknown-reference"]


@pytest.mark.parametrize("feed", bundled().feeds)
def test_a_list_spoilt_at_a_site_gives_its_finding_and_no_other(feed: str, tmp_path: Path) -> None:
    """The acid test of whole inputs: for the key of each feed, and for each reference to another one."""
    golden = Path(__file__).parent.parent / "fixtures" / "golden"
    key = bundled().feed(feed).key
    record = json.loads((golden / feed / "full.json").read_bytes())
    others = [record | {key: f"{number}"} for number in range(9)]
    sound = {"a.ndjson": lines(*others)}
    for collection in collections(Checker().judge(feed, "read")):
        if collection in bundled().feeds:
            sound[f"{collection}.ndjson"] = lines(json.loads((golden / collection / "full.json").read_bytes()))
    assert found(tmp_path, sound)[0] == []
    (said,) = found(tmp_path, sound | {"a.ndjson": lines(*others, others[4])})[0]
    assert said.startswith("a.ndjson:10:")
    assert f" repeated-id /{key} {key} is " in said
    if len(sound) > 1:
        name = next(name for name in record if name != key and name in json.dumps(bundled().feeds["course-dates"].key))
        (said,) = found(tmp_path, sound | {"a.ndjson": lines(*others, record | {key: "x", name: "none"})})[0]
        assert f" unknown-reference /{name} " in said


def pieced(texts: list[tuple[str, bytes, bool | None]], block: int, jobs: int = 1) -> list[Finding]:
    """Return what is found across documents that are read in blocks of this size."""
    checker = Checker(today=TODAY)
    across = Across(checker, lambda rule: rule in ACROSS)
    with Bulk(across.checker, jobs) as bulk:
        for path, data, is_lines in texts:
            across.begin(path, lambda data=data: Opened(data, block), is_lines=is_lines)
            with Opened(data, block) as stream:
                for checked in bulk.check(stream, path, is_lines=is_lines):
                    across.add(checked)
    return list(across.findings())


class Opened:
    def __init__(self, data: bytes, block: int) -> None:
        self.stream = Stream(io.BytesIO(data), block=block)

    def __enter__(self) -> Stream:
        return self.stream

    def __exit__(self, *_: object) -> None:
        pass


def test_pieces_give_what_the_whole_gives() -> None:
    chance = random.Random(3)
    dates = [course(str(chance.randrange(150)), Status=chance.choice(["Available", "no"])) for _ in range(120)]
    people = [delegate(f"U{n}", str(chance.randrange(200))) for n in range(100)]
    texts: list[tuple[str, bytes, bool | None]] = [
        ("a.ndjson", ("\ufeff" + lines(*dates[:40])).replace("\n", "\n\n").encode(), True),
        ("b.json", json.dumps({"n": 1, "results": dates[40:80]}, indent=2).encode(), None),
        ("c.json", json.dumps(dates[80:]).encode(), None),
        ("d.ndjson", lines(*[people[n : n + 3] for n in range(0, 50, 3)], *people[51:]).encode(), True),
    ]
    expected = pieced(texts, 1 << 20)
    assert {f.rule for f in expected} == ACROSS
    assert {f.path for f in expected} >= {"a.ndjson", "b.json", "c.json", "d.ndjson"}
    assert [(f.path, f.line, f.column) for f in expected] == sorted((f.path, f.line, f.column) for f in expected)
    for block in (700, 3000, 9000):
        assert pieced(texts, block) == expected


def test_two_ids_with_one_hash_are_two(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ids, "hash", lambda _value: 7, raising=False)
    said, _ = found(tmp_path, {"a.ndjson": lines(A, B, C, A)})
    assert said == ['a.ndjson:4:18 repeated-id /CourseDateID CourseDateID is "1", as in line 1 of a.ndjson']


@pytest.mark.parametrize("others", [7, 10_000])
@pytest.mark.parametrize("few", [7, 50, 10_000])
def test_ids_on_disk_are_as_those_in_memory(few: int, others: int) -> None:
    chance = random.Random(few)
    values = [None if chance.random() < 0.1 else f"id {chance.randrange(400)}" for _ in range(500)]
    there, named = Ids(few), Ids(others)
    for start in range(0, 500, 20):
        assert there.add(values[start : start + 20], start) == values[start : start + 20].count(None)
    named.add([f"id {number}" for number in range(450)], 0)
    first = {value: values.index(value) for value in values if value is not None}
    assert sorted(repeated(there)) == [
        (at, first[value]) for at, value in enumerate(values) if value is not None and first[value] != at
    ]
    assert sorted(unknown_ids(named, there)) == [(n, None) for n in range(450) if f"id {n}" not in first]
    assert list(unknown_ids(named, there, named)) == []


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", no_space)
    with pytest.raises(FeedproofError, match="ids of the input cannot be kept on disk: No space left on device"):
        Ids(few=3).add("abcd", 0)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Return a folder with ids that stand twice, some two thousand records and more than a block apart."""
    records = [course(str(number), AimsText="x" * 600) for number in range(2000)]
    text = lines(*records, records[7], records[1234])
    (tmp_path / "a.ndjson").write_text(text, encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps([course("1999"), *records[:3]], indent=2), encoding="utf-8")
    (tmp_path / "c.ndjson.gz").write_bytes(gzip.compress(lines(records[5]).encode()))
    return tmp_path


def checked(*arguments: str, cwd: Path, stdin: bytes | None = None) -> bytes:
    call = "from feedproof.ci.cli import main\nif __name__ == '__main__': main()"
    file = cwd / "program.py"
    file.write_text(call, encoding="utf-8")
    command = [sys.executable, str(file), "check", *arguments, "--date", "2026-12-01", "--select", "repeated-id"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=cwd, input=stdin, timeout=120)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_the_report_is_the_same_whatever_jobs_is(large: Path) -> None:
    one = checked("a.ndjson", "b.json", "c.ndjson.gz", cwd=large)
    assert one.count(b"warning  repeated-id") == 7
    assert b'b.json:3:21  warning  repeated-id  CourseDateID is "1999", as in line 2000 of a.ndjson' in one
    assert checked("a.ndjson", "b.json", "c.ndjson.gz", "--jobs", "2", cwd=large) == one


def test_standard_input_is_as_a_file(large: Path) -> None:
    file = checked("a.ndjson", cwd=large)
    assert file.count(b"repeated-id") == 2
    assert checked("-", cwd=large, stdin=(large / "a.ndjson").read_bytes()) == file.replace(b"a.ndjson", b"<stdin>")


def test_a_file_that_changes_before_it_is_read_again_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.ndjson").write_text(lines(A, B, A), encoding="utf-8")

    def shrink(found_ids: Ids) -> Any:
        (tmp_path / "a.ndjson").write_text(lines(A), encoding="utf-8")
        return repeated(found_ids)

    monkeypatch.setattr("feedproof.validators.across.repeated", shrink)
    assert search.repeated is repeated
    report = check_all(Checker(), [str(tmp_path / "a.ndjson")], lambda rule: rule in ACROSS, [])
    assert report.unchecked == {"the rules across records": f"{tmp_path / 'a.ndjson'}: changed while it was read"}


def test_a_rule_that_is_not_wanted_costs_nothing(cli: Callable[..., Any], payloads: Path) -> None:
    (payloads / "a.ndjson").write_text(lines(A, A), encoding="utf-8")
    assert "repeated-id" in cli("check", "a.ndjson").out
    checker = Across(Checker(collects_keys=True), lambda rule: rule not in ACROSS).checker
    assert not checker.check(lines(A, A).encode()).key_values
    assert "repeated-id" not in cli("check", "a.ndjson", "--ignore", "repeated-id").out
