"""How schemathesis is set up, and which part of the contract it is given."""

from copy import deepcopy
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.config._output import DEFAULT_SENSITIVE_MARKERS
from schemathesis.schemas import BaseSchema

from ..spec.contract import Contract
from ..validators.engine import schemas
from .profiles import Profile
from .target import TIMEOUT, Target


def schema(contract: Contract, target: Target, profile: Profile, seed: int, *, writes: bool) -> BaseSchema:
    """Return what schemathesis runs. Without writes only the GET operations are left in the contract."""
    config = SchemathesisConfig.from_dict(_config(contract, target, profile, seed))
    shown = document(contract.openapi, writes=writes, signed=bool(target.token))
    return schemathesis.openapi.from_dict(deepcopy(shown), config=config)  # it writes the links it infers into its copy


def document(openapi: dict[str, Any], *, writes: bool, signed: bool) -> dict[str, Any]:
    """Return the document without the operations that must not be called, and without a token that nobody has."""
    kept = openapi if signed else {key: value for key, value in openapi.items() if key != "security"}
    return kept if writes else kept | {"paths": {path: _readable(item) for path, item in kept["paths"].items()}}


def _readable(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key in {"get", "parameters"}}


def _config(contract: Contract, target: Target, profile: Profile, seed: int) -> dict[str, Any]:
    """Return the settings in the documented form of schemathesis.toml."""
    # One worker, no database, no cache: the same seed sends the same requests. Methods that the contract does not have
    # may do anything, so they are tried on this machine only.
    methods: dict[str, Any] = {} if target.is_local else {"unexpected-methods": []}
    return {
        "seed": seed,
        "base-url": target.url,
        "headers": {"Authorization": f"Bearer {target.token}"} if target.token else {},
        "workers": 1,
        "continue-on-failure": True,
        "request-timeout": TIMEOUT,
        "cache": {"enabled": False},
        "generation": {"database": "none"},
        "phases": {
            "coverage": methods,
            "fuzzing": {"generation": {"max-examples": profile.fuzzing}},
            "stateful": {"generation": {"max-examples": profile.stateful}},
        },
        "output": {"sanitization": {"sensitive-markers": markers(contract)}},
    }


def markers(contract: Contract) -> list[str]:
    """Return the parts of names whose values schemathesis masks, without those that fields of the contract have."""
    flat = (node for feed in contract.feeds.values() for node in schemas(feed.actions["read"]))
    names = " ".join(name.lower() for node in flat for name in node.get("properties", {}))
    return [marker for marker in DEFAULT_SENSITIVE_MARKERS if marker not in names]
