"""The baseline: when a finding is known, when it no longer is, and every way in which the file can be wrong."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from feedproof.ci.baseline.file import dump, load_baseline
from feedproof.ci.baseline.model import Baseline, set_apart, updated
from feedproof.ci.baseline_entry import Entry
from feedproof.ci.failure import ServerFailure
from feedproof.ci.fingerprint import Fingerprint, fingerprint
from feedproof.ci.report import Report
from feedproof.ci.schemas import schema
from feedproof.ci.spool import kept
from feedproof.fixtures.spoil import sites, sound, spoil
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker, Judge
from feedproof.validators.model import Context, Finding, Severity
from feedproof.validators.personal import is_personal

FINDING = Finding(
    rule="too-long",
    severity=Severity.ERROR,
    certainty="stated",
    message="Name is too long",
    hint="",
    source="page: Name",
    feed="paints",
    record=3,
    id="7",
    pointer="/results/3/Name",
    contract="#/x",
    path="posts/a.json",
    line=30,
    column=9,
)
NAMELESS = FINDING._replace(id=None)
MARK = Fingerprint("too-long", "paints", "7", "", "/results/*/Name")
TODAY = date(2026, 11, 23)
HERE = Path()


def report(*findings: Finding) -> Report:
    return Report("1", "0" * 64, kept(findings), 1, 1, (), {}, {})


def all_rules(_rule: str) -> bool:
    return True


def baseline(*entries: Entry) -> Baseline:
    return Baseline(Path("baseline.json"), entries, update=False)


SAME: dict[str, tuple[Finding, dict[str, Any]]] = {
    "shifted lines": (FINDING, {"line": 90, "column": 1}),
    "reordered records": (FINDING, {"record": 0, "pointer": "/results/0/Name"}),
    "another value, or other words": (FINDING, {"message": "Name is much too long", "hint": "cut it"}),
    "another severity or evidence": (FINDING, {"severity": Severity.NOTE, "certainty": "assumed", "source": "x"}),
    "a record with an id in another file": (FINDING, {"path": "posts/b.json"}),
    "another place in the contract": (FINDING, {"contract": "#/y"}),
    "reordered records without id": (NAMELESS, {"record": 0, "pointer": "/results/0/Name", "line": 2}),
    "the same file, written differently": (NAMELESS, {"path": "./posts/../posts/a.json"}),
    "reordered parts of a record": (
        FINDING._replace(pointer="/Sessions/0/Name"),
        {"pointer": "/Sessions/12/Name"},
    ),
}
OTHER: dict[str, tuple[Finding, dict[str, Any]]] = {
    "another rule": (FINDING, {"rule": "too-short"}),
    "another feed": (FINDING, {"feed": "shops"}),
    "another record": (FINDING, {"id": "8"}),
    "another field": (FINDING, {"pointer": "/results/3/Type"}),
    "a field whose name ends with a digit": (FINDING, {"pointer": "/results/3/Name1"}),
    "a field whose name begins with a digit": (
        FINDING._replace(pointer="/2D/Name"),
        {"pointer": "/3D/Name"},
    ),
    "another file": (NAMELESS, {"path": "posts/b.json"}),
    "an operation of a server": (NAMELESS, {"path": "posts/a.json", "line": 0, "rule": "ST101"}),
}


@pytest.mark.parametrize("name", SAME)
def test_it_is_the_same_finding_in_spite_of(name: str) -> None:
    finding, changes = SAME[name]
    assert fingerprint(finding, HERE) == fingerprint(finding._replace(**changes), HERE)


@pytest.mark.parametrize("name", OTHER)
def test_it_is_another_finding_because_of(name: str) -> None:
    finding, changes = OTHER[name]
    assert fingerprint(finding, HERE) != fingerprint(finding._replace(**changes), HERE)


def test_paths_start_from_the_folder_of_the_baseline() -> None:
    assert fingerprint(NAMELESS, HERE).path == "posts/a.json"
    assert fingerprint(NAMELESS, Path("posts")).path == "a.json"
    assert fingerprint(NAMELESS._replace(path="<stdin>"), Path("posts")).path == "<stdin>"
    failure = ServerFailure("the sandbox", "GET /x", "ST101", "it fell over", "")
    assert fingerprint(failure, Path("posts")) == Fingerprint("ST101", "", "", "the sandbox: GET /x", "")


def expiring(year: int, month: int, day: int, count: int = 1) -> Entry:
    return Entry(MARK, count, date(year, month, day))


OTHER_MARK = MARK._replace(rule="unlisted-value")
THREE = (FINDING, FINDING._replace(line=31), FINDING._replace(line=32))
APPLIED: dict[str, tuple[tuple[Entry, ...], tuple[Finding, ...], int, tuple[Entry, ...], tuple[Entry, ...]]] = {
    "nothing known": ((), THREE, 0, (), ()),
    "known": ((Entry(MARK),), (FINDING,), 1, (), ()),
    "more than known": ((Entry(MARK, 2),), THREE, 2, (), ()),
    "fewer than known": ((Entry(MARK, 5),), THREE, 3, (Entry(MARK, 2),), ()),
    "gone": ((Entry(OTHER_MARK),), THREE, 0, (Entry(OTHER_MARK),), ()),
    "two entries": ((Entry(MARK), Entry(MARK)), THREE, 2, (), ()),
    "the last day": ((expiring(2026, 11, 23),), (FINDING,), 1, (), ()),
    "the day after": ((expiring(2026, 11, 22),), (FINDING,), 0, (), (expiring(2026, 11, 22),)),
    "expired and gone": ((expiring(2026, 11, 22),), (), 0, (expiring(2026, 11, 22),), ()),
    "one expired of two": ((expiring(2026, 1, 1), Entry(MARK)), THREE, 1, (), (expiring(2026, 1, 1),)),
    "expired, and covered by another": (
        (expiring(2026, 1, 1), Entry(MARK)),
        (FINDING,),
        1,
        (expiring(2026, 1, 1),),
        (),
    ),
}


@pytest.mark.parametrize("name", APPLIED)
def test_what_is_known_is_set_apart(name: str) -> None:
    entries, found, known, removable, expired = APPLIED[name]
    applied = set_apart(report(*found), baseline(*entries), TODAY, all_rules)
    assert applied.known == found[:known]
    assert tuple(applied.findings) == found[known:]
    assert (applied.removable, applied.expired) == (removable, expired)


def test_an_entry_of_a_rule_that_nobody_looked_for_is_left_alone() -> None:
    old = baseline(Entry(OTHER_MARK))
    assert set_apart(report(), old, TODAY, lambda rule: rule != OTHER_MARK.rule).removable == ()
    assert updated(report(), old, lambda rule: rule != OTHER_MARK.rule).entries == old.entries
    assert updated(report(), old, all_rules).entries == ()


UPDATED: dict[str, tuple[tuple[Entry, ...], tuple[Finding, ...], tuple[Entry, ...]]] = {
    "first": ((), THREE, (Entry(MARK, 3),)),
    "more": ((Entry(MARK),), THREE, (Entry(MARK, 3),)),
    "fewer": ((Entry(MARK, 5),), THREE, (Entry(MARK, 3),)),
    "none": ((Entry(MARK, 5),), (), ()),
    "expiry kept": ((expiring(2027, 1, 1),), (FINDING,), (expiring(2027, 1, 1),)),
    "expiry not renewed": ((expiring(2026, 1, 1),), (FINDING,), (expiring(2026, 1, 1),)),
    "expiry kept, more": ((expiring(2027, 1, 1),), THREE, (expiring(2027, 1, 1), Entry(MARK, 2))),
    "expiry kept, fewer": (
        (Entry(MARK, 2), expiring(2027, 1, 1, 5)),
        THREE,
        (expiring(2027, 1, 1, 3),),
    ),
    "in order": (
        (Entry(OTHER_MARK),),
        (FINDING._replace(rule="unlisted-value"), FINDING),
        (Entry(MARK), Entry(OTHER_MARK)),
    ),
    "reasons are kept": (
        (Entry(MARK, 2, None, "ticket 12"),),
        (FINDING, FINDING),
        (Entry(MARK, 2, None, "ticket 12"),),
    ),
    "two reasons are two entries": (
        (Entry(MARK, 1, None, "ticket 12"), Entry(MARK, 1, None, "ticket 3")),
        (FINDING, FINDING, FINDING),
        (Entry(MARK), Entry(MARK, 1, None, "ticket 12"), Entry(MARK, 1, None, "ticket 3")),
    ),
}


@pytest.mark.parametrize("name", UPDATED)
def test_an_update_counts_what_is_found_now_and_keeps_days_and_reasons(name: str) -> None:
    entries, found, expected = UPDATED[name]
    assert updated(report(*found), baseline(*entries), all_rules).entries == expected


def test_the_file_has_an_entry_a_line_and_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    entries = (Entry(MARK, 2), Entry(fingerprint(NAMELESS, HERE), 1, date(2027, 1, 31), "ticket 12"))
    text = dump(Baseline(file, entries, update=False))
    assert text == (
        '{\n  "version": 1,\n  "entries": [\n'
        '    {"rule": "too-long", "feed": "paints", "id": "7", "pointer": "/results/*/Name", "count": 2},\n'
        '    {"rule": "too-long", "feed": "paints", "path": "posts/a.json", "pointer": "/results/*/Name", "count": 1,'
        ' "expires": "2027-01-31", "reason": "ticket 12"}\n'
        "  ]\n}\n"
    )
    file.write_text(text, encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(schema("baseline"))
    jsonschema.validate(json.loads(text), schema("baseline"))
    assert load_baseline(file, update=False).entries == entries
    file.write_text(dump(Baseline(file, (), update=False)), encoding="utf-8")
    assert load_baseline(file, update=False).entries == ()


def test_an_entry_without_a_number_is_one_finding(tmp_path: Path) -> None:
    file, own = tmp_path / "baseline.json", {"rule": "a", "feed": "", "id": "1", "pointer": ""}
    file.write_text(json.dumps({"version": 1, "entries": [own]}), encoding="utf-8")
    assert [entry.times for entry in load_baseline(file, update=False).entries] == [1]


ENTRY = "; fix that entry, or remove it"
ANEW = "; name another file, or delete it and recreate it with --update-baseline"
BROKEN: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"{\n<<<<<<< HEAD\n}", f"not a baseline: not JSON at line 2{ANEW}"),
    "empty": (b"", f"not a baseline: not JSON at line 1{ANEW}"),
    "too deep": (b"[" * 200_000, f"not a baseline: not JSON{ANEW}"),
    "not UTF-8": (b"\xff", "not UTF-8 at byte 0"),
    "another version": (
        b'{"version": 2}',
        "is a baseline of version 2, and only 1 can be read; delete it and recreate it with --update-baseline",
    ),
    "no version": (b"{}", f'not a baseline: it has no "version": 1{ANEW}'),
    "no entries": (b'{"version": 1}', f"not a baseline: 'entries' is missing{ANEW}"),
    "what is no entry": (b'{"version": 1, "entries": [7]}', f"/entries/0: 7 is not an object{ENTRY}"),
    "another list": (
        b'{"version": 1, "entries": [], "known": []}',
        f"/known: 'known' is not known here; known: version, entries{ENTRY}",
    ),
    "a list": (b"[]", f'not a baseline: it has no "version": 1{ANEW}'),
    "an entry without rule": (
        b'{"version": 1, "entries": [{"feed": "", "path": "a", "pointer": ""}]}',
        f"/entries/0: 'rule' is missing{ENTRY}",
    ),
    "no such day": (
        b'{"version": 1, "entries": [{"rule": "a", "feed": "", "id": "1", "pointer": "", "expires": "2026-02-30"}]}',
        f'/entries/0/expires: "2026-02-30" is not a "date"; write the last day on which they are known, such as 2027-01-31{ENTRY}',
    ),
    "no such year": (
        b'{"version": 1, "entries": [{"rule": "a", "feed": "", "id": "1", "pointer": "", "expires": "0000-01-01"}]}',
        f"expires: year 0 is out of range{ENTRY}",
    ),
    "no count": (
        b'{"version": 1, "entries": [{"rule": "a", "feed": "", "id": "1", "pointer": "", "count": 0}]}',
        f"/entries/0/count: 0 is below 1; write how many such findings are known{ENTRY}",
    ),
    "an id and a path": (
        b'{"version": 1, "entries": [{"rule": "a", "feed": "", "id": "1", "path": "b", "pointer": ""}]}',
        f"/entries/0: has id and path; write one of them{ENTRY}",
    ),
    "no id and no path": (
        b'{"version": 1, "entries": [{"rule": "a", "feed": "", "pointer": ""}]}',
        f"/entries/0: has none of id, path; write one of them{ENTRY}",
    ),
    "an unknown key": (
        b'{"version": 1, "entries": [{"rule": "a", "feed": "", "id": "1", "pointer": "", "reasons": "x"}]}',
        f"/entries/0/reasons: 'reasons' is not known here (did you mean 'reason'?){ENTRY}",
    ),
}


@pytest.mark.parametrize("update", [[], ["--update-baseline"]], ids=["used", "updated"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_line(name: str, update: list[str], payloads: Path, cli: Callable[..., Any]) -> None:
    data, message = BROKEN[name]
    (payloads / "base").write_bytes(data)
    outcome = cli("check", "bad.json", "--baseline", "base", *update)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"feedproof: base: {message}\n"
    assert (payloads / "base").read_bytes() == data


def test_a_missing_file_is_one_line(cli: Callable[..., Any]) -> None:
    outcome = cli("check", "bad.json", "--baseline", "nope.json")
    assert (outcome.code, outcome.err) == (
        2,
        "feedproof: nope.json: there is no such baseline; --update-baseline writes it\n",
    )


def test_update_needs_a_file(cli: Callable[..., Any]) -> None:
    outcome = cli("check", "bad.json", "--update-baseline")
    assert outcome.code == 2
    assert (
        outcome.err
        == "feedproof: --update-baseline: say which file with --baseline FILE (see feedproof check --help)\n"
    )


KNOWN = "1 file, 1 record of course-dates (create): no findings\n1 known finding not counted\n"


def test_known_debt_does_not_block_and_new_debt_does(payloads: Path, cli: Callable[..., Any]) -> None:
    outcome = cli("check", "bad.json", "--baseline", "base.json", "--update-baseline")
    assert (outcome.code, outcome.out, outcome.err) == (0, KNOWN, "base.json: 1 known finding\n")
    lines = (payloads / "bad.json").read_text(encoding="utf-8").splitlines()
    reordered = "\n\n".join([lines[0], *(f"{line.rstrip(',')}," for line in lines[-2:0:-1])]).rstrip(",") + "}"
    (payloads / "bad.json").write_text(reordered, encoding="utf-8")
    assert cli("check", "bad.json", "--baseline", "base.json").out == KNOWN
    worse = {**json.loads(reordered), "MaxPlaces": 0}
    (payloads / "bad.json").write_text(json.dumps(worse), encoding="utf-8")
    outcome = cli("check", "bad.json", "--baseline", "base.json")
    assert outcome.code == 1
    assert ("not-positive" in outcome.out, "unlisted-value" in outcome.out) == (True, False)
    assert "unlisted-value" in cli("check", "bad.json", "--baseline", "base.json", "-v").out


def test_a_baseline_among_the_payloads_is_no_payload(payloads: Path, cli: Callable[..., Any]) -> None:
    arguments = ["check", "tree", "--baseline", "tree/base.json"]
    assert cli(*arguments, "--update-baseline").code == 0
    assert cli(*arguments).out.startswith("2 files, 3 records")
    assert json.loads((payloads / "tree" / "base.json").read_text(encoding="utf-8")) == {"version": 1, "entries": []}


def test_the_day_of_the_run_decides_what_has_expired(payloads: Path, cli: Callable[..., Any]) -> None:
    cli("check", "bad.json", "--baseline", "base.json", "--update-baseline")
    text = (payloads / "base.json").read_text(encoding="utf-8")
    text = text.replace('"count": 1', '"count": 1, "expires": "2026-06-30"')
    (payloads / "base.json").write_text(text, encoding="utf-8")
    arguments = ["check", "bad.json", "--baseline", "base.json", "--date"]
    assert cli(*arguments, "2026-06-30").code == 0
    late = cli(*arguments, "2026-07-01")
    assert late.code == 1
    assert "1 entry of the baseline expired: fix the findings, or set a later day\n" in late.out
    assert cli(*arguments, "2026-07-01", "--update-baseline").code == 1


def test_an_update_forgets_nothing_that_was_not_checked(payloads: Path, cli: Callable[..., Any]) -> None:
    cli("check", "bad.json", "--baseline", "base.json", "--update-baseline")
    before = (payloads / "base.json").read_text(encoding="utf-8")
    outcome = cli("check", "good.json", "gone.json", "--baseline", "base.json", "--update-baseline")
    assert outcome.code == 2
    assert "feedproof: base.json: left as it was, as not everything could be checked\n" in outcome.err
    assert (payloads / "base.json").read_text(encoding="utf-8") == before


def test_nothing_is_called_gone_that_an_update_would_not_forget(cli: Callable[..., Any]) -> None:
    cli("check", "bad.json", "--baseline", "base.json", "--update-baseline")
    assert "not found in this run: --update-baseline" in cli("check", "good.json", "--baseline", "base.json").out
    outcome = cli("check", "good.json", "gone.json", "--baseline", "base.json", "--format", "json")
    assert (outcome.code, json.loads(outcome.out)["summary"]["removable"]) == (2, [])


@pytest.mark.skipif(os.name == "nt", reason="Windows has other messages")
def test_a_baseline_that_cannot_be_written_leaves_the_report(cli: Callable[..., Any]) -> None:
    outcome = cli("check", "bad.json", "--baseline", "no/base.json", "--update-baseline")
    assert (outcome.code, outcome.err) == (2, "feedproof: no/base.json: No such file or directory\n")
    assert "unlisted-value" in outcome.out


def personal_values(schema: dict[str, Any], value: Any, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from personal_values(schema, child, (*path, key))
    elif is_personal(schema, path) and value not in {None, "", True, False}:
        yield str(value)


def broken_delegates() -> Iterator[tuple[Judge, Any]]:
    judge = Judge("delegates", Context("read", TODAY), bundled())
    for site in sites(judge):
        try:
            yield judge, spoil(judge, site, sound(judge, site))
        except FeedproofError:
            continue


def test_no_personal_value_gets_into_a_baseline() -> None:
    """Nor does a digest of one: the fingerprint holds rule, feed, id, path and pointer as they are, and nothing else."""
    seen = 0
    for judge, record in broken_delegates():
        found = Checker(feed="delegates", action="read", today=judge.context.today).check(
            json.dumps(record).encode(), "a.json"
        )
        text = dump(updated(report(*found.findings), baseline(), all_rules))
        values = {value for value in personal_values(judge.schema, record) if len(value) > 3}
        seen += len(values)
        assert [value for value in values if value in text] == []
    assert seen > 20
