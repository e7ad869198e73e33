"""Examinations that take only seconds: of a part of the contract, with few random requests."""

import pytest
from feedproof.contract_tests.profiles import PROFILES, Profile
from feedproof.spec.contract import Contract, bundled


def part(*paths: str) -> Contract:
    """Return the contract with these paths only."""
    kept = {path: bundled().openapi["paths"][path] for path in paths}
    return bundled().replace(openapi=bundled().openapi | {"paths": kept})


def send_little(monkeypatch: pytest.MonkeyPatch, number: int = 1) -> None:
    """Let the quick profile send `number` random requests for each operation, and as many random sequences of requests."""
    monkeypatch.setitem(PROFILES, "quick", Profile(fuzzing=number, stateful=number))
