"""The benchmarks run, and measure what they say: with figures so small that nothing can be read from their times."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PEERS = ("hypothesis composite", "polyfactory", "json-schema-faker")
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def made(*arguments: str, program: str = "run.py") -> str:
    """Run the command where there is no node, so that nothing is fetched."""
    environment = {**os.environ, "PATH": str(Path(sys.executable).parent)}
    command = [sys.executable, str(BENCHMARKS / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_peers_are_measured() -> None:
    pytest.importorskip("orjson")
    told = made("--only", "peers", "--records", "200", "--rounds", "1")
    assert told.startswith("## Bulk, compared with peers\n\nAjv is left out")
    assert "200 course dates of " in told
    assert told.count("\n| ") == 9


def test_the_accepting_paths_are_proved() -> None:
    told = made("--only", "soundness", "--records", "20")
    rows = [line.split("|")[2:5] for line in told.splitlines() if line.startswith(("| values: ", "| bytes: "))]
    assert len(rows) == 12
    assert {(int(cases), int(wrong)) for cases, _, wrong in rows} == {(20, 0)}
    assert sum(int(accepted) for _, accepted, _ in rows) > 20


def test_the_sandbox_validates_what_it_is_measured_with() -> None:
    told = made("--requests", "20", "--rounds", "1", program="sandbox.py")
    assert "sandbox: good bodies 201: 500; bodies without a required field 400: 10\n" in told
    assert " validated POSTs a second; " in told


def test_the_generators_are_compared() -> None:
    told = made("--seconds", "0.02", "--count", "100", program="generate.py")
    rates = {line[2:30].strip(): line[30:].split() for line in told.splitlines() if line.startswith("  ")}
    assert rates["feedproof"][2] == "0.0%"
    peers = ["hypothesis composite", *(["polyfactory"] if find_spec("polyfactory") else [])]
    assert all(float(rates[peer][2].rstrip("%")) > 0 for peer in peers)
    assert {name for name, said in rates.items() if said[:2] == ["not", "installed:"]} == {*PEERS} - {*peers}
    assert len(rates) == 4 + 7 + 3
