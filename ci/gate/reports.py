"""The reports that the configuration of the gate asks for."""

import os

from ...spec.errors import FeedproofError
from ..outputs import Output, write
from ..report import Report
from ..reporters import reporter, runner
from ..terminal import complain
from .job import Job


def deliver(job: Job, report: Report) -> bool:
    """Write every report; one that cannot be written does not stop the others. Say whether one could not."""
    failed = bool(job.refused)
    for number, output in enumerate(job.config.reports):
        if number not in job.refused:
            try:
                _deliver(job, report, output)
            except FeedproofError as error:
                complain(f"{job.config.source}: reports.{number}.file: {error}")
                failed = True
    return failed


def _deliver(job: Job, report: Report, output: Output) -> None:
    """Write one report. What a runner reads from its log is written in that runner only: people have the text."""
    render, view = reporter(output.format), job.view._replace(colour=False, quiet=False)
    if output.file is not None:
        write(os.path.relpath(output.file), render(report, view) + "\n", flag="")
    elif os.environ.get(runner(output.format)):
        job.screen.say(render(report, view), output.format)
