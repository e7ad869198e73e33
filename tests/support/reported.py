"""Findings and reports made by hand, for the tests of the HTML report."""

from datetime import date
from typing import Any

from feedproof.ci.examinations import server_report
from feedproof.ci.report import Report
from feedproof.ci.spool import kept
from feedproof.ci.view import View
from feedproof.contract_tests.model import Examination, Examined, Failure, Judged, Observed, Outcome, Result
from feedproof.spec.contract import bundled
from feedproof.validators.model import Finding, Severity
from rendered import rendered

VIEW = View(day=date(2026, 11, 23))


def finding(number: int, **changes: Any) -> Finding:
    made = Finding(
        rule="unlisted-value",
        severity=Severity.ERROR,
        certainty="stated",
        message=f'Status is "avaliable", not one of 6 values ({number})',
        hint='did you mean "Available"?',
        source="page: Status, a list",
        feed="course-dates",
        record=number,
        id=f"{number + 7000}",
        pointer=f"/results/{number}/Status",
        contract="#/components/schemas/CourseDate/properties/Status/enum",
        path=f"payloads/export-{number % 40}.json",
        line=number + 1,
        column=13,
    )
    return made._replace(**changes)


def varied(number: int) -> Finding:
    rule = ("unlisted-value", "too-long", "looks-like-pounds", "not-a-date")[number % 4]
    severity = (Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.NOTE)[number % 4]
    feed = ("course-dates", "venues", "delegates")[number % 3]
    return finding(number, rule=rule, severity=severity, feed=feed)


def report(*findings: Finding, **changes: Any) -> Report:
    plain = Report("1.0.0", "0" * 64, kept(findings), 40, 3000, (("course-dates", "create"),), {}, {})
    return plain._replace(**changes)


def page(each: Report, view: View = VIEW) -> str:
    return rendered("html", each, view)


EXAMINATION = Examination(
    url="http://127.0.0.1:8000",
    contract_version="1.0.0",
    profile="quick",
    seed=1,
    writes=True,
    operations=(
        Examined("POST /course-dates", {"coverage": 10}, {201: 5, 400: 5}),
        Examined("PUT /course-dates/{CourseDateID}", {"coverage": 8}, {200: 4, 400: 4}),
        Examined("GET /venues", {"fuzzing": 3}, {200: 2, 500: 1}),
    ),
    outcomes=(
        Outcome("dates-out-of-order", "POST /course-dates", "", Result.ACCEPTED),
        Outcome("dates-out-of-order", "POST /course-dates", "", Result.REFUSED),
        Outcome("too-long", "POST /course-dates", "/Title", Result.ACCEPTED),
        Outcome("too-long", "PUT /course-dates/{CourseDateID}", "/Title", Result.FAILED, "256 characters were taken"),
        Outcome("looks-like-pounds", "POST /course-dates", "/NetCost", Result.NOT_RUN, "advice"),
    ),
    failures=(
        Failure("too-long", "PUT /course-dates/{CourseDateID}", "256 characters were taken", ("curl -X PUT http://x",)),
        Failure("ST101", "GET /venues", "the server answered 500", ("curl http://x/venues",)),
    ),
    not_run=(),
    errors=(),
    advice={},
    behaviours=(
        Observed("created-equals-read", "POST /course-dates", Result.FAILED, "it is lost"),
        Observed("ids-are-unique", "GET /venues", Result.HELD),
        Observed("reading-changes-nothing", "GET /venues", Result.NOT_RUN, "no record is known"),
    ),
    judged=(Judged("too-long", "GET /venues", 2, 0), Judged("too-long", "POST /course-dates", 5, 1)),
)
SERVER = server_report("http://127.0.0.1:8000", EXAMINATION, bundled())
EVIL = (
    "<script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>\"'--></script></template>"
)


MANY = tuple(map(varied, range(10_000)))
COUNT = "document.getElementById('count').textContent"
SHOWN = "document.querySelectorAll('#list > li').length"
"""Expressions for the page: the text that counts the findings, and the number of findings that are shown."""
