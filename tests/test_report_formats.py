"""The reports for other programs: each is valid by the schema of its reader, and fills the fields that the reader has."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from feedproof.ci.baseline_entry import entry_json
from feedproof.ci.examinations import server_report
from feedproof.ci.failure import ServerFailure
from feedproof.ci.report import Report, merge
from feedproof.ci.reporters import formats, reporter
from feedproof.ci.schemas import schema
from feedproof.ci.spool import kept
from feedproof.ci.view import View
from feedproof.spec.contract import bundled
from feedproof.spec.errors import printable
from feedproof.validators.findings import FIXABLE
from feedproof.validators.model import Severity
from findings import ALL_NASTY, ENTRY, EXAMINATION, KNOWN, NASTY, SERVER, VIEW, finding, report, suggested_fix
from readers import commands, issues
from referencing import Registry, Resource
from rendered import rendered

SILENT = replace(EXAMINATION, operations=(), failures=(), errors=("http://b: no answer",))
FULL = merge([report(ALL_NASTY), SERVER, server_report("http://b", SILENT, bundled())])._replace(
    known=KNOWN,
    fixed={"too-long": 2},
    expired=(ENTRY,),
    removable=(ENTRY._replace(expires=None),),
)


@pytest.mark.parametrize("name", formats())
def test_what_is_brief_needs_no_fix_told(name: str) -> None:
    only_counted = FULL._replace(
        findings=kept(found._replace(fix=found.fix and FIXABLE) for found in FULL.findings),
        known=tuple(found._replace(fix=found.fix and FIXABLE) for found in FULL.known),
    )
    verbose = VIEW._replace(verbose=True)
    assert list(only_counted.findings) != list(FULL.findings)
    assert not reporter(name).is_brief or rendered(name, only_counted, verbose) == rendered(name, FULL, verbose)


def test_the_report_that_people_see_is_brief() -> None:
    assert reporter("text").is_brief
    assert not reporter("json").is_brief


def test_json_keeps_to_its_schema() -> None:
    document = json.loads(rendered("json", FULL, VIEW))
    jsonschema.validate(document, schema("report"))
    assert len(document["known"]) == document["summary"]["known"] == 2
    assert (document["summary"]["fixable"], document["summary"]["fixed"]) == (len(NASTY) - 1, {"too-long": 2})
    assert document["findings"][0]["fix"] is None
    assert document["findings"][2]["fix"]["replacements"][0] == {
        "line": 2,
        "column": 3,
        "end_column": 9,
        "text": f'"{NASTY[2]}"',
    }
    assert document["known"][1]["fix"] == {"message": "take it away", "replacements": []}
    assert document["summary"]["unchecked"] == [
        {"path": "http://127.0.0.1:8000", "reason": "GET /shops: broken; GET /cans: broken"},
        {"path": "http://b", "reason": "no answer"},
    ]
    assert document["summary"]["servers"][0]["not_run"] == [
        {"what": "stateful", "reason": "no links"},
        {"what": "looks-like-pounds", "reason": "advice"},
    ]
    assert document["summary"]["removable"] == [
        {"rule": "too-long", "feed": "paints", "id": "7", "pointer": "/Name", "count": 2}
    ]
    failure = document["findings"][-1]
    assert (failure["rule"], failure["line"], failure["help"]) == ("ST101", None, "st explain ST101")
    assert failure["hint"] == "to reproduce it: curl a; then curl b"


def test_a_failure_of_a_server_is_a_finding_of_the_same_shape_in_json() -> None:
    first, *_, failure = json.loads(rendered("json", FULL, VIEW))["findings"]
    assert list(failure) == list(first)
    assert failure["path"] == "http://127.0.0.1:8000: GET /paints"
    unknown = ("certainty", "source", "feed", "record", "id", "pointer", "contract", "line", "column", "fix")
    assert not any(failure[name] for name in unknown)


def test_ndjson_keeps_to_its_schema() -> None:
    registry = Registry().with_resource("urn:feedproof:report:1", Resource.from_contents(schema("report")))
    line_of = jsonschema.Draft202012Validator({"$ref": "urn:feedproof:report:1#/$defs/line"}, registry=registry)
    lines = [json.loads(line) for line in rendered("ndjson", FULL, VIEW).split("\n")]
    for line in lines:
        line_of.validate(line)
    assert not line_of.is_valid({"version": 1})
    assert len(lines) == len(FULL.findings) + len(KNOWN) + 1
    assert [line.get("known") for line in lines[-4:]] == [None, True, True, None]
    whole = json.loads(rendered("json", FULL, VIEW))
    assert lines[-1] == {key: whole[key] for key in ("version", "tool", "summary")}


def test_an_entry_of_the_baseline_is_the_same_in_the_report() -> None:
    inner, own = schema("report")["$defs"]["entry"], schema("baseline")["$defs"]["entry"]
    assert inner["properties"].keys() == own["properties"].keys()
    for entry in (ENTRY, ENTRY._replace(fingerprint=ENTRY.fingerprint._replace(id="", path="a.json"), expires=None)):
        jsonschema.validate(entry_json(entry), inner)
        jsonschema.validate(entry_json(entry), own)


def test_sarif_keeps_to_the_official_schema(official: Callable[[str], Path]) -> None:
    schema = json.loads(official("sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    for each in (FULL, report(())):
        document = json.loads(rendered("sarif", each, VIEW))
        checker.validate(document)
        assert not checker.is_valid(document | {"version": "2.0.0"})


def test_sarif_has_the_fixes_that_consist_of_characters() -> None:
    (run,) = json.loads(rendered("sarif", FULL, VIEW))["runs"]
    fixes = {result["message"]["text"][:5]: result.get("fixes") for result in run["results"]}
    assert fixes["00000"] is fixes["00901"] is None
    ((fix,),) = [fixes["00001"]]
    assert fix["description"] == {"text": f"write {NASTY[1]}"}
    ((change,),) = [fix["artifactChanges"]]
    assert change["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    first, second = change["replacements"]
    assert first["deletedRegion"] == {"startLine": 1, "startColumn": 3, "endColumn": 9}
    assert second == {
        "deletedRegion": {"startLine": 2, "startColumn": 2, "endColumn": 2},
        "insertedContent": {"text": NASTY[1]},
    }


def test_every_report_of_findings_says_what_can_be_fixed() -> None:
    said = {
        "text": "10 of these can be fixed by feedproof check --fix",
        "junit": "fix: feedproof check --fix: write plain",
    }
    said |= {"markdown": "10 of these can be fixed by feedproof check --fix", "html": "What --fix does"}
    plain = report(
        tuple(finding(number, "plain", fix=suggested_fix("plain")) for number in range(10)), fixed={"too-long": 2}
    )
    for name, part in said.items():
        assert part in rendered(name, plain, VIEW)
    assert "fixed 2 findings: 2 too-long" in rendered("text", plain, VIEW)
    assert "can be fixed" not in rendered("text", report((finding(1),)), VIEW)


def test_sarif_explains_its_rules_and_has_places() -> None:
    (run,) = json.loads(rendered("sarif", FULL, VIEW))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["ST101", "not-positive", "unlisted-value"]
    assert "Fix: " in rules[2]["help"]["text"]
    assert [rule["help"]["markdown"].splitlines()[-1] for rule in rules] == [  # what GitHub shows instead of the text
        "`st explain ST101`",
        "`feedproof rules not-positive`",
        "`feedproof rules unlisted-value`",
    ]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] is False
    notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert "not run: unknown-reference (no ids)" in notes
    known, first = run["results"][0], run["results"][2]
    assert known["suppressions"] == [{"kind": "external", "justification": "known by the baseline"}]
    assert "suppressions" not in first
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "posts/plain.json", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 1, "startColumn": 2}


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("a b/é.json", {"uri": "a%20b/%C3%A9.json", "uriBaseId": "%SRCROOT%"}),
        ("./a/../b.json", {"uri": "b.json", "uriBaseId": "%SRCROOT%"}),
        ("HERE/in.json", {"uri": "in.json", "uriBaseId": "%SRCROOT%"}),
        ("/elsewhere/x y.json", {"uri": "file:///elsewhere/x%20y.json"}),
        ("<stdin>", {"uri": "%3Cstdin%3E", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_sarif_has_relative_addresses(path: str, artifact: dict[str, str]) -> None:
    made = finding(0, path=path.replace("HERE", str(Path.cwd())))
    (result,) = json.loads(rendered("sarif", report((made,)), VIEW))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_sarif_has_no_file_for_a_failure_of_a_server() -> None:
    (run,) = json.loads(rendered("sarif", merge([report(()), SERVER]), VIEW))["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places == [{"artifactLocation": {"uri": "paints", "uriBaseId": "http://127.0.0.1:8000"}}] * 2
    assert run["originalUriBaseIds"]["http://127.0.0.1:8000"]["uri"] == "http://127.0.0.1:8000/"
    logical = [result["locations"][0]["logicalLocations"] for result in run["results"]]
    assert logical == [
        [{"fullyQualifiedName": "http://127.0.0.1:8000: POST /paints"}],
        [{"fullyQualifiedName": "http://127.0.0.1:8000: GET /paints"}],
    ]


def test_sarif_has_an_address_for_each_result_as_github_takes_no_other() -> None:
    (run,) = json.loads(rendered("sarif", FULL, VIEW))["runs"]
    for result in run["results"]:
        address = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert not re.match("(?!file:)[a-z]+:", address["uri"])
        assert address.get("uriBaseId", "%SRCROOT%") in run["originalUriBaseIds"]


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_each_finding_has_a_fingerprint_of_its_own_that_no_line_changes(name: str) -> None:
    same = tuple(finding(number, "x", pointer=f"/results/{number}/Name") for number in range(5))
    moved = tuple(each._replace(line=each.line + 40, column=9, message="new words") for each in same)
    assert len(set(prints(name, report(same)))) == 5
    assert prints(name, report(same)) == prints(name, report(moved))
    assert prints(name, report(same[2:], known=same[:2]))[-3:] == prints(name, report(same))[2:]


def prints(name: str, each: Report) -> list[str]:
    document = json.loads(rendered(name, each, VIEW))
    if name == "gitlab":
        return [issue["fingerprint"] for issue in document]
    return [result["partialFingerprints"]["feedproof/v1"] for result in document["runs"][0]["results"]]


@pytest.mark.parametrize("schema", ["junit-windyroad.xsd", "junit-jenkins-10.xsd"])
def test_junit_keeps_to_the_schemas(
    schema: str, official: Callable[[str], Path], module: Callable[[str], ModuleType]
) -> None:
    etree = module("lxml.etree")
    checker = etree.XMLSchema(etree.parse(official(schema)))
    for each in (FULL, report(()), report((), records=0)):
        text = rendered("junit", each, VIEW)
        checker.assertValid(etree.fromstring(text.encode()))
        wrong = etree.fromstring(text.replace("testsuite ", "suite ").replace("/testsuite>", "/suite>").encode())
        assert checker.validate(wrong) is ("<testsuite " not in text)


def test_junit_fails_what_fails() -> None:
    root = ET.fromstring(rendered("junit", FULL, VIEW._replace(fail_on=Severity.WARNING)))  # noqa: S314 - our own
    kinds = Counter(child.tag for case in root.iter("testcase") for child in case)
    everything = list(FULL.findings)
    failing = sum(each.severity >= Severity.WARNING for each in everything)
    not_run = 3
    assert kinds == {"failure": failing, "error": 2, "skipped": len(everything) - failing + len(KNOWN) + not_run}
    for name, result in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"), ("tests", None)):
        for suite in root:
            found = [case for case in suite.iter("testcase") if result is None or case.find(result) is not None]
            assert int(suite.attrib[name]) == len(found)
    assert {suite.attrib["timestamp"] for suite in root} == {"2026-11-23T00:00:00"}
    assert [suite.attrib["id"] for suite in root] == [str(number) for number in range(len(root))]


def test_junit_says_of_what_does_not_fail_how_bad_it_is() -> None:
    each = report((finding(0, "torn"), finding(2, "worn")), not_run={})
    root = ET.fromstring(rendered("junit", each, VIEW._replace(fail_on=Severity.WARNING)))  # noqa: S314 - our own
    told = [(result.tag, result.attrib["message"]) for case in root.iter("testcase") for result in case]
    assert told == [("failure", "00000 torn"), ("skipped", "note: 00002 worn")]


def test_a_clean_run_is_a_test_that_passed() -> None:
    root = ET.fromstring(rendered("junit", report((), not_run={}), VIEW))  # noqa: S314 - our own
    (case,) = root.iter("testcase")
    assert case.attrib["name"] == "2 files, 1,200 records of paints (create)"
    assert not list(case)


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a Code Quality report."""


