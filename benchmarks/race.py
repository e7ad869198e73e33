"""Run programs in turn, so that any other load on the machine affects all of them, and measure each."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

COMMAND = [sys.executable, "-P", "-c", "from feedproof.ci.cli import main\nif __name__ == '__main__': main()"]
CHECK = [*COMMAND, "check"]


@dataclass(frozen=True, slots=True)
class Program:
    """A command, and the number of records that it processes."""

    command: Sequence[str]
    records: int = 1


@dataclass(slots=True)
class Runs:
    """The costs of a program: CPU and wall seconds of each run, and the peak memory of one process in MB."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory: float = 0.0


def race(programs: Mapping[str, Program], rounds: int) -> dict[str, Runs]:
    """Run all programs in turn, `rounds` times. Exits if one of them fails."""
    runs = {name: Runs() for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            _run(name, program, runs[name])
    return runs


def _run(name: str, program: Program, runs: Runs) -> None:
    begun = time.perf_counter()
    with subprocess.Popen(program.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:  # noqa: S603
        told = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        sys.exit(f"{name} failed: {told.decode(errors='replace').strip().splitlines()[-1:]}")
    runs.wall.append(time.perf_counter() - begun)
    runs.cpu.append(used.ru_utime + used.ru_stime)
    runs.memory = max(runs.memory, used.ru_maxrss / 1024)


def ratio(times: Sequence[float], others: Sequence[float]) -> float:
    """Return the median of the ratios in each round."""
    return median(own / other for own, other in zip(times, others, strict=True))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table; the first row is the head, and all columns except the first are numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    aligned = [
        " | ".join(
            f"{cell:>{width}}" if number else f"{cell:<{width}}"
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    rule = " | ".join("-" * (width - 1) + (":" if number else "-") for number, width in enumerate(widths))
    return "\n".join(f"| {line} |" for line in [aligned[0], rule, *aligned[1:]])


def each(
    programs: Mapping[str, Program], runs: Mapping[str, Runs], cell: Callable[[Program, Runs], Sequence[str]]
) -> list[list[str]]:
    """Return a row for each program: its name and these cells."""
    return [[name, *cell(program, runs[name])] for name, program in programs.items()]
