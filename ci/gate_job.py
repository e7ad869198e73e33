"""What the gate is asked to do, examined before the first file is read."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from glob import has_magic
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..validators.check import Checker
from ..validators.model import Context, Severity, Wanted
from .baseline import Baseline
from .baseline_file import load as load_baseline
from .config import Config, Payloads, find, load
from .consistency import examine
from .inputs import find as find_inputs
from .options import contract_of
from .reporters import View
from .selection import selection
from .servers import Server
from .terminal import has_colour


@dataclass(frozen=True, slots=True)
class Job:
    """The configuration with what the command line and the environment say, and all that follows from it.

    `groups` are payload groups with what checks them and the files; `own` are files that feedproof reads or writes.
    """

    config: Config
    contract: Contract
    context: Context
    view: View
    wanted: Wanted
    baseline: Baseline | None
    groups: list[tuple[Payloads, Checker, list[str]]]
    own: list[Path]


def prepare(ctx: click.Context, options: dict[str, Any]) -> Job:
    """Return the job. Raises FeedproofError with file and key for whatever is wrong with it."""
    if options["quiet"] and options["verbose"]:
        raise click.UsageError("--quiet and --verbose: say one of them", ctx)
    config = _config(options)
    examine(config)
    contract = contract_of(str(config.contract) if config.contract else None)
    context = Context(today=options["today"])
    groups = [(group, _checker(config, group, contract, context), _names(config, group)) for group in config.payloads]
    baseline = _baseline(config, options)
    _refuse_payloads(config, [name for _, _, names in groups for name in names])
    own = [baseline.file] if baseline else []
    return Job(config, contract, context, _view(config, options), selection((), config.ignore), baseline, groups, own)


def _config(options: dict[str, Any]) -> Config:
    """Return the configuration; what flags and the environment say counts before what it says."""
    config = load(Path(options["config"]) if options["config"] else find(Path()))
    if options["fail_on"]:
        config = replace(config, fail_on=options["fail_on"])
    if options["baseline"]:
        config = replace(config, baseline=Path(options["baseline"]))
    return config


def _view(config: Config, options: dict[str, Any]) -> View:
    fail_on = Severity[config.fail_on.upper()]
    shown = {"verbose": options["verbose"], "quiet": options["quiet"]}
    return View(has_colour(), fail_on=fail_on, day=options["today"], **shown)


def _baseline(config: Config, options: dict[str, Any]) -> Baseline | None:
    update = options["update_baseline"]
    if config.baseline is None and update:
        raise FeedproofError(f"{config.source}: names no baseline; write the key baseline, or say --baseline FILE")
    if config.baseline is None:
        return None
    with _blaming(config, None if options["baseline"] else "baseline"):
        return load_baseline(config.baseline, update=update)


@contextmanager
def _blaming(config: Config, key: str | None) -> Iterator[None]:
    """Say of an error which key of the configuration is wrong, if it is one."""
    try:
        yield
    except FeedproofError as error:
        raise FeedproofError(f"{config.source}: {key}: {error}" if key else str(error)) from None


def _checker(config: Config, group: Payloads, contract: Contract, context: Context) -> Checker:
    if group.feed:
        with _blaming(config, "payloads"):
            contract.schema(group.feed, group.operation or next(iter(contract.feed(group.feed).actions)))
    return Checker(contract, context, group.feed, group.operation, group.at)


def _names(config: Config, group: Payloads) -> list[str]:
    return [os.path.relpath(path) for pattern in group.paths for path in _matches(config, pattern)]


def _matches(config: Config, pattern: str) -> list[Path]:
    """Return the files and folders of a pattern. Raises FeedproofError when nothing matches."""
    try:
        found = sorted(config.folder.glob(pattern)) if has_magic(pattern) else [config.folder / pattern]
    except (ValueError, NotImplementedError) as error:
        raise FeedproofError(f"{config.source}: payloads: {pattern!r}: {error}") from None
    if not found:
        raise FeedproofError(f"{config.source}: payloads: nothing matches {pattern!r}")
    return found


def _refuse_payloads(config: Config, names: Sequence[str]) -> None:
    """Raise FeedproofError when a report would be written over a payload."""
    written = {os.path.realpath(report.file): number for number, report in enumerate(config.reports) if report.file}
    for document in find_inputs(names if written else [])[0]:
        if document.file and (place := os.path.realpath(document.file)) in written:
            key = f"{config.source}: reports.{written[place]}.file"
            raise FeedproofError(f"{key}: {document.name!r} is one of the payloads; write it elsewhere")


def served(servers: Sequence[Server]) -> Iterator[tuple[str, Server]]:
    """Yield each server with a name of its own for reports, without what a URL should not hold."""
    names: list[str] = []
    for server in servers:
        name = shown(server)
        names.append(name)
        again = names.count(name)
        yield name if again == 1 else f"{name} ({again})", server


def shown(server: Server) -> str:
    """Return the URL of a server without user name and password; without a URL it is the sandbox."""
    if server.url is None:
        return "the sandbox"
    try:
        parts = urlsplit(server.url)
    except ValueError:
        return "a server"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
