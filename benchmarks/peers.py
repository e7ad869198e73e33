"""Course dates, 2 % of them broken, checked by feedproof and its peers in one run: CPU time per record, relative to a bare parse.

    python benchmarks/peers.py [--records N] [--rounds N] [--node DIR]

The peers check the same JSON Schema without our x- keywords, so they do less: no order of dates, no duplicate keys, no lines.
One of them, jsonschema, is also measured with our rules (the tests compare our judge with that); on fewer records, as it is slow.
A peer that is not installed is named and left out: pip install orjson; Ajv needs node, and npm, which installs it into a folder.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from dump import ACTION, FEED, TODAY, judge, write_apart
from race import CHECK, Program, Runs, each, race, ratio, table
from schema import standard

SUPPORT = Path(__file__).parent.parent / "tests" / "support"
"""The folder of the tests with the engines that have our rules."""
FLOOR = "orjson.loads, line by line"
LOOP = """
import sys, {imports}
{prepare}
found = 0
with open(sys.argv[1], "rb", 1 << 20) as file:
    for line in file:
        {work}
print(found)
"""
RUST = """
schema = json.load(open(sys.argv[2]))
errors = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).iter_errors
"""
PYTHON = """
schema = json.load(open(sys.argv[2]))
errors = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors
"""
RULES = """
from datetime import date
from feedproof.validators.model import Context
sys.path.insert(0, sys.argv[6])
from engines import ENGINES, JudgeBy
context = Context(sys.argv[4], date.fromisoformat(sys.argv[5]))
violations = JudgeBy(sys.argv[3], context, ENGINES["jsonschema"]).violations
"""
COUNT = "found += sum(1 for error in errors({loads}(line)) if list(error.{path}) is not None)"
AJV = """
const Ajv = require("ajv/dist/2020"), formats = require("ajv-formats"), fs = require("node:fs");
const ajv = new Ajv({ allErrors: true, strict: false }); formats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(process.argv[3])));
let found = 0;
require("node:readline").createInterface({ input: fs.createReadStream(process.argv[2]), crlfDelay: Infinity })
  .on("line", (line) => { if (!validate(JSON.parse(line))) found += validate.errors.length; })
  .on("close", () => console.log(found));
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--node", type=Path, help="a folder with ajv and ajv-formats; without it npm installs them")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        programs = _programs(folder, options.records, options.node)
        runs = race(programs, options.rounds)
        size = (folder / "all.ndjson").stat().st_size / options.records
    print(f"{options.records:,} course dates of {size:,.0f} bytes, 2 % broken; medians of {options.rounds} rounds\n")
    print(report(programs, runs))


def report(programs: dict[str, Program], runs: dict[str, Runs]) -> str:
    """Return the table."""
    floor = [cpu / programs[FLOOR].records for cpu in runs[FLOOR].cpu]

    def cells(program: Program, run: Runs) -> list[str]:
        used = [cpu / program.records for cpu in run.cpu]
        wall = median(run.wall) / program.records
        return [f"{median(used) * 1e6:,.1f}", f"{ratio(used, floor):,.1f}", f"{wall * 1e6:,.1f}", f"{run.memory:,.0f}"]

    head = ["", "CPU µs a record", "times the parse", "wall µs a record", "MB"]
    return table([head, *each(programs, runs, cells)])


def _programs(folder: Path, count: int, node: Path | None) -> dict[str, Program]:
    few = max(200, count // 50)
    whole, part = folder / "all.ndjson", folder / "few.ndjson"
    write_apart(whole, count, broken=0.02)
    write_apart(part, few, broken=0.02)
    schema = folder / "schema.json"
    schema.write_text(json.dumps(standard(judge().schema)), encoding="utf-8")
    ours = [
        *CHECK,
        "--feed",
        FEED,
        "--operation",
        ACTION,
        "--date",
        str(TODAY),
        "--format",
        "ndjson",
        "-o",
        str(folder / "report"),
        str(whole),
    ]
    own = [FEED, ACTION, str(TODAY), str(SUPPORT)]
    rust = _loop("orjson, jsonschema_rs, json", RUST, COUNT.format(loads="orjson.loads", path="instance_path"))
    slow = _loop("json, jsonschema", PYTHON, COUNT.format(loads="json.loads", path="absolute_path"))
    rules = _loop("json", RULES, "found += len(violations(json.loads(line)))")
    return {
        FLOOR: Program([*_loop("orjson", "", "orjson.loads(line)"), str(whole)], count),
        "feedproof check": Program(ours, count),
        "feedproof check, without the rules across records": Program(
            [*ours, "--ignore", "repeated-id,unknown-reference"], count
        ),
        "feedproof check --jobs 2": Program([*ours, "--jobs", "2"], count),
        "orjson and jsonschema-rs, schema only": Program([*rust, str(whole), str(schema)], count),
        **_ajv(folder, node, whole, schema, count),
        "json and jsonschema, schema only": Program([*slow, str(part), str(schema)], few),
        "json and jsonschema with our rules": Program([*rules, str(part), str(schema), *own], few),
    }


def _loop(imports: str, prepare: str, work: str) -> list[str]:
    return [sys.executable, "-P", "-c", LOOP.format(imports=imports, prepare=prepare, work=work)]


def _ajv(folder: Path, node: Path | None, file: Path, schema: Path, count: int) -> dict[str, Program]:
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not (node or npm):
        print("Ajv is left out: there is no node, or no npm to install it with\n")
        return {}
    if node is None:
        install = [str(npm), "install", "--silent", "--prefix", str(folder), "ajv@8", "ajv-formats@3"]
        if subprocess.run(install, check=False, capture_output=True).returncode:  # noqa: S603 - our own command
            print("Ajv is left out: npm could not install it\n")
            return {}
    script = (node or folder) / "ajv-benchmark.cjs"
    script.write_text(AJV, encoding="utf-8")
    return {"Ajv, all errors, schema only": Program([program, str(script), str(file), str(schema)], count)}


if __name__ == "__main__":
    main()
