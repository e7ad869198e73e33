"""Write the reports of the gate's configuration."""

import os
from collections.abc import Iterator

from ..outputs import Output, deliver_all
from ..report import Report
from ..reporters import reporter
from .job import Job


def deliver_reports(job: Job, report: Report) -> bool:
    """Write every report; one that cannot be written does not stop the others. Return whether any could not be written."""
    view = job.view._replace(colour=False, quiet=False)
    failed = deliver_all(_wanted(job), lambda output: reporter(output.format).lines(report, view), job.screen.say)
    return failed or bool(job.refused)


def _wanted(job: Job) -> Iterator[Output]:
    """Yield the reports to write. One for the log of a runner is written on that runner only; elsewhere, people read the text."""
    left = [each for each in enumerate(job.config.reports) if each[0] not in job.refused]
    for number, output in left:
        if output.file is not None:
            key = f"{job.config.source}: reports.{number}.file:"
            yield output._replace(file=os.path.relpath(output.file), flag=key)
        elif os.environ.get(reporter(output.format).runner):
            yield output
