"""The command line: finds the command, runs it, and turns what happened into an exit code."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click
from click.core import ParameterSource

from ..spec.errors import FeedproofError, internal, is_interrupt
from .codes import FAILED, INTERRUPTED
from .groups import COMPLETE, Group, help_option
from .terminal import complain, say, silence
from .version import VERSION

COMMANDS = {
    "check": "Check payload files against the contract.",
    "rules": "List the rules and behaviours, or explain one.",
    "spec": "Show, lint, compare or bundle the contract.",
    "generate": "Generate valid records of a feed.",
    "sandbox": "Serve the contract from memory.",
    "contract": "Property-test a server against the contract.",
    "init": "Write a configuration for the gate, and a recipe for your build.",
    "gate": "Run everything in the configuration, with one result.",
    "fetch": "Save the lists of a server, to check or serve them.",
    "drift": "Report how real data differ from the contract.",
    "completion": "Print the script for shell completion.",
}
"""Every command with its summary. The module of that name, with its click command `command`, is imported on use."""


class Commands(Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Return the command, imported now."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{name}", __package__).command
        command.short_help = COMMANDS[name]
        if os.environ.get(COMPLETE):
            from .completion import completed

            return completed(command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command until it ends or a signal ends it; if the reader of its output has gone, end silently."""
        from .stoppable import stoppable  # the help takes no time that would have to be ended

        try:
            with stoppable():
                return super().invoke(ctx)
        except BrokenPipeError:
            silence(sys.stdout)
            return FAILED


def _version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if not wanted:
        return
    from ..spec.contract import bundled

    contract = bundled()
    say(f"feedproof {VERSION}, contract {contract.version} (sha256 {contract.sha256[:12]})")
    ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 clean; 1 findings; 2 the command could not do its job, or nothing was checked; 130 interrupted; "
    "143 or 129 ended by SIGTERM or SIGHUP.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
@help_option
def commands() -> None:
    """Contract tests, validation and fixture data for the accessplanit Course API Feeds."""


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; any error is reported in one line on standard error."""
    try:
        return commands.main(args, prog_name="feedproof", standalone_mode=False) or 0
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - even a panic of the engine: a traceback is no message, and exits with 1
        if is_interrupt(error):
            return INTERRUPTED
        complain(next(words(error) for kind, words in _WORDS.items() if isinstance(error, kind)))
        return FAILED


def _usage(error: click.UsageError) -> str:
    if isinstance(error, click.BadParameter) and (variable := _variable(error)):
        error.param_hint = f"the environment variable {variable}"
    command = error.ctx.command_path if error.ctx else "feedproof"
    message = error.format_message().replace("\n\t", " ")  # click puts what may be chosen on lines of their own
    return f"{message.rstrip('.')} (see {command} --help)"


def _variable(error: click.BadParameter) -> str:
    """Return the environment variable that a wrong value came from; empty if it came from the command line."""
    source = (
        error.ctx.get_parameter_source(error.param.name) if error.ctx and error.param and error.param.name else None
    )
    return str(error.param.envvar) if error.param and source is ParameterSource.ENVIRONMENT else ""


_BRINGS = {"contract": "all", "bulk": "all", "dask": "dask"}
"""For each extra that provides a module, the extra to install; the other extras are for development."""


def _missing(error: ModuleNotFoundError) -> str:
    extra = _extra(error.name or "")
    how = (
        f"python -m pip install 'feedproof[{extra}]'"
        if extra
        else "no extra of feedproof provides it; install it separately"
    )
    return f"the module {error.name!r} is not installed: {how}"


def _extra(module: str) -> str:
    """Return the extra that contains a module; empty if none does. Each module has the name of its package."""
    import re
    from importlib.metadata import requires  # both only where something is missing

    package = re.escape(module.partition(".")[0].replace("_", "-"))
    needs = "\n".join(requires("feedproof") or ())
    found = re.findall(rf'^{package}\b(?!-).*extra == "(\w+)"', needs, re.MULTILINE)
    return next((_BRINGS[extra] for extra in found if extra in _BRINGS), "")


def _system(error: OSError) -> str:
    return f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}"


_WORDS: dict[type[BaseException], Callable[[Any], str]] = {
    FeedproofError: str,
    click.UsageError: _usage,
    click.ClickException: click.ClickException.format_message,
    ModuleNotFoundError: _missing,
    OSError: _system,
    BaseException: internal,
}


def main() -> None:
    """Run the command line and exit with its code. No garbage is collected at the end, either."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = run()
    gc.freeze()
    sys.exit(code)
