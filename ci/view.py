"""What a report shows and what makes it fail, and the options for that."""

from datetime import date
from typing import NamedTuple

import click

from ..validators.model import Severity
from .terminal import has_colour


class View(NamedTuple):
    """What a report shows, and what makes it fail.

    At most `limit` findings of a rule are shown (as text: in a file; 0: all). `verbose` adds the evidence and the known findings;
    `quiet` shows only findings of the severity `fail_on` and above. `day` is the day of the run. The rules in `asked` are named if
    they were not run.
    """

    colour: bool = False
    limit: int = 20
    verbose: bool = False
    quiet: bool = False
    fail_on: Severity = Severity.ERROR
    day: date = date.min
    asked: frozenset[str] = frozenset()


SEVERITIES = click.Choice([str(severity) for severity in reversed(Severity)])

limit_option = click.option(
    "--max",
    "limit",
    type=click.IntRange(min=0),
    metavar="N",
    default=View().limit,
    help=f"In text and markdown, show at most N findings of a rule per file, {View().limit} if not given, and of a rule that "
    "many files break only some; 0 shows all.",
)


def view_of(limit: int, day: date, *, verbose: bool, quiet: bool) -> View:
    """Return the view for this terminal. Raises UsageError for both --quiet and --verbose."""
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose: give one of them")
    return View(has_colour(), limit, verbose, quiet, day=day)
