"""What users pass on to schemathesis: a schemathesis.toml, and options of `st run`.

schemathesis itself reads both. The settings of the connection, and those that protect the server, belong to feedproof: its
own requests use the same connection, so both have to know them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click import Context
from click.core import ParameterSource
from schemathesis.cli import schemathesis
from schemathesis.config import SchemathesisConfig

from ...fixtures.sandbox_token import TOKEN_VARIABLE
from ...spec.errors import FeedproofError
from ...spec.text import read_text

RUN = schemathesis.commands["run"]
"""`st run`, the command."""
_URL = "the URL is the argument of feedproof contract"
TOKEN = f"the token comes from {TOKEN_VARIABLE}"
_FILE = "set it in the file of --schemathesis, as feedproof's own requests need it too"
_SEED = "use feedproof's --seed"
_RATE = "use feedproof's --rate-limit"
_TIMEOUT = "use feedproof's --timeout"
_REDIRECTS = "redirects are not followed: they could carry the token away"
_SAFE = "it would show the token in reports"
_RETRIES = "repeated requests would ignore the rate limit"
TRIED = "they are tried only on servers of this machine, and not with --read-only"
_METHODS = f"methods that the contract does not have could delete; {TRIED}"
# With several, hypothesis also fails: ast.parse of Python 3.11 is not thread-safe, and raises SystemError.
_WORKERS = "one worker sends, so that the same seed sends the same requests"
_WAY = "the connection is the same for all operations: set it at the top of the file"
_NEW = "feedproof does not support it here"
_CERTIFICATE = "an untrusted certificate is an error; name the file of its authority instead"
KEYS = {
    "base-url": _URL, "origin": _URL, "servers": _URL, "project": _URL, "seed": _SEED, "rate-limit": _RATE,
    "request-timeout": _TIMEOUT, "request-retries": _RETRIES, "max-redirects": _REDIRECTS, "auth": TOKEN,
    "workers": _WORKERS,
}  # fmt: skip
"""Keys of schemathesis.toml that are not accepted, with the reason."""
WAY = dict.fromkeys(("headers", "proxy", "tls-verify", "request-cert", "request-cert-key"), _WAY)
"""Keys that are accepted for all operations, but not for some of them, with the reason."""
OF_SOME = {
    "enabled", "checks", "phases", "generation", "parameters", "warnings", "continue-on-failure", "max-stream-events",
}  # fmt: skip
"""Keys that `[[operations]]` may have, besides the filters that select operations."""
OPTIONS = {
    "base_url": _URL, "origin": _URL, "generation_seed": _SEED, "rate_limit": _RATE, "request_timeout": _TIMEOUT,
    "request_retries": _RETRIES, "max_redirects": _REDIRECTS, "auth": TOKEN, "auth_wfc": TOKEN, "auth_wfc_user": TOKEN,
    "headers": _FILE, "request_proxy": _FILE, "request_tls_verify": _FILE, "request_cert": _FILE,
    "request_cert_key": _FILE, "output_sanitize": _SAFE, "report_preserve_bytes": _SAFE,
    "workers": _WORKERS,
}  # fmt: skip
"""Parameters of `st run` that are not accepted, with the reason."""

_TABLES = ("output", "reports", "headers", "phases", "generation", "cache")
"""Keys whose tables are merged with ours, so that a value that is not a table would not be noticed."""
_PLACE = "https://contract.invalid/"
"""Stands in for the location of the contract; it is never requested."""


@dataclass(frozen=True, slots=True)
class SchemathesisOptions:
    """The settings of a schemathesis.toml, its name, and arguments of `st run`."""

    settings: Mapping[str, Any]
    file: str = ""
    arguments: tuple[str, ...] = ()


NO_OPTIONS = SchemathesisOptions({})


def read_options(file: str | None, options: tuple[str, ...] = ()) -> SchemathesisOptions:
    """Read what users pass on. Raises FeedproofError, with the place, if it is not accepted."""
    settings = _settings(file) if file else {}
    _check_options(options)
    return SchemathesisOptions(settings, file or "", options)


def _settings(file: str) -> dict[str, Any]:
    try:
        settings = tomllib.loads(read_text(Path(file)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FeedproofError(f"{file}: not TOML: {error}") from None
    for key, reason in (*_reasons(settings), *_of_some(settings)):
        raise FeedproofError(f"{file}: {key}: remove it; {reason}")
    return settings


def _reasons(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each key that is not accepted, with the reason."""
    yield from ((key, reason) for key, reason in KEYS.items() if key in settings)
    yield from ((key, "it is not a table") for key in _TABLES if not isinstance(settings.get(key, {}), dict))
    if settings.get("tls-verify") is False:
        yield "tls-verify", _CERTIFICATE
    if "sanitization" in _table(settings, "output"):
        yield "output.sanitization", _SAFE
    if _table(settings, "reports").get("preserve-bytes"):
        yield "reports.preserve-bytes", _SAFE
    if any(name.lower() == "authorization" for name in _table(settings, "headers")):
        yield "headers.Authorization", TOKEN


def _of_some(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each key that is not accepted for some operations, with the reason."""
    for number, table in enumerate(_operations(settings), 1):
        for key in table:
            if key not in OF_SOME and not key.startswith(("include-", "exclude-")):
                yield f"operations, number {number}: {key}", (KEYS | WAY).get(key, _NEW)


def _operations(settings: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = settings.get("operations")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _table(settings: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Return a table, or an empty one if the value is not a table; schemathesis will report that."""
    for key in path:
        found = settings.get(key)
        settings = found if isinstance(found, dict) else {}
    return settings


def check_methods(options: SchemathesisOptions) -> None:
    """Raise FeedproofError if the settings ask for methods that the contract does not have."""
    for table in (options.settings, *_operations(options.settings)):
        if _table(table, "phases", "coverage").get("unexpected-methods"):
            raise FeedproofError(f"{options.file}: phases.coverage.unexpected-methods: remove it; {_METHODS}")


def _check_options(options: tuple[str, ...]) -> None:
    """Let schemathesis parse the options. Raises FeedproofError, and UsageError if it does not know one of them.

    Options that are not accepted are looked for first, because it does not matter whether their values are valid.
    """
    _refuse(_parsed(options, resilient_parsing=True))
    _parsed(options)


def _parsed(options: tuple[str, ...], *, resilient_parsing: bool = False) -> Context:
    args = [_PLACE, *options]
    return RUN.make_context("st run", args, obj=SchemathesisConfig(), resilient_parsing=resilient_parsing)


def _refuse(context: Context) -> None:
    names = {parameter.name: max(parameter.opts, key=len) for parameter in RUN.params}
    for name, reason in OPTIONS.items():
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise FeedproofError(f"{names[name]} after --: remove it; {reason}")
