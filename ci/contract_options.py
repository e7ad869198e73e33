"""The options of feedproof contract; some are only for a server, others only for a self-test."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from .contract_report import FORMATS
from .outputs import Output
from .servers import OF_BOTH, SETTINGS, flag


class Options(NamedTuple):
    """The parameters of the command, by the names that click passes."""

    url: str | None
    profile: str
    seed: int
    allow_writes: bool
    read_only: bool
    confirm: str | None
    rate_limit: str | None
    timeout: float | None
    max_time: int | None
    schemathesis: str | None
    self_test: bool
    faults: tuple[str, ...]
    thorough: bool
    jobs: int | None
    contract_file: str | None
    format: tuple[str, ...]
    file: tuple[str, ...]


def refuse(options: Options, passed: tuple[str, ...], outputs: Iterable[Output]) -> None:
    """Raise UsageError for options that contradict each other; `passed` are the options after --, which are for schemathesis."""
    if options.allow_writes and options.read_only:
        raise click.UsageError("--allow-writes and --read-only cannot be combined; remove one of them")
    alien = _of_a_server(options, passed) if options.self_test else _of_a_self_test(options)
    why = "--self-test takes no {}: it runs on the sandbox" if options.self_test else "{} needs --self-test"
    for word, value in alien.items():
        if value:
            raise click.UsageError(why.format(word))
    for output in outputs if options.self_test else ():
        _refuse_output(output)


def _of_a_server(options: Options, passed: tuple[str, ...]) -> dict[str, object]:
    names = [setting.name for setting in SETTINGS[1:] if setting.name not in OF_BOTH]
    return {"URL": options.url, **{flag(name): getattr(options, name) for name in names}, "--": passed}


def _of_a_self_test(options: Options) -> dict[str, object]:
    return {"--fault": options.faults, "--thorough": options.thorough, "--jobs": options.jobs}


def _refuse_output(output: Output) -> None:
    if output.format not in FORMATS:
        raise click.UsageError(f"--format {output.format}: a self-test is reported as {' or '.join(FORMATS)}")
    if output.file and not Path(output.file).absolute().parent.is_dir():
        raise click.UsageError(f"-o {output.file}: there is no such folder")  # not after half an hour
