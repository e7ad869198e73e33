"""The report as one HTML file for people: the verdict first; offline, and safe whatever the payloads hold."""

from ..html.page import build
from ..report import Report
from . import View


def render(report: Report, view: View) -> str:
    """Write the page. It holds every finding, or, when they are too many for it, the worst and the counts of all."""
    return build(report, view)
