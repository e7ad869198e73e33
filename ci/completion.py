"""feedproof completion: what a shell needs to complete commands, options and their values."""

from copy import copy
from typing import Any

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from ..spec.contract import bundled
from ..validators.catalogue import catalogue
from .groups import COMPLETE
from .terminal import say

SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def command(ctx: click.Context, /, shell: str) -> None:
    """Print the completion script for SHELL: commands, options, files, feeds and rules.

    \b
    bash: echo 'eval "$(feedproof completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(feedproof completion zsh)"' >> ~/.zshrc
    fish: feedproof completion fish > ~/.config/fish/completions/feedproof.fish
    """  # noqa: D301 - click reads the backspace as: leave these lines as they are
    say(SHELLS[shell](ctx.find_root().command, {}, "feedproof", COMPLETE).source())


def completed(command: click.Command) -> click.Command:
    """Return the command with completion of files, feeds and rules, chosen by the metavars of its options and arguments."""
    kinds: dict[str, click.ParamType[Any]] = {
        "FEED": click.Choice(list(bundled().feeds)),
        "RULE": click.Choice(sorted(catalogue())),
        "DIR": click.Path(file_okay=False),
        "FILE": click.Path(),
        "PATH": click.Path(),
        "SAMPLE": click.Path(),
    }
    made = copy(command)
    made.params = [_typed(parameter, kinds) for parameter in command.params]
    if isinstance(made, click.Group):
        made.commands = {name: completed(inner) for name, inner in made.commands.items()}
    return made


def _typed(parameter: click.Parameter, kinds: "dict[str, click.ParamType[Any]]") -> click.Parameter:
    # in quotes, as earlier versions of click have no ParamType[…]
    made, called = copy(parameter), (parameter.metavar or parameter.name or "").upper()
    made.type = next((kinds[kind] for kind in kinds if kind in called), parameter.type)
    return made
