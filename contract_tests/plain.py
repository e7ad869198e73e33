"""Plain schemathesis on the same contract, without anything of ours: what the suite is measured against.

It is what `st run CONTRACT --url URL -H "Authorization: Bearer …" --seed SEED -n N --continue-on-failure` does, run by
the same engine: all its checks and all its phases. It goes on after a failure, so that a false alarm hides nothing.
"""

from copy import deepcopy
from typing import Any

import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from ..spec.contract import Contract
from .collect import Collected, collect
from .profiles import Profile
from .registered import tidy
from .target import TIMEOUT, Target


def plain(contract: Contract, target: Target, amount: Profile, seed: int) -> Collected:
    """Examine a server on this machine, with as many random requests and sequences as the suite sends."""
    load_all_checks()
    config = SchemathesisConfig.from_dict(_config(target, amount, seed))
    with tidy(direct=True):
        return collect(schemathesis.openapi.from_dict(deepcopy(contract.openapi), config=config))


def _config(target: Target, amount: Profile, seed: int) -> dict[str, Any]:
    """Return the settings in the documented form of schemathesis.toml. Nothing is kept from one run to the next."""
    return {
        "seed": seed,
        "base-url": target.url,
        "headers": {"Authorization": f"Bearer {target.token}"},
        "workers": 1,
        "continue-on-failure": True,
        "request-timeout": TIMEOUT,
        "cache": {"enabled": False},
        "generation": {"database": "none"},
        "phases": {
            "fuzzing": {"generation": {"max-examples": amount.fuzzing}},
            "stateful": {"generation": {"max-examples": amount.stateful}},
        },
    }
