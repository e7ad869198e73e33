"""The memory of a program and of the processes that it starts, each separately, as Linux reports it."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_PAUSE = 0.05
"""Seconds between two measurements; memory that a process takes just before its end may be missed."""


def peaks(command: Sequence[str]) -> list[float]:
    """Run a command; return the peak resident MB of its process, and of each process that this started. Exits if it fails."""
    most: dict[int, float] = {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - a benchmark's own
        while process.poll() is None:
            for pid in (process.pid, *_children(process.pid)):
                most[pid] = max(most.get(pid, 0.0), _peak(pid))
            time.sleep(_PAUSE)
    if process.returncode not in {0, 1}:
        sys.exit(f"{command[-1]} failed")
    return list(most.values())


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []  # it is gone


def _peak(pid: int) -> float:
    """Return the peak MB of a process; unlike in `wait4`, memory of the process that started it does not count."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0  # it is gone
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
