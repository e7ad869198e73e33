"""The option that says how much of many findings is shown."""

import click

from .reporters import View

limit_option = click.option(
    "--max",
    "limit",
    type=click.IntRange(min=0),
    metavar="N",
    default=View().limit,
    help=f"As text or markdown, show at most N findings of a rule in a file, {View().limit} if not given, and of a rule that "
    "many files break only some; 0 shows all.",
)
