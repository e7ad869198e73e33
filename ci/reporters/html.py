"""The report as one HTML file for people: the verdict first; offline, and safe whatever the payloads hold."""

from collections.abc import Iterator

from ..html.page import build
from ..report import Report
from ..view import View
from . import Reporter


def lines(report: Report, view: View) -> Iterator[str]:
    """Yield the page. It has every finding or, if there are too many, the most severe ones and the counts of all."""
    yield build(report, view)


REPORTER = Reporter(lines)
