"""The report as lines of JSON: one finding a line, the summary last, in the shapes of report.schema.json."""

import json
from collections.abc import Iterator

from ..report import Report
from . import View
from .json import head, item


def render(report: Report, _view: View) -> str:
    """Write a line for each finding, then one for all else; what the baseline knows has `"known": true`."""
    return "\n".join(lines(report, _view))


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield what `render` writes, line by line."""
    yield from (json.dumps(item(finding)) for finding in report.findings)
    yield from (json.dumps(item(finding) | {"known": True}) for finding in report.known)
    yield json.dumps(head(report))
