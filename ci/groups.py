"""A group of commands that knows the nearest name of a misspelt one, and the option --help."""

import click

from ..spec.nearest import did_you_mean
from .codes import FAILED
from .terminal import say

COMPLETE = "_FEEDPROOF_COMPLETE"
"""The variable that a shell sets when it asks for completions."""


def _help(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if wanted and not ctx.resilient_parsing:
        say(ctx.get_help())
        ctx.exit()


help_option = click.option(
    "-h", "--help", is_flag=True, is_eager=True, expose_value=False, callback=_help, help="Show this message and exit."
)
"""What click adds by itself, for commands that start often: click asks for a translation of it, which takes two milliseconds."""


class Group(click.Group):
    """Prints its help when no command is given, which is no success: nothing was done."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. Raises UsageError with the nearest name."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            text = f"no command is called {args[0]!r}{did_you_mean(args[0], known)}; commands: {', '.join(known)}"
            raise click.UsageError(text, ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, or print the help when there is nothing to parse."""
        if not args and not ctx.resilient_parsing:
            say(ctx.get_help())
            ctx.exit(FAILED)
        return super().parse_args(ctx, args)
