"""The benchmarks run: every program of the peers' table does its work, and all agree on what there is to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parent.parent / "benchmarks" / "run.py"


def made(*arguments: str) -> str:
    """Run the command where there is no node, so that nothing is fetched."""
    environment = {**os.environ, "PATH": str(Path(sys.executable).parent)}
    command = [sys.executable, str(RUN), *arguments]
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
