"""The settings of schemathesis, and the part of the contract that it gets."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from schemathesis.config import ConfigError, SchemathesisConfig
from schemathesis.config._output import DEFAULT_SENSITIVE_MARKERS
from schemathesis.core.errors import HookError

from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ...spec.flat import schemas
from ..profiles import Profile
from ..server.target import Target
from .options import TOKEN, SchemathesisOptions, check_methods


def document(openapi: dict[str, Any], *, writes: bool, signed: bool, silent: Collection[str] = ()) -> dict[str, Any]:
    """Return the document without operations that must not or need not be called, and without `security` if there is no token."""
    kept = openapi if signed else {key: value for key, value in openapi.items() if key != "security"}
    if writes and not silent:
        return kept
    return kept | {
        "paths": {path: _callable(path, item, silent, writes=writes) for path, item in kept["paths"].items()}
    }


def _callable(path: str, item: dict[str, Any], silent: Collection[str], *, writes: bool) -> dict[str, Any]:
    def is_kept(key: str) -> bool:
        return f"{key.upper()} {path}" not in silent and (writes or key in {"get", "parameters"})

    return {key: value for key, value in item.items() if is_kept(key)}


def put(folder: Path, document: dict[str, Any]) -> Path:
    """Write a document into a folder, for schemathesis to read, and return the file."""
    file = folder / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def settings(  # noqa: PLR0913 - all that schemathesis has to know
    contract: Contract, target: Target, profile: Profile, seed: int, options: SchemathesisOptions, *, is_free: bool
) -> SchemathesisConfig:
    """Return the settings: our defaults, overridden by the user's settings, and both by those that nobody may change.

    `is_free`: methods that the contract does not have may be tried. Raises FeedproofError if schemathesis does not accept
    the settings, or if they are not allowed for this server.
    """
    if not is_free:
        check_methods(options)
    written = merged(merged(defaults(profile), options.settings), _fixed(contract, target, seed, is_free=is_free))
    try:
        config = SchemathesisConfig.from_dict(written)
    except (ConfigError, HookError) as error:
        reason = " ".join(f"{error}: {error.__cause__ or ''}".rstrip(": ").split())
        raise FeedproofError(f"{options.file or 'the settings of schemathesis'}: {reason}") from None
    names = [name.lower() for name in config.projects.default.headers or {}]
    if names.count("authorization") > bool(target.token):  # its name may have come from the environment
        raise FeedproofError(f"{options.file}: headers.Authorization: remove it; {TOKEN}")
    config.output.sanitization.keys_to_sanitize += tuple(names)
    return config


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two tables; if both have a value, the second one wins."""
    both = {
        key: merged(first[key], second[key])
        for key in first.keys() & second.keys()
        if isinstance(first[key], dict) and isinstance(second[key], dict)
    }
    return {**first, **second, **both}


def defaults(profile: Profile) -> dict[str, Any]:
    """Return the defaults that users may change, in the form of schemathesis.toml: how much is sent, and how."""
    # One worker, no database, no cache: the same seed sends the same requests.
    limit = {"max-time": profile.seconds} if profile.seconds else {}
    return limit | {
        "workers": 1,
        "continue-on-failure": True,
        "cache": {"enabled": False},
        "generation": {"database": "none"},
        "phases": {
            "fuzzing": {"generation": {"max-examples": profile.fuzzing}},
            "stateful": {"generation": {"max-examples": profile.stateful}},
        },
    }


def _fixed(contract: Contract, target: Target, seed: int, *, is_free: bool) -> dict[str, Any]:
    """Return the settings that users cannot change."""
    # Methods that the contract does not have may do anything.
    listed: dict[str, Any] = {"phases": {"coverage": {"unexpected-methods": []}}}
    return ({} if is_free else listed) | {
        "seed": seed,
        "base-url": target.url,
        "headers": {"Authorization": f"Bearer {target.token}"} if target.token else {},
        "request-timeout": target.timeout,
        "output": {"sanitization": {"sensitive-markers": markers(contract)}},
    }


def markers(contract: Contract) -> list[str]:
    """Return the parts of names whose values schemathesis masks, without those that are part of a field name of the contract."""
    flat = (node for feed in contract.feeds.values() for node in schemas(feed.actions["read"]))
    names = " ".join(name.lower() for node in flat for name in node.get("properties", {}))
    return [marker for marker in DEFAULT_SENSITIVE_MARKERS if marker not in names]
