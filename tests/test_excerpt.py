"""The excerpt of a payload beside a finding: it marks the place, and shows nothing that may be personal."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci import excerpt as module
from feedproof.ci.excerpt import MARK, excerpts
from feedproof.ci.run import check_all
from feedproof.fixtures.build import records
from feedproof.fixtures.plan import FULL
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Judge
from feedproof.validators.model import Context, Finding
from reported import finding

COURSE = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
SESSION = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-29T17:00:00"}


def of(value: Any, pointer: str, **changes: Any) -> list[str]:
    Path("a.json").write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    made = finding(0)._replace(**{"path": "a.json", "line": 1, "pointer": pointer} | changes)
    (lines,) = excerpts([made], bundled())
    return list(lines)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


SHOWN = {
    "a field in the middle": (
        COURSE | {"Name": "x", "NetCost": 3},
        "/Status",
        [
            "  the record: {",
            '    "StartDate": "2027-03-29T09:00:00",',
            '    "EndDate": "2027-03-30T17:00:00",',
            '>   "Status": "Available",',
            '    "MaxPlaces": 12,',
            '    "Name": "x",',
            "    …",
            "  }",
        ],
    ),
    "a field that is missing": (
        {"Status": "Available"},
        "/EndDate",
        ["  the record: {", '    "Status": "Available",', '>   (no "EndDate" here)', "  }"],
    ),
    "a record of a list": ([3, COURSE], "/0", ["  the record: [", ">   …,", "    {…},", "  ]"]),
    "the whole document": ({}, "", ["> the record: {", "  }"]),
    "nothing in it": (
        {"Sessions": [], "Day": {}},
        "/Day",
        ["  the record: {", '    "Sessions": [],', '>   "Day": {},', "  }"],
    ),
    "deep inside": (
        {"results": [COURSE | {"Sessions": [SESSION, SESSION]}]},
        "/results/0/Sessions/1/EndDate",
        [
            "  results[0].Sessions[1]: {",
            '    "StartDate": "2027-03-29T09:00:00",',
            '>   "EndDate": "2027-03-29T17:00:00",',
            "  }",
        ],
    ),
    "a field that nobody knows": ({"Nick": "Bob"}, "/Nick", ["  the record: {", '>   "Nick": …,', "  }"]),
    "a long value": (
        {"Name": "n" * 300},
        "/Name",
        ["  the record: {", f'>   "Name": "{"n" * 58}…,', "  }"],
    ),
    "what steers a terminal": ({"Name": "\x1b[2J"}, "/Name", ["  the record: {", '>   "Name": "\\u001b[2J",', "  }"]),
    "a place that is gone": ({"Name": "x"}, "/results/0/Name", []),
    "a body in a recording": (
        {"log": {"entries": [{"request": {"text": json.dumps({"results": [SESSION]})}}]}},
        "/log/entries/0/request/text/results/0/EndDate",
        [
            "  results[0]: {",
            '    "StartDate": "2027-03-29T09:00:00",',
            '>   "EndDate": "2027-03-29T17:00:00",',
            "  }",
        ],
    ),
    "the whole body in a recording": (
        {"text": "secret", "Name": "x"},
        "/text",
        ["  the record: {", '>   "text": …,', '    "Name": "x",', "  }"],
    ),
    "no JSON in a recording": ({"text": "{"}, "/text/Name", []),
    "names that are digits": ({"²": {"0": [5]}}, "/²/0/0", ["  ².0: [", ">   …,", "  ]"]),
    "an index that is none": ([5], "/²", ["  the record: [", "    …,", '>   (no "²" here)', "  ]"]),
    "no object": ('"text"', "", []),
    "a text with a flaw": ('{"Name": 1, "Name": 2}', "/Name", []),
    "a text that is no JSON": ('{"Name": ', "/Name", []),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_place_is_marked(name: str) -> None:
    value, pointer, expected = SHOWN[name]
    assert of(value, pointer) == expected


def test_a_line_of_ndjson_is_the_record() -> None:
    lines = "\n".join(json.dumps(COURSE | {"MaxPlaces": number}) for number in range(1, 9)) + "\n{,\n"
    Path("a.ndjson").write_text(lines, encoding="utf-8")
    made = [finding(0, path="a.ndjson", line=number, pointer="/MaxPlaces") for number in (1, 8, 9)]
    shown = [[line for line in lines if line.startswith(MARK)] for lines in excerpts(made, bundled())]
    assert shown == [['>   "MaxPlaces": 1,'], ['>   "MaxPlaces": 8,'], []]


def test_a_packed_file_is_unpacked() -> None:
    Path("a.json.gz").write_bytes(gzip.compress(json.dumps(COURSE).encode()))
    ((*_, place, _),) = excerpts([finding(0, path="a.json.gz", line=1, pointer="/MaxPlaces")], bundled())
    assert place == '>   "MaxPlaces": 12,'


def test_there_is_none_where_nothing_can_be_read_or_nobody_knows_what_is_personal() -> None:
    Path("a.json").write_text(json.dumps(COURSE), encoding="utf-8")
    here = finding(0, path="a.json", line=1, pointer="/Status")
    assert next(excerpts([here], bundled()))
    assert list(excerpts([here], None)) == [()]
    others = [here._replace(**change) for change in ({"path": "b.json"}, {"feed": ""}, {"path": "<stdin>"})]
    assert list(excerpts(others, bundled())) == [(), (), ()]


def test_of_a_large_file_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.ndjson").write_text(f"{json.dumps(COURSE)}\n" * 9, encoding="utf-8")
    Path("a.json").write_text(json.dumps([COURSE] * 9), encoding="utf-8")
    monkeypatch.setattr(module, "LARGEST", len(json.dumps(COURSE)) * 4)
    made = [finding(0, path="a.ndjson", line=number, pointer="/Status") for number in (1, 3)]
    assert all(excerpts(made, bundled()))
    assert list(excerpts([finding(0, path="a.json", line=1, pointer="/0/Status")], bundled())) == [()]


@pytest.mark.parametrize("feed", bundled().feeds)
def test_nothing_personal_is_shown(feed: str) -> None:
    """Every field of a full record is asked for; what the contract marks, and what stands in it, is not there."""
    judge = Judge(feed, Context("read", date(2027, 1, 1)), bundled())
    (record,) = records(judge, 1, 1, FULL)
    text = "\n".join(line for name in record for line in of(record, f"/{name}", feed=feed))
    shown = {name: f'"{name}": …' not in text for name, value in record.items() if not isinstance(value, dict | list)}
    marked = {name for name, schema in judge.schema["properties"].items() if schema.get("x-personal")}
    assert {name for name, is_shown in shown.items() if not is_shown} == marked & shown.keys()
    assert [value for name, value in record.items() if name in marked and f'"{value}"' in text] == []


def test_a_run_has_what_an_excerpt_needs() -> None:
    Path("a.json").write_text(json.dumps(COURSE | {"Status": "available"}), encoding="utf-8")
    report = check_all(Checker(), ["a.json"], lambda _rule: True, [])
    found: Finding = next(iter(report.findings))
    (lines,) = excerpts([found], report.contract)
    assert [line for line in lines if line.startswith(MARK)] == ['>   "Status": "available",']
