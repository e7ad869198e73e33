"""Run all benchmarks with one command: feedproof and its peers in one run, with ratios between them.

    python benchmarks/run.py                          what takes some two minutes
    python benchmarks/run.py --only peers --records 1000000
    python benchmarks/run.py --all --write            everything, and the results into benchmarks/README.md

Each table has its own program in this folder, which has more options.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent
README = HERE / "README.md"
VERSIONS = (
    "feedproof",
    "msgspec",
    "jsonschema-rs",
    "jsonschema",
    "orjson",
    "check-jsonschema",
    "schemathesis",
    "polyfactory",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its title, the program that prints it, and that program's options for --records and --rounds.

    `more` are further arguments. `is_slow`: it is made only if it is asked for.
    """

    title: str
    program: str
    records: str = ""
    rounds: str = ""
    more: tuple[str, ...] = ()
    is_slow: bool = False


TABLES = {
    "cold": Table("One payload", "cold.py", rounds="--rounds"),
    "peers": Table("Bulk, compared with peers", "peers.py", records="--records", rounds="--rounds"),
    "soundness": Table("The accepting paths are sound", "soundness.py", records="--cases"),
    "reports": Table("Reports of ten thousand findings", "reports.py"),
    "bulk": Table("Bulk, compared with a bare parse", "bulk.py", records="--count", rounds="--rounds", is_slow=True),
    "parts": Table("Where the time of bulk goes", "parts.py", rounds="--rounds", is_slow=True),
    "million": Table(
        "Bulk, a million",
        "bulk.py",
        rounds="--rounds",
        more=("--count", "1000000", "--kind", "none broken", "2 % broken"),
        is_slow=True,
    ),
    "memory": Table("Memory of bulk", "bulk.py", more=("--kind", "--memory", "10000", "1000000"), is_slow=True),
    "inputs": Table("Recordings, null, drift", "inputs.py", records="--count", rounds="--rounds", is_slow=True),
    "generate": Table("Generating records", "generate.py", more=("--seconds", "1"), is_slow=True),
    "worlds": Table("Datasets, by size", "worlds.py", is_slow=True),
    "sandbox": Table("The sandbox, compared with Prism", "sandbox.py", is_slow=True),
    "soak": Table("The sandbox, for half an hour", "soak.py", more=("--seconds", "1800"), is_slow=True),
    "contract": Table("The contract suite", "contract.py", rounds="--rounds", is_slow=True),
}


def main() -> None:
    """Make the tables that are asked for. The exit code is the highest of their programs."""
    options = _options()
    names = options.only or [name for name, table in TABLES.items() if options.all or not table.is_slow]
    worst = 0
    for name in (name for name in names if (HERE / TABLES[name].program).is_file()):
        print(f"## {TABLES[name].title}\n", flush=True)
        code, text = _made(TABLES[name], options)
        worst = max(worst, code)
        if options.write and not code:
            _write(name, text)
    sys.exit(worst)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=TABLES, metavar="TABLE", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--all", action="store_true", help="the slow ones too")
    parser.add_argument("--records", type=int, help="how many records, or cases, a table works on")
    parser.add_argument("--rounds", type=int, help="how often the programs take turns")
    parser.add_argument("--write", action="store_true", help="keep the results in benchmarks/README.md")
    return parser.parse_args()


def _made(table: Table, options: argparse.Namespace) -> tuple[int, str]:
    """Run the program of a table and print its output; return its exit code and the output."""
    told = {table.records: options.records, table.rounds: options.rounds}
    arguments = [word for flag, number in told.items() if flag and number for word in (flag, str(number))]
    command = [sys.executable, str(HERE / table.program), *table.more, *arguments]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:  # noqa: S603 - our own
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    print()
    return process.returncode, "".join(lines).strip()


def _write(name: str, text: str) -> None:
    """Put the result of a table into the README, in place of the last one."""
    shown = text if "\n|" in text or text.startswith("|") else f"```text\n{text}\n```"
    part = f"<!-- {name} -->\n\n## {TABLES[name].title}\n\n{_about()}\n\n{shown}\n\n<!-- /{name} -->"
    old = README.read_text(encoding="utf-8")
    place = re.compile(f"<!-- {name} -->.*<!-- /{name} -->", re.DOTALL)
    new = place.sub(lambda _found: part, old) if place.search(old) else f"{old.rstrip()}\n\n{part}\n"
    README.write_text(new, encoding="utf-8")


def _about() -> str:
    """Return the date, the machine and the versions of the measurement."""
    found = [f"{name} {known}" for name in VERSIONS if (known := _version(name))]
    if node := which("node"):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - asked only
        found.append(f"node {said.strip()}")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    machine = (
        f"{platform.machine()}, {cores} cores, load {load:.1f}, {platform.system()}, Python {platform.python_version()}"
    )
    return f"{datetime.now(UTC):%Y-%m-%d}; {machine}; {', '.join(found)}."


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