def test_gitlab_has_what_gitlab_asks_for() -> None:
    document = json.loads(rendered("gitlab", FULL, VIEW))
    jsonschema.validate(document, GITLAB)
    assert len({issue["fingerprint"] for issue in document}) == len(document) == len(FULL.findings) + 2
    assert json.loads(rendered("gitlab", report(()), VIEW)) == []


def test_gitlab_gets_the_way_from_the_root_to_what_is_a_file_and_other_names_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "torn.json").touch()
    names = [str(tmp_path / "torn.json"), "the rules across records"]
    document = json.loads(rendered("gitlab", report((), unchecked=dict.fromkeys(names, "broken")), VIEW))
    assert [issue["location"]["path"] for issue in document] == ["torn.json", "the rules across records"]


@pytest.mark.parametrize("name", ["html", "markdown", "text"])
def test_a_report_of_servers_only_counts_their_operations_and_no_files(name: str) -> None:
    text = rendered(name, SERVER, VIEW)
    assert "1 operation of http://127.0.0.1:8000" in text
    assert "0 files" not in text
    mixed = rendered(name, merge([report(()), SERVER]), VIEW)
    assert "2 files, 1,200 records of paints (create), 1 operation of http://127.0.0.1:8000" in mixed


MANY = tuple(finding(number) for number in range(60))


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (report(MANY[:27]), ""),
        (
            report(MANY),
            "10 errors, 10 warnings, 11 notices more than GitHub shows for a step; the step summary or the log has all",
        ),
        (report(MANY[:3], known=KNOWN), "2 findings known by the baseline"),
    ],
)
def test_github_keeps_to_the_limits_and_counts_the_rest(each: Report, expected: str) -> None:
    found = list(commands(rendered("github", each, VIEW)))
    kinds = Counter(kind for kind, _, _ in found)
    assert max(kinds.values()) <= 10
    assert [text for _, properties, text in found if properties["title"] == "feedproof"] == [expected] * bool(expected)


