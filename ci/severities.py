"""How severe a finding is in a project, where its configuration says so."""

from collections.abc import Mapping
from dataclasses import replace

from ..validators.model import Finding, Severity
from .report import Report


def with_severities(report: Report, severity: Mapping[str, str]) -> Report:
    """Return the report with the severities of the configuration; a rule's counts before a certainty's."""
    if not severity:
        return report
    return replace(report, findings=tuple(_changed(finding, severity) for finding in report.findings))


def _changed(finding: Finding, severity: Mapping[str, str]) -> Finding:
    name = severity.get(finding.rule, severity.get(finding.certainty))
    return replace(finding, severity=Severity[name.upper()]) if name else finding
