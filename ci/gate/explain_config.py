"""feedproof gate --explain-config: the effective settings, and where each value comes from."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
from click.core import ParameterSource

from ...fixtures.sandbox_token import TOKEN_VARIABLE
from ...spec.errors import printable
from ...validators.bulk.names import without_secrets
from ..config import Config, config_table
from ..reporters import reporter
from ..schemas import schema
from ..servers import Server
from ..table import table
from .job import Job, server_name

DEFAULT = "default"
Row = tuple[str, str, str]


def explained(ctx: click.Context, job: Job) -> Iterator[str]:
    """Yield the lines of a table: key, value, origin."""
    rows = [*_head(ctx, job), *_groups(job), *_servers(job.config), *_reports(job.config)]
    yield from table(("key", "value", "from"), [tuple(map(printable, row)) for row in rows])


def _head(ctx: click.Context, job: Job) -> Iterator[Row]:
    config, file = job.config, str(job.config.source)
    written = dict.fromkeys(config_table(config.source) or {}, file)
    found = "found in this folder" if config.folder == Path() else "found above, in the repository"
    yield "configuration", file, _origin(ctx, "config") or found
    contract = str(config.contract) if config.contract else f"the bundled one, {job.contract.version}"
    yield "contract", contract, file if config.contract else DEFAULT
    yield "fail-on", config.fail_on, _origin(ctx, "fail_on") or written.get("fail-on", DEFAULT)
    yield "ignore", ", ".join(config.ignore) or "nothing", written.get("ignore", DEFAULT)
    yield from _severity("severity", config.severity, file)
    yield "baseline", str(config.baseline or "none"), _origin(ctx, "baseline") or written.get("baseline", DEFAULT)
    yield "date", job.today.isoformat(), _origin(ctx, "day") or "today"
    yield "colour", *_colour(job)


def _origin(ctx: click.Context, name: str) -> str:
    """Return the flag or the environment variable that an option came from; empty if it was not given."""
    option = next(option for option in ctx.command.params if option.name == name)
    source = ctx.get_parameter_source(name)
    if source is ParameterSource.ENVIRONMENT:
        return f"environment {option.envvar}"
    return f"flag {option.opts[0]}" if source is ParameterSource.COMMANDLINE else ""


def _colour(job: Job) -> tuple[str, str]:
    if os.environ.get("NO_COLOR"):
        return "no", "environment NO_COLOR"
    return ("yes", "a terminal") if job.view.colour else ("no", "not a terminal")


def _severity(key: str, severity: dict[str, str], file: str) -> Iterator[Row]:
    yield from ((f"{key}.{name}", level, file) for name, level in severity.items())
    if not severity:
        yield key, "from the evidence", DEFAULT


def _groups(job: Job) -> Iterator[Row]:
    file = str(job.config.source)
    for number, (group, found) in enumerate((each.payloads, each.names) for each in job.groups):
        key = f"payloads.{number}"
        yield f"{key}.paths", f"{', '.join(map(without_secrets, group.paths))} ({len(found):,} found)", file
        for name, value in (("feed", group.feed), ("operation", group.operation)):
            yield f"{key}.{name}", value or "decided by each payload", file if value else DEFAULT
        yield f"{key}.at", group.at or "the whole document", file if group.at else DEFAULT
        if group.base_url:
            yield f"{key}.base-url", without_secrets(group.base_url), file
        if group.severity:
            yield from _severity(f"{key}.severity", group.severity, file)


def _servers(config: Config) -> Iterator[Row]:
    written = (config_table(config.source) or {}).get("servers", [])
    known = schema("config")["properties"]["servers"]["items"]["properties"]
    for number, server in enumerate(config.servers):
        key, own = f"servers.{number}", written[number]
        values = _values(server)
        yield from ((f"{key}.{name}", values[name], str(config.source) if name in own else DEFAULT) for name in known)
        yield from _token(key, server.url)


def _values(server: Server) -> dict[str, str]:
    """Return the settings of a server in words, by their keys in the configuration."""
    return {
        "url": server_name(server),
        "profile": server.profile,
        "seed": str(server.seed),
        "allow-writes": "yes" if server.allow_writes else "no",
        "confirm": server.confirm or "not set",
        "read-only": "yes" if server.read_only else "no",
        "rate-limit": server.rate_limit or "the vendor's, if it is not on this machine",
        "timeout": f"{server.timeout:g}",
        "schemathesis": server.schemathesis or "none",
        "max-time": str(server.max_time or "the profile's"),
    }


def _token(key: str, url: str | None) -> Iterator[Row]:
    if url is None:
        yield f"{key}.token", "the sandbox's own", DEFAULT
    elif os.environ.get(TOKEN_VARIABLE):
        yield f"{key}.token", "set, not shown", f"environment {TOKEN_VARIABLE}"
    else:
        yield f"{key}.token", f"none; it is read from {TOKEN_VARIABLE}", DEFAULT


def _reports(config: Config) -> Iterator[Row]:
    for number, report in enumerate(config.reports):
        runner = reporter(report.format).runner
        log = "the log" if os.environ.get(runner) else f"the log, where {runner} is set"
        yield f"reports.{number}", f"{report.format} to {report.file or log}", str(config.source)
