"""What users hand on to schemathesis: a schemathesis.toml, and options of `st run`.

Both are read by schemathesis itself. What concerns the way to the server and what keeps it safe is feedproof's to say:
its own requests go the same way, so that the one cannot be told without the other.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click import Context
from click.core import ParameterSource
from schemathesis.cli import schemathesis
from schemathesis.config import SchemathesisConfig

from ..spec.errors import FeedproofError
from ..spec.text import read_text

RUN = schemathesis.commands["run"]
"""`st run`, the command."""
_URL = "the URL is the argument of feedproof contract"
_TOKEN = "the token comes from FEEDPROOF_TOKEN"  # noqa: S105 - no token
_FILE = "it stands in the file of --schemathesis, since feedproof's own requests need it too"
_SEED = "it is feedproof's --seed"
_RATE = "it is feedproof's --rate-limit"
_TIMEOUT = "it is feedproof's --timeout"
_REDIRECTS = "redirects are not followed: they could carry the token away"
_SAFE = "it would put the token into reports"
_CERTIFICATE = "a certificate that is not trusted is an error; name the file of the authority instead"
KEYS = {
    "base-url": _URL, "origin": _URL, "servers": _URL, "project": _URL, "seed": _SEED, "rate-limit": _RATE,
    "request-timeout": _TIMEOUT, "max-redirects": _REDIRECTS, "auth": _TOKEN,
}  # fmt: skip
"""Keys of schemathesis.toml that are not taken, with the reason."""
OPTIONS = {
    "base_url": _URL, "origin": _URL, "generation_seed": _SEED, "rate_limit": _RATE, "request_timeout": _TIMEOUT,
    "max_redirects": _REDIRECTS, "auth": _TOKEN, "auth_wfc": _TOKEN, "auth_wfc_user": _TOKEN, "headers": _FILE,
    "request_proxy": _FILE, "request_tls_verify": _FILE, "request_cert": _FILE, "request_cert_key": _FILE,
    "output_sanitize": _SAFE, "report_preserve_bytes": _SAFE,
}  # fmt: skip
"""Parameters of `st run` that are not taken, with the reason."""


_PLACE = "https://contract.invalid/"
"""Stands where the contract is named; it is not asked for."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The settings of a schemathesis.toml, its name, and options of `st run`."""

    settings: Mapping[str, Any]
    file: str = ""
    options: tuple[str, ...] = ()


NOTHING = Passed({})


def passed(file: str | None, options: tuple[str, ...] = ()) -> Passed:
    """Read what is handed on. Raises FeedproofError with the place when it cannot be taken."""
    settings = _settings(file) if file else {}
    _examine(options)
    return Passed(settings, file or "", options)


def _settings(file: str) -> dict[str, Any]:
    try:
        settings = tomllib.loads(read_text(Path(file)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FeedproofError(f"{file}: not TOML: {error}") from None
    reasons = {key: reason for key, reason in KEYS.items() if key in settings}
    if settings.get("tls-verify") is False:
        reasons["tls-verify"] = _CERTIFICATE
    if "sanitization" in settings.get("output", {}):
        reasons["output.sanitization"] = _SAFE
    if settings.get("reports", {}).get("preserve-bytes"):
        reasons["reports.preserve-bytes"] = _SAFE
    if any(name.lower() == "authorization" for name in settings.get("headers", {})):
        reasons["headers.Authorization"] = _TOKEN
    for key, reason in reasons.items():
        raise FeedproofError(f"{file}: {key}: take it out; {reason}")
    return settings


def _examine(options: tuple[str, ...]) -> None:
    """Let schemathesis parse the options. Raises FeedproofError, and UsageError when it does not know them.

    Which ones there are is asked first: of one that is not taken, it does not matter whether its value would be right.
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
            raise FeedproofError(f"{names[name]} after --: take it out; {reason}")
