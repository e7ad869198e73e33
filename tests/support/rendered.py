"""A report in one of its formats, whole."""

from feedproof.ci.report import Report
from feedproof.ci.reporters import reporter
from feedproof.ci.view import View


def rendered(name: str, report: Report, view: View) -> str:
    return "\n".join(reporter(name).lines(report, view))
