"""The report as lines of JSON: one finding a line, the summary last, in the shapes of report.schema.json."""

import json
from collections.abc import Iterator

from ..report import Report
from ..view import View
from . import Reporter
from .json import head, item


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield a line for each finding, then one for all else; what the baseline knows has `"known": true`."""
    yield from (json.dumps(item(finding)) for finding in report.findings)
    yield from (json.dumps(item(finding) | {"known": True}) for finding in report.known)
    yield json.dumps(head(report))


REPORTER = Reporter(lines)
