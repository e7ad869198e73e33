"""How much a report shows and what fails: the view, and the options that it is made of."""

from datetime import date
from typing import NamedTuple

import click

from ..validators.model import Severity
from .terminal import has_colour


class View(NamedTuple):
    """How much a report shows, and what it takes to fail.

    In colour; at most `limit` findings of a rule (as text: in a file; 0: all); with the evidence and what is known
    (`verbose`), or only what fails (`quiet`). A finding fails from the severity `fail_on` on. `day` is that of the run; of the
    rules `asked` for, it is told that they were not run.
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
    """Return the view of this terminal. Raises UsageError for one that is to show more and less."""
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose: give one of them")
    return View(has_colour(), limit, verbose, quiet, day=day)
