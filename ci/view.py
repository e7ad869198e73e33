"""The options that say what is shown and what fails, and the view that is made of them."""

from datetime import date

import click

from ..validators.model import Severity
from .reporters import View
from .terminal import has_colour

SEVERITIES = click.Choice([str(severity) for severity in reversed(Severity)])

limit_option = click.option(
    "--max",
    "limit",
    type=click.IntRange(min=0),
    metavar="N",
    default=View().limit,
    help=f"As text or markdown, show at most N findings of a rule in a file, {View().limit} if not given, and of a rule that "
    "many files break only some; 0 shows all.",
)


def view_of(limit: int, day: date, *, verbose: bool, quiet: bool) -> View:
    """Return the view of this terminal. Raises UsageError for one that is to show more and less."""
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose: say one of them")
    return View(has_colour(), limit, verbose, quiet, day=day)


def failing(view: View, fail_on: str) -> View:
    """Return the view in which findings fail from the severity of this name on."""
    return view._replace(fail_on=Severity.named(fail_on))
