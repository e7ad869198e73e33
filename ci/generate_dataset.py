"""feedproof generate --dataset: all feeds as one world, line by line, and what has changed in it after some days."""

from collections.abc import Iterable, Iterator
from typing import Any

import click

from ..fixtures.dataset import dump
from ..fixtures.timeline import after, changes
from ..fixtures.timeline import dump as dump_change
from ..spec.contract import Contract
from .generate_target import deliver

MOST_DAYS = 3650
_OWN = {"dataset", "evolve", "changes", "count", "seed", "day", "file"}


def generate(context: click.Context, contract: Contract, options: dict[str, Any]) -> None:
    """Write the dataset, and the changes where a file is named for them. Raises UsageError for what does not fit."""
    refuse(context, options)
    world = {"contract": contract, "day": options["day"]}
    if options["changes"]:
        changed = changes(options["evolve"], options["count"], options["seed"], **world)
        deliver(_lines(map(dump_change, changed)), options["changes"], "--changes")
    deliver(_lines(map(dump, after(options["evolve"], options["count"], options["seed"], **world))), options["file"])


def _lines(texts: Iterable[str]) -> Iterator[bytes]:
    return (f"{text}\n".encode() for text in texts)


def refuse(context: click.Context, options: dict[str, Any]) -> None:
    """Raise UsageError for options that a dataset does not take, or that only a dataset takes."""
    if not options["dataset"]:
        if options["evolve"] or options["changes"]:
            raise click.UsageError("--evolve and --changes: what evolves is a dataset; add --dataset")
        return
    given = [name for name in options if name not in _OWN and _is_given(context, name)]
    if given:
        flags = {parameter.name: parameter.opts[0] for parameter in context.command.params}
        flag = f"--{options[given[0]]}" if given[0] == "plan" else flags[given[0]]
        raise click.UsageError(f"{flag}: a dataset has all feeds, as they are read, as ndjson; leave it out")
    if options["changes"] and options["changes"] in {"-", options["file"]}:
        raise click.UsageError("--changes: name a file of its own for them")


def _is_given(context: click.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
