"""`feedproof contract` as its users see it."""

import json
import signal
import sys
import xml.etree.ElementTree as ET
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.contract_report import Replay, render
from feedproof.ci.examinations import all_not_run, server_report
from feedproof.ci.reporters import formats
from feedproof.contract_tests.model import Examination, Examined, Failure, Judged, NotRun, Observed, Outcome, Result
from feedproof.contract_tests.profiles import PROFILES
from feedproof.fixtures.sandbox import TOKEN, answers, make_app, running
from feedproof.fixtures.validity import is_binding
from feedproof.spec.contract import bundled
from parts import send_little
from rendered import rendered
from reported import VIEW

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Cli = Callable[..., Any]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    send_little(monkeypatch)


@pytest.mark.usefixtures("tiny")
def test_without_a_url_the_sandbox_is_examined(cli: Cli) -> None:
    outcome = cli("contract", "--seed", "2")
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0].endswith("contract 0.1.0, profile quick, reading and writing")
    assert any(line.startswith("dates-out-of-order") and line.count("3 accepted, 3 refused") == 2 for line in lines)
    assert any(line.endswith("(advice: a server may accept it)") for line in lines)
    assert lines[-2] == "again: feedproof contract --profile quick --seed 2"
    assert lines[-1].startswith("14 operations, ")
    assert lines[-1].endswith("probes of 13 rules, 37 behaviours: no failures")
    assert any(line.startswith("created-equals-read") and "held" in line for line in lines)


@pytest.mark.usefixtures("tiny")
def test_a_fault_is_named_and_the_exit_code_says_so(
    cli: Cli, part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    part("/coursedates", "/coursedates/{CourseDateID}")
    monkeypatch.setattr(answers, "is_binding", lambda v: v.rule.id != "dates-out-of-order" and is_binding(v))
    outcome = cli("contract", "--format", "json", "-o", "report.json")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    with open("report.json", encoding="utf-8") as file:  # noqa: PTH123 - in the directory of the command
        report = json.load(file)
    assert {failure["rule"] for failure in report["failures"]} == {"dates-out-of-order"}
    assert report["summary"]["failures"] == len(report["failures"])
    assert report["summary"]["probes"]["failed"] == 6
    parts = {
        "judged",
        "reports",
        "operations",
        "outcomes",
        "behaviours",
        "failures",
        "not_run",
        "errors",
        "advice",
        "made",
        "besides",
    }
    assert {"version", "tool", "replay"} | parts <= report.keys()


def answering(status: int, body: bytes, kind: bytes) -> Any:
    """Return a server that answers everything alike."""

    async def app(_scope: Any, _receive: Any, send: Send) -> None:
        headers = [(b"content-type", kind), (b"location", b"https://elsewhere.example.org/")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, b"<html>", "GET /coursedates answers 200 without JSON"),
        (200, b"\xff\xfe\x00", "GET /coursedates answers 200 without JSON"),
        (200, b"[" * 100_000, "GET /coursedates answers 200 without JSON"),
        (500, b"", "GET /coursedates answers 500; try again later"),
        (302, b"", 'GET /coursedates is redirected (302) to "https://elsewhere.example.org/"; set FEEDPROOF_TOKEN'),
        (404, b"{}", "none of the feeds is here: GET /coursedates, GET /trainers, GET /venues all answer 404"),
        (401, b"{}", "the server asks for a token (401); set FEEDPROOF_TOKEN"),
        (403, b"{}", "the server asks for a token (403); set FEEDPROOF_TOKEN"),
    ],
)
def test_what_is_no_server_of_the_feeds_is_not_examined(cli: Cli, status: int, body: bytes, says: str) -> None:
    with running(answering(status, body, b"text/html")) as url:
        outcome = cli("contract", url)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"feedproof: {url}: {says}")
    assert outcome.err.count("\n") == 1


def test_a_wrong_token_is_said_once(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDPROOF_TOKEN", "not-the-right-one")
    with running(make_app()) as url:
        outcome = cli("contract", url)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"feedproof: {url}: the token in FEEDPROOF_TOKEN was refused (401); tokens are valid for a limited time\n"
    )


