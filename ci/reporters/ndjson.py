"""The report as lines of JSON: one finding a line, the summary last, in the shapes of report.schema.json."""

import json
from collections.abc import Iterator

from ..report import Report
from ..view import View
from . import Reporter
from .json import head, item


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield a line for each finding and each failure, then one for all the rest; known findings have `"known": true`."""
    yield from (json.dumps(item(found)) for found in report.findings)
    yield from (json.dumps(item(found) | {"known": True}) for found in report.known)
    yield json.dumps(head(report))


REPORTER = Reporter(lines)
