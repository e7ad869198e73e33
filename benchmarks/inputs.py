"""Other inputs, compared with a bare parse of the same records: a recording, records with null, and a sample for drift.

python benchmarks/inputs.py [--count N] [--rounds N]
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bulk import FLOOR
from dump import FEED, TODAY, apart, course_dates
from race import CHECK, COMMAND, Program, Runs, each, race, ratio, table

NULL = ["NetCost", "DurationType", "AdvertisedStartDate", "ImageURL"]
OVERLAY = {
    "overlay": "1.0.0",
    "info": {"title": "A server that writes null", "version": "1"},
    "actions": [{"target": "$.components.schemas.CourseDateRead", "update": {"x-not-null": {"besides": NULL}}}],
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=20_000, help="course dates, none broken")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        programs = _programs(Path(folder), options.count)
        runs = race(programs, options.rounds)
    print(f"{options.count:,} course dates, none broken; medians of {options.rounds} rounds\n")
    print(_report(programs, runs))


def _programs(folder: Path, count: int) -> dict[str, Program]:
    lines, null, recorded, overlay = (folder / name for name in ("a.ndjson", "null.ndjson", "a.har", "overlay.json"))
    apart(_write_all, count, lines, null, recorded)
    overlay.write_text(json.dumps(OVERLAY), encoding="utf-8")
    check, day = [*CHECK, "--feed", FEED], ["--date", str(TODAY)]
    commands = {
        "orjson, parse only": [COMMAND[0], "-c", FLOOR, str(lines)],
        "check, one record in a line": [*check, *day, str(lines)],
        "check, four fields of each null": [*check, *day, str(null)],
        "the same, by an overlay that allows it": [*check, *day, "--contract", str(overlay), str(null)],
        "check, each the answer of a recorded exchange": [*CHECK, *day, str(recorded)],
        "drift": [*COMMAND, "drift", "--feed", FEED, str(lines)],
    }
    return {name: Program(command, count) for name, command in commands.items()}


def _write_all(count: int, lines: Path, null: Path, recorded: Path) -> None:
    records = list(course_dates(count))
    _write(lines, records)
    _write(null, (record | dict.fromkeys(NULL) for record in records))
    recorded.write_text(json.dumps({"log": {"entries": list(map(_exchange, records))}}), encoding="utf-8")


def _write(file: Path, records: Iterable[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8") as target:
        target.writelines(f"{json.dumps(record, ensure_ascii=False, separators=(',', ':'))}\n" for record in records)


def _exchange(record: dict[str, Any]) -> dict[str, Any]:
    """Return an exchange as browsers record it (HAR 1.2)."""
    content = {"mimeType": "application/json", "text": json.dumps(record)}
    url = f"https://tenant.example/api/coursedates/{record['CourseDateID']}"
    return {"request": {"method": "GET", "url": url}, "response": {"status": 200, "content": content}}


def _report(programs: dict[str, Program], runs: dict[str, Runs]) -> str:
    floor = next(iter(runs.values()))

    def cell(program: Program, run: Runs) -> list[str]:
        own = median(run.cpu) / program.records * 1e6
        return [f"{own:,.1f}", f"{ratio(run.cpu, floor.cpu):,.1f}", f"{run.memory:,.0f}"]

    return table([["", "CPU µs a record", "times the parse", "MB"], *each(programs, runs, cell)])


if __name__ == "__main__":
    main()
