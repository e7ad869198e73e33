"""`feedproof check` on dumps beside a bare parse of the same bytes, in one run: CPU time as ratios, and memory.

    python benchmarks/bulk.py                               100,000 course dates of each kind
    python benchmarks/bulk.py --count 1000000 --rounds 3    more of them
    python benchmarks/bulk.py --memory 10000 1000000        what it takes at other sizes

Rounds of all programs take turns, so that what else the machine does falls on all of them. A ratio is the median of those of
the rounds. The floor is `orjson.loads` on each line, in a program of its own: pip install orjson.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from dump import DAY, FEED, write

KINDS = {"none broken": {}, "2 % broken": {"broken": 0.02}, "2 % broken, each fourth has a note": {"broken": 0.02, "noted": 0.25},
         "50 % broken": {"broken": 0.5}}  # fmt: skip
FLOOR = """
import sys, orjson
with open(sys.argv[1], "rb", 1 << 20) as file:
    for line in file:
        orjson.loads(line)
"""
CHECK = "from feedproof.ci.cli import main\nmain()\n"


@dataclass(slots=True)
class Runs:
    """What the runs of one program took: CPU and wall seconds of each, and the most memory of one process, in MB."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory: float = 0.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=100_000, help="course dates of each kind")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[], metavar="N", help="measure the memory at N records"
    )
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        programs = _programs(Path(folder))
        for kind, shares in KINDS.items():
            file = Path(folder, "dump.ndjson")
            write(file, options.count, **shares)
            print(f"\n{options.count:,} course dates, {kind}: {file.stat().st_size / options.count:,.0f} bytes each")
            _race({name: make(file) for name, make in programs.items()}, options.rounds, options.count)
        for count in options.memory:
            write(file, count, broken=0.02)
            run = Runs()
            _measure(programs["one process"](file), run)
            print(f"{count:>12,} course dates: {run.memory:.0f} MB")


def _programs(folder: Path) -> dict[str, Callable[[Path], list[str]]]:
    """Return the command line of each program for a file."""
    floor, check = folder / "floor.py", folder / "check.py"
    floor.write_text(FLOOR, encoding="utf-8")
    check.write_text(CHECK, encoding="utf-8")
    ours = [sys.executable, str(check), "check", "--feed", FEED, "--date", str(DAY)]
    return {
        "orjson, parse only": lambda file: [sys.executable, str(floor), str(file)],
        "one process": lambda file: [*ours, str(file)],
        "one process, all findings shown": lambda file: [*ours, "--max", "0", str(file)],
        "two processes": lambda file: [*ours, "--jobs", "2", str(file)],
    }


def _race(commands: dict[str, list[str]], rounds: int, count: int) -> None:
    runs = {name: Runs() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            _measure(command, runs[name])
    floor, one = list(runs.values())[:2]
    print(f"  {'':34}{'CPU us':>9}{'of parse':>10}{'wall':>9}{'of one':>9}{'MB':>7}")
    for name, run in runs.items():
        cpu, wall = median(run.cpu) / count * 1e6, median(run.wall)
        print(
            f"  {name:34}{cpu:>9.1f}{_ratio(run.cpu, floor.cpu):>10.2f}"
            f"{wall:>8.2f}s{_ratio(one.wall, run.wall):>9.2f}{run.memory:>7.0f}"
        )


def _ratio(some: Sequence[float], others: Sequence[float]) -> float:
    """Return the median of the ratios of the rounds."""
    return median(one / other for one, other in zip(some, others, strict=True))


def _measure(command: list[str], runs: Runs) -> None:
    """Run a program, and add what it took with the processes that it started."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own programs
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    runs.wall.append(time.perf_counter() - begun)
    runs.cpu.append(usage.ru_utime + usage.ru_stime)
    runs.memory = max(runs.memory, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
