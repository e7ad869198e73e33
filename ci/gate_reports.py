"""The reports that the configuration of the gate asks for."""

import os
from dataclasses import replace

from ..spec.errors import FeedproofError
from .gate_job import Job
from .outputs import write
from .report import Report
from .reporters import reporter
from .terminal import complain, say


def deliver(job: Job, report: Report) -> bool:
    """Write every report; one that cannot be written does not stop the others. Say whether one could not."""
    failed = bool(job.refused)
    for number, output in enumerate(job.config.reports):
        if number in job.refused:
            continue
        text = reporter(output.format)(report, replace(job.view, colour=False, quiet=False))
        if output.file is None:
            say(text)
            continue
        file = os.path.relpath(output.file)
        try:
            write(file, text + "\n")
        except FeedproofError as error:
            complain(f"{job.config.source}: reports.{number}.file: {str(error).removeprefix('-o ')}")
            failed = True
    return failed