def test_github_says_nothing_when_there_is_nothing() -> None:
    assert rendered("github", report(()), VIEW) == ""


def test_github_points_to_the_place() -> None:
    (command,) = commands(rendered("github", report((finding(3, path="a,b:c%.json"),)), VIEW))
    assert command[0] == "error"
    assert command[1] == {"file": "a,b:c%.json", "line": "4", "col": "2", "title": "unlisted-value (error)"}
    failure = ServerFailure("the sandbox", "GET /paints", "unlisted-value", "00003", "")
    nowhere = report((finding(3, path="<stdin>"), failure))
    for place, command in zip(
        ("<stdin>", "the sandbox: GET /paints"), commands(rendered("github", nowhere, VIEW)), strict=True
    ):
        assert command[1] == {"title": "unlisted-value (error)"}
        assert command[2].startswith(f"{place}: 00003")


def test_azure_points_to_the_place() -> None:
    (issue,) = issues(rendered("azure", report((finding(1, path="a]b;c%.json"),)), VIEW))
    assert issue[0] == {
        "type": "warning",
        "sourcepath": "a]b;c%.json",
        "linenumber": "2",
        "columnnumber": "2",
        "code": "unlisted-value",
    }


@pytest.mark.parametrize("nasty", NASTY)
def test_azure_finds_no_command_in_a_plain_line(nasty: str) -> None:
    each = report((finding(2, nasty),), known=KNOWN)
    assert [properties for properties, _ in issues(rendered("azure", each, VIEW))] == [{}, {}]


