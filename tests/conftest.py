"""What several test files need: the command line, run in a directory of payloads, steady property tests, and skips."""

import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest
from feedproof.ci.cli import run
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

STRICT = "FEEDPROOF_STRICT"
"""Set where everything that the tests use has to be there: what would be a skip is a failure then."""
OFFICIAL = Path(__file__).parent.parent.parent / "shared" / "schemas"
PAYLOADS = Path(__file__).parent / "scenarios" / "payloads"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def payloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into a copy of the payloads of the scenarios."""
    folder = tmp_path / "payloads"
    shutil.copytree(PAYLOADS, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def cli(
    payloads: Path,  # noqa: ARG001 - commands run there
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Outcome]:
    """Return a function that runs feedproof with these arguments, and with bytes on its standard input."""

    def outcome(*args: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(args)
        return Outcome(code, *capsys.readouterr())

    return outcome


@pytest.fixture
def lacking() -> Callable[[str], NoReturn]:
    """Return what to call with a reason when something that a test needs is not on this machine."""

    def stop(reason: str) -> NoReturn:
        if os.environ.get(STRICT):
            pytest.fail(f"{reason}; {STRICT} is set")
        pytest.skip(reason)

    return stop


@pytest.fixture
def module(lacking: Callable[[str], NoReturn]) -> Callable[[str], ModuleType]:
    """Return a function that imports what only tests use."""

    def load(name: str) -> ModuleType:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            lacking(f"{name} is not installed")

    return load


@pytest.fixture
def official(lacking: Callable[[str], NoReturn]) -> Callable[[str], Path]:
    """Return a function that finds an official schema, which lies beside the repository."""

    def find(name: str) -> Path:
        file = OFFICIAL / name
        return file if file.is_file() else lacking(f"../shared/schemas/{name} is not here")

    return find