UNREACHABLE = "cannot be reached (asked for GET /coursedates); is the server running?"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:9", f"http://127.0.0.1:9: {UNREACHABLE}"),
        ("http://nowhere.invalid", "http://nowhere.invalid: no host has this name (asked for GET /coursedates)"),
        ("ftp://127.0.0.1", "the URL is not that of a server; write it as https://host/path"),
        ("127.0.0.1:8000", "the URL is not that of a server"),
        ("", "an argument is empty; is a variable not set?"),
        ("http://user:secret@127.0.0.1", "the URL has a user name or a password; remove them"),
        ("http://127.0.0.1:secret/", "the URL is not that of a server"),
        ("http://127.0.0.1/?a=b", "the URL has a ? or a #; give the prefix of the feeds' paths"),
        ("http://[::1", "the URL is not that of a server"),
        ("http://127.0.0.1:99999", "the URL is not that of a server"),
    ],
)
def test_a_url_that_leads_nowhere(cli: Cli, url: str, says: str) -> None:
    outcome = cli("contract", url)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"feedproof: {says}")
    assert outcome.err.count("\n") == 1
    assert "secret" not in outcome.err


@pytest.mark.parametrize("token", ["a\nb", "a b", "ä"])
def test_a_token_that_no_header_can_carry(cli: Cli, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("FEEDPROOF_TOKEN", token)
    outcome = cli("contract", "http://127.0.0.1:9")
    assert outcome.code == 2
    assert outcome.err.startswith("feedproof: the token in FEEDPROOF_TOKEN has characters that no token can have")
    assert token not in outcome.err


@pytest.mark.parametrize(
    "args",
    [("--profile", "qick"), ("--seed", "-1"), ("--seed", "x"), ("--format", "xml"), ("--contract", "x"), ("--what",)],
)
def test_wrong_usage_is_one_line(cli: Cli, args: tuple[str, ...]) -> None:
    outcome = cli("contract", *args)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)