def test_junit_details_say_what_there_is() -> None:
    bare = finding(0, hint="", pointer="", source="")
    root = ET.fromstring(rendered("junit", report((finding(0), bare), not_run={}), VIEW))  # noqa: S314 - our own
    assert [failure.text for failure in root.iter("failure")] == [
        "place: posts/x.json:1:2\npointer: /results/0/x\nhint: hint x\nsource: page: x (stated)",
        "place: posts/x.json:1:2",
    ]


@pytest.mark.parametrize("nasty", NASTY)
def test_junit_is_xml_whatever_an_input_is_called(nasty: str) -> None:
    each = report((), unchecked={nasty: nasty}, not_run={nasty: nasty}, judged_as=((nasty, nasty),))
    ET.fromstring(rendered("junit", each, VIEW))  # noqa: S314 - our own


def forged(module: Callable[[str], ModuleType], each: Report, view: View) -> tuple[str, list[list[str]]]:
    """Return the HTML that a forge makes of the Markdown, and the text of each row of its tables."""
    markdown = module("markdown_it").MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    html = markdown.render(rendered("markdown", each, view))
    tree = module("lxml.html").fromstring(f"<div>{html}</div>")
    return html, [["".join(cell.itertext()) for cell in row] for row in tree.iter("tr")]


