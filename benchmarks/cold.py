"""The time to check one payload: with a cold start, compared with check-jsonschema; and in a program that is already running.

    python benchmarks/cold.py [--rounds N]

The times of cold starts are wall-clock times, which a user waits; the programs take turns. check-jsonschema gets the same schema
without our x- keywords.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from dump import ACTION, FEED, TODAY, course_dates, judge
from feedproof.spec.contract import load
from feedproof.validators import check
from feedproof.validators.preflight import Preflight
from race import CHECK, Program, Runs, race, ratio, table
from schema import standard

BODY = {"StartDate": "2027-03-27T09:00:00Z", "EndDate": "2027-04-02T17:00:00Z", "Status": "Available", "MaxPlaces": 22}
"""A valid body."""

OVERLAY = Path(__file__).parent.parent / "docs" / "overlay.yaml"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        programs = _programs(Path(folder))
        runs = race(programs, options.rounds)
    print(f"medians of {options.rounds} starts\n")
    print(_report(runs))
    print(f"\n{_in_process()}")


def _programs(folder: Path) -> dict[str, Program]:
    (good,), (broken,) = course_dates(1), course_dates(1, broken=1.0)
    for name, value in (("good.json", good), ("broken.json", broken), ("schema.json", standard(judge().schema))):
        (folder / name).write_text(json.dumps(value, indent=2), encoding="utf-8")
    ours, day = [*CHECK, "--feed", FEED, "--operation", ACTION], ["--date", str(TODAY)]
    programs = {
        "python -c pass": Program([sys.executable, "-P", "-c", "pass"]),
        "feedproof --help": Program([*CHECK[:-1], "--help"]),
        "feedproof check, a good file": Program([*ours, *day, str(folder / "good.json")]),
        "feedproof check, a broken file": Program([*ours, *day, str(folder / "broken.json")]),
    }
    other = which("check-jsonschema") or which("check-jsonschema", path=str(Path(sys.executable).parent))
    if other is None:
        print("check-jsonschema is left out: pip install check-jsonschema\n")
        return programs
    command = [other, "--schemafile", str(folder / "schema.json")]
    return programs | {
        "check-jsonschema, a good file": Program([*command, str(folder / "good.json")]),
        "check-jsonschema, a broken file": Program([*command, str(folder / "broken.json")]),
    }


def _report(runs: dict[str, Runs]) -> str:
    last = list(runs.values())[-1]
    rows = [
        [
            name,
            f"{median(run.wall) * 1e3:,.0f}",
            f"{ratio(run.wall, last.wall):.2f}",
            f"{median(run.cpu) * 1e3:,.0f}",
            f"{ratio(run.cpu, last.cpu):.2f}",
        ]
        for name, run in runs.items()
    ]
    return table([["", "ms", "of the last row", "CPU ms", "of the last row"], *rows])


def _in_process() -> str:
    """Return a table of the CPU time of calls in this process, when it is warm."""
    own, (good,), (broken,) = judge(), course_dates(1), course_dates(1, broken=1.0)
    url, sent, tenant = "https://tenant.example/api", json.dumps(BODY).encode(), load(OVERLAY)
    preflight = Preflight(url)
    calls: dict[str, Callable[[], Any]] = {
        "check(), a good body": lambda: check(BODY, feed=FEED, operation="create"),
        "check(), a good body, by another contract": lambda: check(
            BODY, feed=FEED, operation="create", contract=tenant
        ),
        "Preflight.check(), a good body in bytes": lambda: preflight.check("POST", f"{url}/coursedates", sent),
        "Judge.violations(), a good course date that was read": lambda: own.violations(good),
        "Judge.violations(), a broken one": lambda: own.violations(broken),
    }
    rows = [[name, f"{_microseconds(call):,.1f}"] for name, call in calls.items()]
    return table([["in a running program", "CPU µs"], *rows])


def _microseconds(call: Callable[[], Any], seconds: float = 0.5) -> float:
    end, times = perf_counter() + seconds, []
    while perf_counter() < end:
        begun = process_time()
        for _ in range(100):
            call()
        times.append((process_time() - begun) / 100)
    return median(times) * 1e6


if __name__ == "__main__":
    main()
