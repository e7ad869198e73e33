"""The reports of a run, on findings made by hand."""

import json
from collections.abc import Iterator
from datetime import date

import jsonschema
import pytest
from feedproof.ci.baseline_entry import Entry
from feedproof.ci.failure import ServerFailure
from feedproof.ci.fingerprint import Fingerprint
from feedproof.ci.report import Report, fails, totals
from feedproof.ci.reporters import formats
from feedproof.ci.schemas import schema
from feedproof.ci.spool import Findings, kept
from feedproof.ci.view import View
from feedproof.validators.model import Finding, Severity
from rendered import rendered

FINDING = Finding(
    rule="unlisted-value",
    severity=Severity.ERROR,
    certainty="stated",
    message='Colour is "blu", not one of Red, Blue',
    hint="write 'Blue'",
    source="page: Colour, Red or Blue",
    feed="paints",
    record=0,
    id="7",
    pointer="/Colour",
    contract="#/components/schemas/Paint/properties/Colour/enum",
    path="a.json",
    line=3,
    column=13,
)
NOTE = FINDING._replace(
    rule="unlisted-field", severity=Severity.NOTE, certainty="assumed", hint="", line=4, path="b.json"
)
REPORT = Report("1.2.0", "0" * 64, kept([FINDING]), 1, 1, (("paints", "create"),), {"unknown-reference": "no ids"}, {})
CLEAN = REPORT._replace(findings=kept([]))
MARK = Fingerprint("too-long", "paints", "7", "", "/Name")