def test_markdown_loses_nothing_and_is_only_text(module: Callable[[str], ModuleType]) -> None:
    html, rows = forged(module, FULL, VIEW._replace(verbose=True))
    tags = set(re.findall(r"<(\w+)", html))
    assert tags == {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td"}
    messages = [row[3] for row in rows if len(row) == 5 and row[0] != "Where"]
    expected = [printable(each.message) for each in (*FULL.findings, *KNOWN)]
    assert messages == [" ".join(text.split(" ")) for text in expected]
    assert "@you" not in rendered("markdown", FULL, VIEW)


@pytest.mark.parametrize(
    ("each", "fail_on", "verdict"),
    [
        (report(()), Severity.ERROR, "passed"),
        (report(MANY[1:2]), Severity.ERROR, "passed"),
        (report(MANY[1:2]), Severity.WARNING, "failed"),
        (report((), known=KNOWN), Severity.NOTE, "passed"),
        (report((), unchecked={"a": "b"}), Severity.ERROR, "incomplete"),
        (report((), records=0), Severity.ERROR, "incomplete"),
    ],
)
def test_markdown_begins_with_the_verdict(each: Report, fail_on: Severity, verdict: str) -> None:
    text = rendered("markdown", each, VIEW._replace(fail_on=fail_on))
    assert text.split("\n")[0] == f"## feedproof: {verdict}"


def test_markdown_is_capped_with_true_counts() -> None:
    text = rendered("markdown", report(tuple(MANY[0:1]) * 1202 + MANY[1:2]), View(limit=20))
    assert "2 files, 1,200 records of paints (create): 1,202 errors, 1 warning." in text
    assert "| unlisted-value | 1,202 | 1 | 0 |" in text
    assert "Not listed: 1,183 more of unlisted-value." in text
    assert text.count("posts/x.json") == 20


def test_ten_thousand_findings_fit_into_a_step_summary() -> None:
    findings = tuple(
        finding(number, NASTY[number % len(NASTY)], rule=f"rule-{number % 60}") for number in range(10_000)
    )
    assert len(rendered("markdown", report(findings), View()).encode()) < 1024 * 1024
