"""feedproof generate --dataset: all feeds as one world, line by line, and the changes in it over some days."""

from collections import deque
from collections.abc import Iterable, Iterator

import click

from ...fixtures.dataset.line import Line, dump
from ...fixtures.dataset.timeline import Life, RecordChange, dump_change, in_order, lives
from ...spec.contract import Contract
from .options import Options
from .target import deliver_blocks

MOST_DAYS = 3650
_OWN = {"dataset", "evolve", "changes", "number", "seed", "day", "file", "feed", "contract_file"}


def generate_dataset(context: click.Context, contract: Contract, options: Options) -> None:
    """Write the dataset, and the changes if a file is named for them. Raises UsageError for options that do not fit."""
    _refuse(context, options)
    made = lives(options.evolve, options.number, options.seed, contract=contract, day=options.day)
    if options.changes:
        deliver_blocks(_both(made, options.file), options.changes, "--changes")
    else:
        deliver_blocks(_dumped(life.lines for life in made), options.file)


def _both(made: Iterable[Life], file: str | None) -> Iterator[bytes]:
    """Write the dataset, then yield the changes: they are made in the same pass, and can be sorted only at its end."""
    changed: list[RecordChange] = []
    lines = _dumped(_noted(made, changed))
    deliver_blocks(lines, file)
    deque(lines, maxlen=0)  # whoever reads the dataset may have stopped; the changes are whole
    yield from (f"{dump_change(change)}\n".encode() for change in in_order(changed))


def _noted(made: Iterable[Life], changed: list[RecordChange]) -> Iterator[tuple[Line, ...]]:
    for life in made:
        changed += life.changes
        yield life.lines


def _dumped(families: Iterable[tuple[Line, ...]]) -> Iterator[bytes]:
    return (f"{dump(line)}\n".encode() for lines in families for line in lines)


def _refuse(context: click.Context, options: Options) -> None:
    """Raise UsageError for options that a dataset does not take."""
    alien = next((name for name in context.params if name not in _OWN and _is_given(context, name)), None)
    if alien:
        flags = {parameter.name: parameter.opts[0] for parameter in context.command.params}
        flag = f"--{options.plan}" if alien == "plan" else flags[alien]
        raise click.UsageError(f"{flag}: a dataset has all feeds, as they are read, as ndjson; leave it out")
    if options.changes and not options.evolve:
        raise click.UsageError("--changes: without days nothing changes; add --evolve DAYS")
    if options.changes and options.changes in {"-", options.file}:
        raise click.UsageError("--changes: name a file of its own for them")


def _is_given(context: click.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
