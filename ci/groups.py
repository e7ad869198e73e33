"""A group of commands that knows the nearest name of a misspelt one, and the option --help."""

import re
from itertools import pairwise
from typing import Any

import click

from ..spec.nearest import unknown
from .codes import FAILED
from .terminal import say

COMPLETE = "_FEEDPROOF_COMPLETE"
"""The variable that a shell sets when it asks for completions."""
_OPEN = re.compile("--[^=]+=")
"""An option with nothing after its equals sign; a value may end with such a sign itself."""
_MAY_BE_EMPTY = {"--at"}
"""The empty JSON Pointer leads to the whole document."""


def _help(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if wanted and not ctx.resilient_parsing:
        say(ctx.get_help())
        ctx.exit()


help_option = click.option(
    "-h", "--help", is_flag=True, is_eager=True, expose_value=False, callback=_help, help="Show this message and exit."
)
"""The option that click would add, for commands that start often: click's own takes two milliseconds to look for a translation."""


class Group(click.Group):
    """Prints its help when no command is given, which is no success: nothing was done."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. Raises UsageError with the nearest name."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            raise click.UsageError(unknown("command", args[0], known), ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if command and not isinstance(command, click.Group) and not ctx.resilient_parsing:
            _refuse_empty(rest, click.Context(command, info_name=name, parent=ctx))
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. An error of its option parser is given the command's context, which the parser does not know."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            name = ctx.invoked_subcommand
            command = self.get_command(ctx, name) if name and not error.ctx else None
            error.ctx = click.Context(command, info_name=name, parent=ctx) if command else error.ctx
            raise

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, or print the help when there is nothing to parse."""
        if not args and not ctx.resilient_parsing:
            say(ctx.get_help())
            ctx.exit(FAILED)
        return super().parse_args(ctx, args)


def _refuse_empty(args: list[str], ctx: click.Context) -> None:
    """Raise UsageError for an empty value: most often a shell variable is not set, and ignoring the option would hide that."""
    own = args[: args.index("--")] if "--" in args else args
    words = [""]
    for arg in own:
        words += [arg[:-1], ""] if _OPEN.fullmatch(arg) else [arg]
    for before, word in pairwise(words):
        if not word and before not in _MAY_BE_EMPTY:
            what = before if before.startswith("-") else "an argument"
            raise click.UsageError(f"{what} is empty; is a variable not set?", ctx)
