"""`feedproof check` on dumps of several kinds, compared with a bare parse of the same bytes; and its memory at several sizes.

    python benchmarks/bulk.py                               100,000 course dates of each kind
    python benchmarks/bulk.py --count 1000000 --rounds 3    more of them
    python benchmarks/bulk.py --kind --memory 10000 1000000 the memory of each process at these sizes, and nothing else

The floor is `orjson.loads` on each line, in a separate program. What two processes can gain on this machine is measured with two
independent programs.
"""

import argparse
import sys
from collections.abc import Mapping
from itertools import islice, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from dump import FEED, TODAY, write_apart
from memory import peaks
from race import CHECK, Program, Runs, race, ratio, table

KINDS: dict[str, dict[str, float]] = {
    "none broken": {},
    "2 % broken": {"broken": 0.02},
    "2 % broken, each fourth with a note": {"broken": 0.02, "noted": 0.25},
    "50 % broken": {"broken": 0.5},
}
FLOOR = """
import sys, orjson
with open(sys.argv[1], "rb", 1 << 20) as file:
    for line in file:
        orjson.loads(line)
"""
BOTH = """
import subprocess, sys
both = [subprocess.Popen([*sys.argv[3:], half]) for half in sys.argv[1:3]]
sys.exit(max(program.wait() for program in both))
"""
TOLD = ["--feed", FEED, "--date", str(TODAY)]
MEASURED = ["2 % broken", "50 % broken"]
"""The kinds whose memory is measured."""
MEMORY = ["MB of one process", "MB with --jobs 2", "MB of each that it starts"]
HEAD = ["CPU µs each", "of the parse", "wall, of one process", "MB"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=100_000, help="course dates of each kind")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--kind", nargs="*", choices=KINDS, default=list(KINDS), help="of which kinds; all if not given"
    )
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[], metavar="N", help="measure the memory at N records"
    )
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        file = Path(folder, "dump.ndjson")
        for kind in options.kind:
            write_apart(file, options.count, **KINDS[kind])
            programs = _programs(file, options.count)
            head = [
                f"{options.count:,} course dates, {kind}, {file.stat().st_size / options.count:,.0f} bytes each",
                *HEAD,
            ]
            print(table([head, *_rows(race(programs, options.rounds), options.count)]), end="\n\n", flush=True)
        _memory(file, options.memory)


def _programs(file: Path, count: int) -> dict[str, Program]:
    one, two = _ours(file)
    halves = _halves(file, count)
    return {
        "orjson, parse only": Program([sys.executable, "-c", FLOOR, str(file)], count),
        "one process": Program(one, count),
        "one process, all findings shown": Program([*one, "--max", "0"], count),
        "two processes": Program(two, count),
        "two independent programs, each with half": Program(
            [sys.executable, "-c", BOTH, *halves, *CHECK, *TOLD], count
        ),
    }


def _ours(file: Path) -> tuple[list[str], list[str]]:
    """Return the commands for one process and for two."""
    one = [*CHECK, str(file), *TOLD]
    return one, [*one, "--jobs", "2"]


def _halves(file: Path, count: int) -> list[str]:
    """Write the first and the second half of the lines into two files, and return their paths."""
    halves = [file.with_name("first.ndjson"), file.with_name("second.ndjson")]
    with file.open("rb") as lines:
        for half, some in zip(halves, (count // 2, None), strict=True):
            with half.open("wb") as target:
                target.writelines(islice(lines, some))
    return [str(half) for half in halves]


def _rows(runs: Mapping[str, Runs], count: int) -> list[list[str]]:
    floor, one = list(runs.values())[:2]
    return [
        [
            name,
            f"{median(run.cpu) / count * 1e6:.1f}",
            f"{ratio(run.cpu, floor.cpu):.2f}",
            f"{ratio(one.wall, run.wall):.2f}",
            f"{run.memory:.0f}",
        ]
        for name, run in runs.items()
    ]


def _memory(file: Path, counts: list[int]) -> None:
    rows = []
    for count, kind in product(counts, MEASURED):
        write_apart(file, count, **KINDS[kind])
        (alone,), (parent, *others) = map(peaks, _ours(file))
        rows.append([f"{count:,}, {kind}", *(f"{each:.0f}" for each in (alone, parent, max(others, default=0.0)))])
    if rows:
        print(table([["course dates", *MEMORY], *rows]))


if __name__ == "__main__":
    main()