def test_without_the_extra_it_says_what_to_install(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("feedproof.contract_tests.", "schemathesis"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    outcome = cli("contract")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "schemathesis" in outcome.err
    assert "pip install" in outcome.err


def test_the_help_names_every_profile(cli: Cli) -> None:
    outcome = cli("contract", "--help")
    assert outcome.code == 0
    assert f"[{'|'.join(PROFILES)}]" in outcome.out


WRITE = "POST /things"
SEEN = Examination(
    url="http://127.0.0.1:1",
    contract_version="1.0",
    profile="quick",
    seed=3,
    writes=True,
    operations=(Examined(WRITE, {"coverage": 1200, "fuzzing": 4}, {201: 1100, 400: 104}),),
    outcomes=(
        Outcome("too-long", WRITE, "/Name", Result.ACCEPTED),
        Outcome("too-long", WRITE, "/Name", Result.FAILED, "the answer was 201"),
        Outcome("double-space", WRITE, "/Name", Result.NOT_RUN, "advice"),
    ),
    failures=tuple(Failure("too-long", WRITE, f"number {n}\x1b[31m", ("curl one", "curl two")) for n in range(5)),
    not_run=(NotRun("the rest", "advice"), NotRun("more", "no time")),
    errors=("something broke",),
    advice={"no-offset": 2},
    behaviours=(
        Observed("what-was-made", WRITE, Result.FAILED, "it is lost"),
        Observed("what-was-made", "GET /things", Result.NOT_RUN, "advice"),
        Observed("ids", "GET /things", Result.HELD),
    ),
    judged=(
        Judged("no-offset", "GET /things", 0, 0),
        Judged("no-offset", WRITE, 1200, 0),
        Judged("too-long", WRITE, 1200, 5),
    ),
    reports=(("JUnit", "out/junit.xml"),),
)

UNEXAMINED = [
    ("the rest", "advice"),
    ("more", "no time"),
    ("double-space", "advice"),
    ("what-was-made", "advice"),
    ("answers of GET /things", "no answer with records came"),
]


def test_junit_has_a_test_of_each_rule_and_behaviour_of_an_operation() -> None:
    told = replace(
        SEEN, outcomes=(*SEEN.outcomes, Outcome("mail", WRITE, "/Mail", Result.FAILED, "the answer was 405"))
    )
    root = ET.fromstring(rendered("junit", server_report("ours", told, bundled()), VIEW))  # noqa: S314 - our own
    own = {name: root.findall(f"testsuite[@name='ours: {name}']/testcase") for name in (WRITE, "GET /things")}
    results = {
        (name, case.attrib["name"], *((child.tag, child.attrib["message"]) for child in case))
        for name, cases in own.items()
        for case in cases
        if case.attrib["name"] != "too-long"
    }
    assert results == {
        (WRITE, "double-space", ("skipped", "not run: advice")),
        (WRITE, "mail", ("skipped", "another failure reports it: the answer was 405")),
        (WRITE, "what-was-made", ("skipped", "another failure reports it: it is lost")),
        ("GET /things", "what-was-made", ("skipped", "not run: advice")),
        ("GET /things", "ids"),
    }
    assert [case.find("failure") is None for case in own[WRITE] if case.attrib["name"] == "too-long"] == [False] * 5
    elsewhere = [
        case.attrib["name"] for case in root.iter("testcase") if case not in [*own[WRITE], *own["GET /things"]]
    ]
    assert "ours: double-space is run" not in elsewhere, "it is a test of its operation"
    assert "ours: the rest is run" in elsewhere


def test_every_report_says_what_the_text_says_that_was_not_run() -> None:
    (summary,) = json.loads(rendered("json", server_report("ours", SEEN, bundled()), VIEW))["summary"]["servers"]
    assert [(each["what"], each["reason"]) for each in summary["not_run"]] == UNEXAMINED
    assert list(all_not_run(server_report("ours", SEEN, bundled()))) == [
        (f"ours: {what}", reason) for what, reason in UNEXAMINED
    ]


REPORT = r"""
the sandbox, contract 1.0, profile quick, reading and writing

operation     coverage  fuzzing  2xx   4xx
POST /things  1200      4        1100  104

rule: bodies accepted on its boundary, refused beyond it  POST /things
double-space                                              1 not run
too-long                                                  1 accepted, 1 failed

answers judged by a rule, by operation  1        2
no-offset                               not run  1,200
too-long                                -        1,200, 5 failed

behaviour, by operation  1        2
ids                      held     -
what-was-made            not run  failed
  1 is GET /things
  2 is POST /things

not run:
  the rest, double-space, what-was-made (advice)
  more (no time)
  answers of GET /things (no answer with records came)

advice that answers do not follow, by number of places; not failures, as the evidence is weak:
  no-offset (2)

FAILED  too-long  POST /things
  number 0\u001b[31m
  curl one
  curl two

FAILED  too-long  POST /things
  number 1\u001b[31m
  curl one
  curl two

FAILED  too-long  POST /things
  number 2\u001b[31m
  curl one
  curl two
  … and 2 more of too-long (--format json has all)

feedproof rules NAME explains a rule or a behaviour, st explain ST… a check of schemathesis
the sandbox has stopped; to run the curl commands: feedproof sandbox (it prints its token)
schemathesis wrote JUnit: out/junit.xml
again: feedproof contract
1 operation, 1,204 requests, 2 probes of 1 rule, 2 behaviours: 5 failures, 1 part could not be tested
  something broke
"""


def test_the_report_as_text() -> None:
    assert render("text", SEEN, Replay("feedproof contract", "feedproof sandbox"), bundled()) == REPORT.strip()


def test_the_report_as_json_is_plain_data() -> None:
    report = json.loads(render("json", SEEN, Replay("feedproof contract", ""), bundled()))
    probes = {"accepted": 1, "failed": 1, "not run": 1}
    behaviours = {"failed": 1, "not run": 1, "held": 1}
    assert report["summary"] == {
        "operations": 1, "requests": 1204, "probes": probes, "behaviours": behaviours, "failures": 5, "errors": 1,
    }  # fmt: skip
    assert report["behaviours"][0] == {
        "behaviour": "what-was-made", "operation": WRITE, "result": "failed", "reason": "it is lost",
    }  # fmt: skip
    assert report["operations"][0]["statuses"] == {"201": 1100, "400": 104}
    assert report["outcomes"][1]["result"] == "failed"


def test_the_token_is_taken_from_the_environment(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []

    def examine(url: str, **options: Any) -> Examination:
        given.append({"url": url} | options)
        return SEEN

    monkeypatch.setattr("feedproof.contract_tests.run.examine", examine)
    monkeypatch.setenv("FEEDPROOF_TOKEN", "own")
    outcome = cli("contract", "http://127.0.0.1:1", "--allow-writes", "--profile", "full", "--seed", "3")
    assert outcome.code == 2, "a part that could not be tested is not passed over"
    assert outcome.err == "feedproof: something broke\n"
    assert "again: feedproof contract http://127.0.0.1:1 --profile full --seed 3 --allow-writes\n" in outcome.out
    asked = {"token": "own", "profile": "full", "seed": 3, "allow_writes": True}
    assert asked.items() <= given[0].items()
    cli("contract")
    assert given[1]["token"] == TOKEN, "the sandbox has a token of its own"


def test_a_report_has_the_day_of_the_run(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedproof.contract_tests.run.examine", lambda _url, **_options: SEEN)
    monkeypatch.setattr("feedproof.ci.contract.today", lambda: date(2026, 12, 1))
    outcome = cli("contract", "http://127.0.0.1:1", "--format", "junit")
    assert {suite.attrib["timestamp"] for suite in ET.fromstring(outcome.out)} == {"2026-12-01T00:00:00"}  # noqa: S314 - our own


def test_a_run_that_cannot_begin_leaves_its_reports(cli: Cli, tmp_path: Path) -> None:
    """The report of an earlier run would be taken for one of this run."""
    files = {form: tmp_path / f"report.{form}" for form in formats()}
    for file in files.values():
        file.write_text("<old/>", encoding="utf-8")
    wanted = [word for form, file in files.items() for word in ("--format", form, "-o", str(file))]
    outcome = cli("contract", "http://127.0.0.1:9", *wanted)
    says = "cannot be reached (asked for GET /coursedates); is the server running?"
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"feedproof: http://127.0.0.1:9: {says}\n"
    texts = {form: file.read_text(encoding="utf-8") for form, file in files.items()}
    assert [form for form, text in texts.items() if "<old/>" in text] == []
    assert json.loads(texts["json"])["errors"] == [f"http://127.0.0.1:9: {says}"]
    assert "cannot be reached" in texts["junit"]
    assert json.loads(texts["sarif"])["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert json.loads(cli("contract", "http://127.0.0.1:9", "--format", "json").out)["summary"]["errors"] == 1


def test_an_interrupted_run_says_what_it_made(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(_url: str, **_options: Any) -> Examination:
        with pytest.raises(KeyboardInterrupt):  # an order to end is taken as Ctrl-C is
            signal.raise_signal(signal.SIGTERM)
        raise KeyboardInterrupt("created 3 records; 3 cancelled")

    monkeypatch.setattr("feedproof.contract_tests.run.examine", examine)
    former = signal.getsignal(signal.SIGTERM)
    outcome = cli("contract", "http://127.0.0.1:1")
    assert (outcome.code, outcome.out) == (143, "")
    assert outcome.err.rstrip() == "feedproof: interrupted; created 3 records; 3 cancelled"
    assert signal.getsignal(signal.SIGTERM) is former


def test_a_server_without_tls_is_not_said_to_have_a_certificate(cli: Cli) -> None:
    with running(make_app()) as url:
        outcome = cli("contract", url.replace("http:", "https:"))
    assert outcome.code == 2
    assert outcome.err.endswith(": no TLS connection could be made (asked for GET /coursedates); is it https?\n")
