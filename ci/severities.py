"""How severe a finding is in a project, where its configuration says so."""

from collections.abc import Mapping

from ..validators.model import Severity
from .failure import Found
from .report import Report
from .spool import kept


def with_severities(report: Report, severity: Mapping[str, str]) -> Report:
    """Return the report with the configured severities; a setting for a rule overrides one for a certainty.

    Raises FeedproofError when the disk is full.
    """
    if not severity:
        return report
    return report._replace(findings=kept(_changed(found, severity) for found in report.findings))


def _changed(found: Found, severity: Mapping[str, str]) -> Found:
    name = severity.get(found.rule, severity.get(found.certainty))
    return found._replace(severity=Severity.named(name)) if name else found
