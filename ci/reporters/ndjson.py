"""The report as lines of JSON: one finding a line, the summary last, in the shapes of report.schema.json."""

import json
from collections.abc import Iterator
from itertools import chain

from ..report import Report
from ..view import View
from . import Reporter
from .json import failed, head, item


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield a line for each finding and each failure, then one for all else; what the baseline knows has `"known": true`."""
    yield from map(json.dumps, chain(map(item, report.findings), map(failed, report.failures)))
    known = chain(map(item, report.known), map(failed, report.known_failures))
    yield from (json.dumps(each | {"known": True}) for each in known)
    yield json.dumps(head(report))


REPORTER = Reporter(lines)
