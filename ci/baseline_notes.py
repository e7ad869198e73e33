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
        gone = sum(entry.times for entry in report.removable)
        yield f"{counted(gone, 'known finding')} gone: --update-baseline removes {'it' if gone == 1 else 'them'}"
