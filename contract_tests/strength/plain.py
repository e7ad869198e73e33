"""Plain schemathesis on the same contract, without anything of ours, to compare the suite with.

It does what `st run CONTRACT --url URL -H "Authorization: Bearer …" --seed SEED -n N --continue-on-failure` does, run by
the same engine: all checks and all phases. It continues after a failure, so that a false alarm hides nothing.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import RecordedScenario

from ...spec.contract import Contract
from ..engine.registered import isolated
from ..engine.settings import defaults
from ..profiles import Profile
from ..server.target import Target
from ..server.terms import TIMEOUT

Failed = tuple[str, str]
"""The code of a check that failed, and the operation."""


@dataclass(slots=True)
class Plain:
    """The results of a run: the number of requests, and the checks that failed."""

    requests: int = 0
    failed: set[Failed] = field(default_factory=set)


def plain(
    contract: Contract, target: Target, amount: Profile, seed: int, enough: Callable[[Failed], bool] | None = None
) -> Plain:
    """Examine a server on this machine, with as many random requests and sequences, and for as long, as the suite does.

    It ends early if a failure is `enough`.
    """
    load_all_checks()
    config = SchemathesisConfig.from_dict(_config(target, amount, seed))
    result = Plain()
    with isolated(direct=True):
        stream = from_schema(schemathesis.openapi.from_dict(deepcopy(contract.openapi), config=config)).execute()
        for event in stream:
            if isinstance(event, events.ScenarioFinished) and event.is_test_scenario:
                result.requests += len(event.recorder.cases)
                result.failed |= set(_failed(event.recorder))
                if enough and any(map(enough, result.failed)):
                    stream.stop()
    return result


def _failed(recorder: RecordedScenario) -> Iterator[Failed]:
    for case_id, checks in recorder.checks.items():
        label = recorder.cases[case_id].value.operation.label
        found = (check.failure_info.failure for check in checks if check.failure_info is not None)
        yield from ((failure.code, failure.operation or label) for failure in found)


def _config(target: Target, amount: Profile, seed: int) -> dict[str, Any]:
    """Return the settings, in the documented form of schemathesis.toml, for as many requests and as much time as the suite."""
    return defaults(amount) | {
        "seed": seed,
        "base-url": target.url,
        "headers": {"Authorization": f"Bearer {target.token}"},
        "request-timeout": TIMEOUT,
    }
