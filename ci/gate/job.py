"""The job of the gate: the configuration and all that follows from it, validated before the first file is read."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ...spec.text import read_text
from ...validators.bulk.names import without_secrets
from ...validators.model import RuleFilter, Severity
from ...validators.routes import server_url
from ..baseline.file import load_baseline
from ..baseline.model import Baseline
from ..config import Config, find_config, load_config
from ..consistency import refused, require_consistent
from ..options import contract_of
from ..previous_reports import previous_reports
from ..selection import selection
from ..servers import Server
from ..terminal import Screen
from ..view import View, view_of
from .payloads import PayloadGroup, blaming, files, groups


class Options(NamedTuple):
    """The parameters of the command, by the names that click passes."""

    config: str | None
    fail_on: str | None
    baseline: str | None
    update_baseline: bool
    day: date
    explain_config: bool
    limit: int
    quiet: bool
    verbose: bool


@dataclass(frozen=True, slots=True)
class Job:
    """The configuration, combined with the command line and the environment, and all that follows from it.

    `own` are feedproof's own files: the configuration and what it names, the baseline, and reports of a previous run. `lacking`
    maps what is named and cannot be used to the file, the key and the reason; `refused` maps the numbers of the reports that cannot
    be written to the key and the reason. Neither stops the rest, but with either the gate is incomplete, as it is if the `screen`
    cannot be written to.
    """

    config: Config
    contract: Contract
    today: date
    view: View
    wanted: RuleFilter
    baseline: Baseline | None
    groups: list[PayloadGroup]
    own: list[Path]
    lacking: dict[str, str]
    refused: dict[int, str]
    screen: Screen = field(default_factory=Screen)

    def troubles(self) -> Iterator[str]:
        """Yield a line for each problem, with the file and the key."""
        yield from self.lacking.values()
        yield from (f"{self.config.source}: {problem}" for problem in self.refused.values())


def prepare(options: Options) -> Job:
    """Return the job. Raises FeedproofError, with the file and the key, if nothing useful can be done."""
    view = view_of(options.limit, options.day, verbose=options.verbose, quiet=options.quiet)
    config = _config(options)
    require_consistent(config)
    contract = _contract(config)
    found = groups(config, contract, options.day)
    baseline, lacking = _baseline(config, options)
    own = list(_own(config, baseline))
    return Job(
        config=config,
        contract=contract,
        today=options.day,
        view=view._replace(fail_on=Severity.named(config.fail_on)),
        wanted=selection((), config.ignore),
        baseline=baseline,
        groups=found,
        own=own,
        lacking=lacking | dict(_unmatched(config, found)),
        refused=refused(config, files(found, own) if config.reports else ()),
    )


def _own(config: Config, baseline: Baseline | None) -> Iterator[Path]:
    """Yield feedproof's own files, which are never payloads, even if a pattern matches them."""
    yield from (config.source, *previous_reports(config.reports))
    yield from filter(None, [config.contract, baseline and baseline.file])
    yield from (Path(server.schemathesis) for server in config.servers if server.schemathesis)


def _contract(config: Config) -> Contract:
    with blaming(config, "contract"):
        return contract_of(str(config.contract) if config.contract else None, is_served=bool(config.servers))


def _config(options: Options) -> Config:
    """Return the configuration; flags and the environment override it."""
    config = load_config(Path(options.config) if options.config else find_config(Path()))
    if options.fail_on:
        config = replace(config, fail_on=options.fail_on)
    if options.baseline:
        config = replace(config, baseline=Path(options.baseline))
    return config


def _baseline(config: Config, options: Options) -> tuple[Baseline | None, dict[str, str]]:
    """Return the baseline, or its name with the reason why it cannot be used."""
    if config.baseline is None and options.update_baseline:
        raise FeedproofError(f"{config.source}: names no baseline; set the key baseline, or pass --baseline FILE")
    if config.baseline is None:
        return None, {}
    try:
        return load_baseline(config.baseline, update=options.update_baseline), {}
    except FeedproofError as error:
        key = "" if options.baseline else f"{config.source}: baseline: "
        return None, {os.path.relpath(config.baseline): f"{key}{error}"}


def _unmatched(config: Config, found: Sequence[PayloadGroup]) -> Iterator[tuple[str, str]]:
    for number, group in enumerate(found):
        for pattern in map(without_secrets, group.unmatched):
            yield pattern, f"{config.source}: payloads.{number}.paths: nothing matches {pattern!r}"


def require_usable(config: Config, number: int) -> None:
    """Raise FeedproofError, with the file and the key, if a server's URL, or its file for schemathesis, cannot be used."""
    server, key = config.servers[number], f"servers.{number}"
    if server.url:
        with blaming(config, f"{key}.url"):
            server_url(server.url)
    if server.schemathesis:
        with blaming(config, f"{key}.schemathesis"):
            read_text(Path(server.schemathesis))


def served(servers: Sequence[Server]) -> Iterator[tuple[str, Server]]:
    """Yield each server with a unique name for reports, which shows nothing secret of its URL."""
    names: list[str] = []
    for server in servers:
        name = server_name(server)
        names.append(name)
        again = names.count(name)
        yield name if again == 1 else f"{name} ({again})", server


def server_name(server: Server) -> str:
    """Return the URL of a server without anything secret; without a URL it is the sandbox."""
    return "the sandbox" if server.url is None else without_secrets(server.url)
