"""Apply the baseline to the report of a run, and update the baseline if that is asked for."""

from datetime import date

import click

from ...spec.errors import FeedproofError, printable
from ...spec.text import counted
from ...validators.model import RuleFilter
from ..outputs import write
from ..report import Report
from .file import dump
from .model import Baseline, set_apart, updated


def apply_baseline(report: Report, baseline: Baseline, today: date, wanted: RuleFilter) -> tuple[Report, str]:
    """Update the baseline if that is asked for, and apply it; return the report, and why the update failed, or an empty text."""
    try:
        baseline = _write(report, baseline, wanted) if baseline.update else baseline
        trouble = ""
    except FeedproofError as error:
        trouble = str(error)
    return set_apart(report, baseline, today, wanted), trouble


def _write(report: Report, baseline: Baseline, wanted: RuleFilter) -> Baseline:
    """Write the updated baseline. Raises FeedproofError if it cannot be written, or would lose entries that were not checked."""
    if report.unchecked:
        raise FeedproofError(f"{baseline.file}: left as it was, as not everything could be checked")
    fresh = updated(report, baseline, wanted)
    write(str(baseline.file), dump(fresh), flag="")
    known = sum(entry.times for entry in fresh.entries)
    click.echo(f"{printable(str(baseline.file))}: {counted(known, 'known finding')}", err=True)
    return fresh
