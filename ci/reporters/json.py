"""The report as JSON: every finding, in the shape of report.schema.json."""

import json
from collections.abc import Iterator
from typing import Any

from ...validators.model import Finding, Severity
from ..baseline_entry import entry_json
from ..examinations import server_summary
from ..failure import Found
from ..report import Report, totals
from ..rule_pages import explains
from ..version import tool
from ..view import View
from . import Reporter

SHAPE = 1
_NONE = {"feed": "", "pointer": "", "contract": ""}
"""What the shape of a finding has of what was found on a server, where it has no null."""


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield the report as JSON, in ASCII, so that no terminal or pipe can corrupt it."""
    lists = {"findings": [*map(item, report.findings)], "known": [*map(item, report.known)]}
    yield json.dumps(head(report) | lists, indent=2)


def head(report: Report) -> dict[str, Any]:
    """Return all of the report except its findings."""
    return {
        "version": SHAPE,
        "tool": tool(report.contract_version, report.contract_sha256),
        "summary": _summary(report),
    }


def item(found: Found) -> dict[str, Any]:
    """Return a finding as JSON; a failure of a server has the same shape."""
    own = {name: getattr(found, name, _NONE.get(name)) for name in Finding._fields}
    own |= {"severity": str(found.severity), "fix": _fix(found), "help": explains(found.rule)}
    return {name: value for name, value in own.items() if value or name != "exchange"}


def _exchanges(report: Report) -> dict[str, Any]:
    counts = {"exchanges": report.exchanges, "bodies_not_judged": report.unjudged}
    return {name: dict(numbers) for name, numbers in counts.items() if numbers}


def _fix(found: Found) -> dict[str, Any] | None:
    if found.fix is None:
        return None
    replacements = [
        {"line": found.line - part.above, "column": part.column, "end_column": part.end, "text": part.text}
        for part in found.fix.replacements
    ]
    return {"message": found.fix.says, "replacements": replacements}


def _summary(report: Report) -> dict[str, Any]:
    tallied = totals(report)
    judged_as = [{"feed": feed, "operation": operation} for feed, operation in report.judged_as]
    return {
        "checked": {"files": report.files, "records": report.records, "judged_as": judged_as, **_exchanges(report)},
        "servers": [server_summary(name, examination) for name, examination in report.examinations],
        "unchecked": [{"path": path, "reason": reason} for path, reason in report.unchecked.items()],
        "empty": list(report.empty),
        "errors": tallied.by_severity[Severity.ERROR],
        "warnings": tallied.by_severity[Severity.WARNING],
        "notes": tallied.by_severity[Severity.NOTE],
        "by_rule": tallied.by_rule,
        "fixable": tallied.fixable,
        "fixed": dict(report.fixed),
        "known": len(report.known),
        "expired": [entry_json(entry) for entry in report.expired],
        "removable": [entry_json(entry) for entry in report.removable],
        "not_run": [{"rule": rule, "reason": reason} for rule, reason in report.not_run.items()],
    }


REPORTER = Reporter(lines)
