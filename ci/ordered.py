"""A command whose --format and -o options belong together, in the order in which they stand."""

from collections.abc import Iterable

import click

from .options import file_name
from .outputs import Output, pair
from .reporters import formats

format_option = click.option(
    "--format", type=click.Choice(formats()), multiple=True, help="Report format; text if not given. Repeatable."
)
output_option = click.option(
    "--output",
    "-o",
    "file",
    metavar="FILE",
    type=file_name,
    multiple=True,
    help="Output file of the --format before it.",
)


class Ordered(click.Command):
    """A command that remembers in which order --format and -o stand."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and keep the names of the options in order."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.obj = [option.name for option in order]
        return super().parse_args(ctx, args)


class Passing(Ordered):
    """One that does not parse what stands after --, but keeps it as `ctx.meta[PASSED]`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what stands before --."""
        end = args.index("--") if "--" in args else len(args)
        ctx.meta[PASSED] = tuple(args[end + 1 :])
        return super().parse_args(ctx, args[:end])


PASSED = "feedproof.passed"


def outputs_of(ctx: click.Context, forms: Iterable[str], files: Iterable[str]) -> list[Output]:
    """Return the reports that were asked for. Raises UsageError when two want the same place."""
    given = {"format": iter(forms), "file": iter(files)}
    return pair((name, next(given[name])) for name in ctx.obj if name in given)
