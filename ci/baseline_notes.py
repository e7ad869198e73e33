"""Sentences about the baseline, for reports."""

from collections.abc import Iterator

from ..spec.text import counted
from .report import Report


def baseline_notes(report: Report) -> Iterator[str]:
    """Yield a sentence for each effect of the baseline, and for each reason to update it."""
    if number := len(report.known):
        yield f"{counted(number, 'known finding')} not counted"
    if report.expired:
        yield f"{counted(len(report.expired), 'entry', 'entries')} of the baseline expired: fix the findings, or set a later day"
    if report.removable:
        missing = sum(entry.times for entry in report.removable)
        them = "it" if missing == 1 else "them"
        yield f"{counted(missing, 'known finding')} not found in this run: --update-baseline removes {them}"