TEXTS = {
    "clean": (CLEAN, View(), "1 file, 1 record of paints (create): no findings"),
    "clean, verbose": (
        CLEAN,
        View(verbose=True),
        """\
1 file, 1 record of paints (create): no findings
not run: unknown-reference (no ids)""",
    ),
    "a finding": (
        REPORT,
        View(),
        """\
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
  hint: write 'Blue'

1 file, 1 record of paints (create): 1 error
feedproof rules RULE says why, and how to fix it""",
    ),
    "a finding, verbose": (
        REPORT,
        View(verbose=True),
        """\
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
  hint: write 'Blue'
  source: page: Colour, Red or Blue (stated)

1 file, 1 record of paints (create): 1 error
feedproof rules RULE says why, and how to fix it
not run: unknown-reference (no ids)""",
    ),
    "several files and feeds": (
        REPORT._replace(
            findings=kept([FINDING, NOTE]), files=2, records=1200, judged_as=(("paints", "create"), ("shops", "read"))
        ),
        View(),
        """\
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
  hint: write 'Blue'
b.json:4:13  note  unlisted-field  Colour is "blu", not one of Red, Blue

2 files, 1,200 records of paints (create), shops (read): 1 error, 1 note
feedproof rules RULE says why, and how to fix it""",
    ),
    "capped, in each file by itself": (
        REPORT._replace(findings=kept([*(FINDING._replace(line=n, hint="") for n in range(1, 1203)), NOTE])),
        View(limit=2),
        """\
a.json:1:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
a.json:2:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
a.json: … and 1,200 more of unlisted-value (--max 0 shows all)
b.json:4:13  note  unlisted-field  Colour is "blu", not one of Red, Blue

1 file, 1 record of paints (create): 1,202 errors, 1 note
feedproof rules RULE says why, and how to fix it""",
    ),
    "capped, in all files together": (
        REPORT._replace(
            findings=kept(
                [
                    *(FINDING._replace(path=f"{n}.json", line=line, hint="") for n in range(1, 9) for line in (1, 2)),
                    NOTE,
                ]
            ),
        ),
        View(limit=1),
        """\
1.json:1:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
1.json: … and 1 more of unlisted-value (--max 0 shows all)
2.json:1:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
2.json: … and 1 more of unlisted-value (--max 0 shows all)
3.json:1:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
3.json: … and 1 more of unlisted-value (--max 0 shows all)
4.json:1:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
4.json: … and 1 more of unlisted-value (--max 0 shows all)
5.json:1:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
5.json: … and 1 more of unlisted-value (--max 0 shows all)
b.json:4:13  note  unlisted-field  Colour is "blu", not one of Red, Blue
… and 6 more of unlisted-value in 3 other files (--max 0 shows all)

1 file, 1 record of paints (create): 16 errors, 1 note
feedproof rules RULE says why, and how to fix it""",
    ),
    "exactly at the cap": (
        REPORT._replace(findings=kept([FINDING._replace(hint="")])),
        View(limit=1),
        """\
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue

1 file, 1 record of paints (create): 1 error
feedproof rules RULE says why, and how to fix it""",
    ),
    "not capped": (
        REPORT._replace(findings=kept([FINDING._replace(hint="")] * 2)),
        View(limit=0),
        """\
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue

1 file, 1 record of paints (create): 2 errors
feedproof rules RULE says why, and how to fix it""",
    ),
    "nothing checked": (CLEAN._replace(records=0), View(), ""),
    "something not checked": (
        CLEAN._replace(unchecked={"c.json": "No such file or directory"}),
        View(),
        """\
1 file, 1 record of paints (create): no findings
c.json could not be checked: No such file or directory""",
    ),
    "a path that would move the cursor": (
        REPORT._replace(findings=kept([FINDING._replace(path="\x1b[2J\n.json", hint="")])),
        View(),
        """\
\\u001b[2J\\u000a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue

1 file, 1 record of paints (create): 1 error
feedproof rules RULE says why, and how to fix it""",
    ),
    "known findings": (
        CLEAN._replace(known=(FINDING, NOTE), removable=(Entry(MARK, 2),)),
        View(),
        """\
1 file, 1 record of paints (create): no findings
2 known findings not counted
2 known findings not found in this run: --update-baseline removes them""",
    ),
    "known findings, verbose": (
        REPORT._replace(known=(NOTE,), removable=(Entry(MARK),), expired=(Entry(MARK, 2, date(2026, 1, 31)),)),
        View(verbose=True),
        """\
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
  hint: write 'Blue'
  source: page: Colour, Red or Blue (stated)

known by the baseline:
b.json:4:13  note  unlisted-field  Colour is "blu", not one of Red, Blue
  source: page: Colour, Red or Blue (assumed)

1 file, 1 record of paints (create): 1 error
1 known finding not counted
1 entry of the baseline expired: fix the findings, or set a later day
1 known finding not found in this run: --update-baseline removes it
feedproof rules RULE says why, and how to fix it
removable: too-long of paints 7 /Name, 1 time
expired: too-long of paints 7 /Name, 2 times, on 2026-01-31
not run: unknown-reference (no ids)""",
    ),
    "quiet and clean": (CLEAN, View(quiet=True), ""),
    "quiet": (
        REPORT._replace(findings=kept([NOTE, FINDING]), known=(FINDING,), unchecked={"c.json": "gone"}),
        View(quiet=True),
        """\
a.json:3:13  error  unlisted-value  Colour is "blu", not one of Red, Blue
  hint: write 'Blue'""",
    ),
    "quiet, where notes fail": (
        REPORT._replace(findings=kept([NOTE])),
        View(quiet=True, fail_on=Severity.NOTE),
        'b.json:4:13  note  unlisted-field  Colour is "blu", not one of Red, Blue',
    ),
    "a failure of a server has no line": (
        REPORT._replace(
            findings=kept([ServerFailure("the sandbox", "GET /paints", "unlisted-value", FINDING.message, "")]),
        ),
        View(),
        """\
the sandbox: GET /paints  error  unlisted-value  Colour is "blu", not one of Red, Blue

1 file, 1 record of paints (create): 1 error
feedproof rules RULE says why, and how to fix it""",
    ),
    "in colour": (CLEAN, View(colour=True), "1 file, 1 record of paints (create): \x1b[32mno findings\x1b[0m"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_report_shows_what_the_view_asks_for(name: str) -> None:
    report, view, expected = TEXTS[name]
    assert rendered("text", report, view) == expected


def test_colour_changes_no_character() -> None:
    coloured = rendered("text", REPORT, View(colour=True))
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m"):
        assert code in coloured
        coloured = coloured.replace(code, "")
    assert coloured == rendered("text", REPORT, View())


def test_json_is_the_whole_report() -> None:
    report = REPORT._replace(findings=kept([FINDING, NOTE, FINDING]), unchecked={"c.json": "No such file or directory"})
    written = json.loads(rendered("json", report._replace(empty=("e.json",)), View(limit=1)))
    assert written["summary"] == {
        "checked": {"files": 1, "records": 1, "judged_as": [{"feed": "paints", "operation": "create"}]},
        "unchecked": [{"path": "c.json", "reason": "No such file or directory"}],
        "empty": ["e.json"],
        "errors": 2,
        "warnings": 0,
        "notes": 1,
        "by_rule": {"unlisted-value": 2, "unlisted-field": 1},
        "servers": [],
        "fixable": 0,
        "fixed": {},
        "known": 0,
        "expired": [],
        "removable": [],
        "not_run": [{"rule": "unknown-reference", "reason": "no ids"}],
    }
    assert written["tool"]["contract"] == {"version": "1.2.0", "sha256": "0" * 64}
    assert [finding["path"] for finding in written["findings"]] == ["a.json", "b.json", "a.json"]
    assert written["findings"][0] == {
        "rule": "unlisted-value",
        "severity": "error",
        "certainty": "stated",
        "message": 'Colour is "blu", not one of Red, Blue',
        "hint": "write 'Blue'",
        "source": "page: Colour, Red or Blue",
        "feed": "paints",
        "record": 0,
        "id": "7",
        "pointer": "/Colour",
        "contract": "#/components/schemas/Paint/properties/Colour/enum",
        "path": "a.json",
        "line": 3,
        "column": 13,
        "fix": None,
        "help": "feedproof rules unlisted-value",
    }


def test_json_keeps_to_its_schema() -> None:
    shape = schema("report")
    jsonschema.Draft202012Validator.check_schema(shape)
    report = REPORT._replace(findings=kept([FINDING, NOTE._replace(record=None, id=None, feed="", contract="")]))
    written = json.loads(rendered("json", report, View()))
    jsonschema.validate(written, shape)
    for wrong in ({"version": 2}, {"findings": [{}]}, {"extra": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(written | wrong, shape)


def test_json_is_ascii() -> None:
    text = rendered("json", REPORT._replace(findings=kept([FINDING._replace(path="é\udcff.json")])), View())
    assert text.isascii()
    assert json.loads(text)["findings"][0]["path"] == "é\udcff.json"


def test_every_format_has_a_reporter() -> None:
    there = {"azure", "github", "gitlab", "json", "junit", "markdown", "ndjson", "sarif", "text"}
    assert set(formats()) - {"html"} == there
    written = {rendered(name, REPORT, View()) for name in formats()}
    assert len(written) == len(formats()), "each in a way of its own"
    assert all(FINDING.rule in text for text in written)


@pytest.mark.parametrize(
    ("severities", "fail_on", "fails_then"),
    [
        ((Severity.WARNING,), Severity.ERROR, False),
        ((Severity.WARNING,), Severity.WARNING, True),
        ((Severity.NOTE, Severity.ERROR), Severity.ERROR, True),
        ((Severity.NOTE,), Severity.NOTE, True),
        ((), Severity.NOTE, False),
    ],
)
def test_a_report_fails_from_that_severity_on(
    severities: tuple[Severity, ...], fail_on: Severity, fails_then: bool
) -> None:
    report = REPORT._replace(findings=kept(FINDING._replace(severity=severity) for severity in severities))
    assert fails(report, fail_on) is fails_then


@pytest.mark.parametrize(("name", "walks"), [("json", 2), ("ndjson", 2), ("text", 3)])
def test_findings_are_counted_in_one_walk(name: str, walks: int) -> None:
    """They may be many: a walk to write them, a walk to count them; as text, those that can be fixed apart."""
    findings, walked = kept([FINDING, NOTE] * 10), []

    def read() -> Iterator[Finding]:
        walked.append(name)
        return iter(findings)

    rendered(
        name, REPORT._replace(findings=Findings(read, findings.tally, findings.fixable, findings.only_counted)), View()
    )
    assert len(walked) <= walks


def test_by_rule_begins_with_the_most_frequent() -> None:
    report = REPORT._replace(findings=kept([NOTE, FINDING, FINDING]))
    assert list(totals(report).by_rule.items()) == [("unlisted-value", 2), ("unlisted-field", 1)]
