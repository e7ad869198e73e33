"""Findings with texts that try to break out of every report format, and reports of them."""

from datetime import date
from typing import Any

from feedproof.ci.baseline_entry import Entry
from feedproof.ci.examinations import server_report
from feedproof.ci.fingerprint import Fingerprint
from feedproof.ci.report import Report
from feedproof.ci.spool import kept
from feedproof.ci.view import View
from feedproof.contract_tests.model import Examination, Examined, Failure, NotRun, Outcome, Result
from feedproof.spec.contract import bundled
from feedproof.validators.model import Finding, Replacement, Severity, SuggestedFix

NASTY = [
    "plain",
    "quotes ' \" `code` ``` fence",
    "a\nnew\r\nline and\ttab",
    "<script>alert(1)</script> &amp; ]]> <!--",
    "100 % %0A %25 %AZP25 %3B",
    "::error file=x::y ::set-output name=a::b",
    "##vso[task.complete result=Succeeded;]done ##[error]x",
    "| a | b | \\| **bold** _i_ ~s~ [l](http://x) ![i](x) # h @you #1 $x$",
    "é 漢字 🎓 \u202e right \u0000 \u001b[31m \ufffe \x7f \u2028",
    "half \ud83d a pair",
    "semi; colon] = , : {0} %s",
]
SEVERITIES = [Severity.ERROR, Severity.WARNING, Severity.NOTE]
VIEW = View(limit=0, day=date(2026, 11, 23))


def finding(number: int, text: str = "x", **changes: Any) -> Finding:
    made = Finding(
        rule="unlisted-value",
        severity=SEVERITIES[number % 3],
        certainty="stated",
        message=f"{number:05} {text}",
        hint=f"hint {text}",
        source=f"page: {text}",
        feed="paints",
        record=number,
        id=None,
        pointer=f"/results/{number}/{text}",
        contract="#/components",
        path=f"posts/{text}.json",
        line=number + 1,
        column=2,
    )
    return made._replace(**changes)


def report(findings: tuple[Finding, ...], **changes: Any) -> Report:
    plain = Report(
        "1.0.0", "0" * 64, kept(findings), 2, 1200, (("paints", "create"),), {"unknown-reference": "no ids"}, {}
    )
    return plain._replace(**changes)


def suggested_fix(text: str) -> SuggestedFix:
    return SuggestedFix(f"write {text}", (Replacement(1, 3, 9, f'"{text}"'), Replacement(0, 2, 2, text)))


ALL_NASTY = tuple(
    finding(number, text, fix=suggested_fix(text) if number else None) for number, text in enumerate(NASTY)
)
KNOWN = (finding(900, "known one"), finding(901, "known | two", fix=SuggestedFix("take it away")))
ENTRY = Entry(Fingerprint("too-long", "paints", "7", "", "/Name"), 2, date(2026, 1, 31))
EXAMINATION = Examination(
    url="http://127.0.0.1:8000",
    contract_version="1.0.0",
    profile="quick",
    seed=1,
    writes=True,
    operations=(Examined("POST /paints", {"coverage": 10}, {200: 5, 400: 5}),),
    outcomes=(
        Outcome("not-positive", "POST /paints", "/Size", Result.REFUSED),
        Outcome("looks-like-pounds", "POST /paints", "/Cost", Result.NOT_RUN, "advice"),
    ),
    failures=(
        Failure("not-positive", "POST /paints", "the server took 0", ("curl -X POST http://x -d '{\"a\": 0}'",)),
        Failure("ST101", "GET /paints", "the server\nfell over", ("curl a", "curl b")),
    ),
    not_run=(NotRun("stateful", "no links"),),
    errors=("GET /shops: broken", "GET /cans: broken"),
    advice={},
)
SERVER = server_report("http://127.0.0.1:8000", EXAMINATION, bundled())
