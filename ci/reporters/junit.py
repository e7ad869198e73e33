"""The report as JUnit XML: a suite for each file with findings and each operation of a server.

A test case is a finding, or a rule or behaviour that was examined on an operation and has none: it passed, or was skipped. A
finding that does not fail (below --fail-on, or known by the baseline) is a skipped test case, so that the list of tests is as red
as the gate. What could not be checked is an error.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...spec.errors import printable
from ..examinations import Row, all_not_run, parts_not_run, rows
from ..failure import Found, ServerFailure
from ..relative import relative
from ..report import Report
from ..report_text import judged_payloads, operation_count, place
from ..view import View
from . import Reporter


class _Case(NamedTuple):
    """A test case: its suite and name, its result (empty: passed), the type and message of that, and details."""

    suite: str
    name: str
    result: str = ""
    type: str = ""
    message: str = ""
    details: str = ""


def lines(report: Report, view: View) -> Iterator[str]:
    """Yield the suites as XML 1.0, without characters that XML does not allow."""
    cases = sorted(_cases(report, view), key=lambda case: case.suite)
    root = Element("testsuites")
    for number, (name, group) in enumerate(groupby(cases, lambda case: case.suite)):
        _suite(root, number, name, list(group), view)
    indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield tostring(root, encoding="unicode")


def _cases(report: Report, view: View) -> Iterator[_Case]:
    """Yield the cases; the first one passes and says how much was checked, so that a clean run is not empty."""
    if report.records:
        yield _Case("", judged_payloads(report))
    for server, examination in report.examinations:
        yield _Case("", f"{server}: {operation_count(examination)}")
    for name, reason in report.unchecked.items():
        yield _Case("", f"{name} can be checked", "error", "unchecked", reason)
    for what, reason in all_not_run(report, parts_not_run):
        yield _Case("", f"{what} is run", "skipped", "not run", f"not run: {reason}")
    for found in report.findings:
        yield _case(found, "failure" if found.severity >= view.fail_on else "skipped", str(found.severity))
    for found in report.known:
        yield _case(found, "skipped", f"known {found.severity}")
    yield from _examined(report)


def _examined(report: Report) -> Iterator[_Case]:
    """Yield a case for each rule and behaviour of an operation, unless a failure already reports it."""
    told = {(found.path, found.rule) for found in (*report.findings, *report.known)}
    for server, examination in report.examinations:
        for row in rows(examination):
            suite = f"{server}: {row.operation}"
            if (suite, row.name) not in told:
                yield _row(suite, row)


def _row(suite: str, row: Row) -> _Case:
    if row.result == "held":
        return _Case(suite, row.name)
    why = "not run" if row.result == "not run" else "another failure reports it"
    return _Case(suite, row.name, "skipped", "not run", f"{why}: {row.reason}")


def _case(found: Found, result: str, severity: str) -> _Case:
    message = f"{severity}: {found.message}" if result == "skipped" else found.message
    name, facts = found.rule, {"place": place(found), "hint": found.hint}
    if not isinstance(found, ServerFailure):
        name = f"{found.rule} at {found.line}:{found.column}"
        facts = {
            "place": place(found),
            "pointer": found.pointer,
            "hint": found.hint,
            "fix": f"feedproof check --fix: {found.fix.says}" if found.fix else "",
            "source": f"{found.source} ({found.certainty})" if found.source else "",
        }
    details = "\n".join(f"{fact}: {printable(text)}" for fact, text in facts.items() if text)
    return _Case(relative(found, Path()), name, result, found.rule, message, details)


def _suite(root: Element, number: int, name: str, cases: list[_Case], view: View) -> None:
    called = printable(name) or "feedproof"
    attributes = {"name": called, "package": "feedproof", "id": str(number), "hostname": "localhost", "time": "0"}
    attributes |= {"timestamp": f"{view.day.isoformat()}T00:00:00", "tests": str(len(cases))}
    attributes |= {f"{result}s": _count(cases, result) for result in ("failure", "error")}
    suite = SubElement(root, "testsuite", attributes | {"skipped": _count(cases, "skipped")})
    SubElement(suite, "properties")
    for case in cases:
        _element(suite, called, case)
    SubElement(suite, "system-out")
    SubElement(suite, "system-err")


def _element(suite: Element, called: str, case: _Case) -> None:
    element = SubElement(suite, "testcase", name=printable(case.name), classname=called, time="0")
    if case.result:
        kind = {} if case.result == "skipped" else {"type": case.type}
        SubElement(element, case.result, kind | {"message": printable(case.message)}).text = case.details


def _count(cases: list[_Case], result: str) -> str:
    return str(sum(case.result == result for case in cases))


REPORTER = Reporter(lines)
