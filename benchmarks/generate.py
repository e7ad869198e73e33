"""How many records a second our generator and its peers make, and how many of these are wrong; all in one run.

    python benchmarks/generate.py                      the table
    python benchmarks/generate.py --prove 1000000      judge 1,000,000 records of each feed and operation, on every core
    python benchmarks/generate.py --prove-broken 20    break every rule at every place 20 times for each seed

A peer that is not installed is named and left out. To install them: `pip install hypothesis polyfactory pydantic`, and
`npm install json-schema-faker` in a folder that is given with --node.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from feedproof.fixtures.build import constructed, records
from feedproof.fixtures.compact import compact
from feedproof.fixtures.plan import HALF, TODAY
from feedproof.fixtures.spoil import Site, breakable, sound, spoil
from feedproof.fixtures.validity import is_serious
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Judge
from feedproof.validators.model import Context
from generate_peers import PEERS, Missing
from race import COMMAND, Program, race

FEED, ACTION = "course-dates", "create"
ACTIONS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
SEEDS = 10
SAMPLE = 2_000
COMMANDED, ROUNDS = 200_000, 3


def main() -> None:
    """Read the arguments and print the table, or the proof."""
    parser = argparse.ArgumentParser(description="Records per second, and the share of them that break a rule.")
    parser.add_argument("--prove", type=int, metavar="N", help="judge N records of each feed and operation")
    parser.add_argument(
        "--prove-broken", type=int, metavar="N", help="break each rule at each place N times for a seed"
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each generator runs")
    parser.add_argument("--count", type=int, default=COMMANDED, help="how many records each command generates")
    parser.add_argument("--node", type=Path, default=Path(), help="a folder with node_modules/json-schema-faker")
    options = parser.parse_args()
    if options.prove or options.prove_broken:
        sys.exit(prove(judged, options.prove // SEEDS) if options.prove else prove(broken, options.prove_broken))
    sys.exit(compare(options.seconds, options.node, options.count))


def compare(seconds: float, node: Path, count: int) -> int:
    """Print a line for each generator."""
    judge = Judge(FEED, Context(ACTION))
    ours = rate(partial(records, judge, 0, sys.maxsize), seconds)
    print(f"{FEED}, {ACTION}: records a second, the ratio to ours, the share that break a rule (error or warning)")
    line("feedproof", ours, ours, wrong(judge, list(records(judge, 1, SAMPLE))))
    for name, peer in PEERS.items():
        try:
            speed, sample = peer(judge.schema, seconds, SAMPLE, node)
        except Missing as missing:
            print(f"  {name:28}{missing}")
        else:
            line(name, speed, ours, wrong(judge, sample))
    others(seconds)
    commands(count)
    return 0


def others(seconds: float) -> None:
    """Print the speed of every feed and operation, as values and as NDJSON text."""
    print("\nfeedproof, records a second: as values, and as lines of JSON")
    for feed, action in ACTIONS:
        judge = Judge(feed, Context(action))
        values = rate(partial(records, judge, 0, sys.maxsize), seconds)
        lines = rate(partial(map, compact, records(judge, 0, sys.maxsize)), seconds)
        print(f"  {feed + ' ' + action:28}{values:>10,.0f}{lines:>12,.0f}")


def commands(count: int) -> None:
    """Print how many course dates a second the whole command makes, including its start."""
    print(f"\nfeedproof generate {FEED} -n {count} --format ndjson: records a second of CPU time")
    given = ["generate", FEED, "-n", str(count), "--format", "ndjson", "-o", os.devnull, "--operation"]
    made = {action: Program([*COMMAND, *given, action]) for feed, action in ACTIONS if feed == FEED}
    for action, runs in race(made, ROUNDS).items():
        print(f"  {action:28}{count / min(runs.cpu):>10,.0f}")


def line(name: str, speed: float, ours: float, share: float) -> None:
    """Print the line of one generator."""
    print(f"  {name:28}{speed:>10,.0f}{speed / ours:>10.4f}{share:>10.1%}")


def rate(make: Callable[[], Iterator[Any]], seconds: float) -> float:
    """Return how many values a warm iterator yields in one second of CPU time."""
    found = iter(make())
    for _ in islice(found, 3_000):
        pass
    count, start = 0, process_time()
    while process_time() - start < seconds:
        count += sum(1 for _ in islice(found, 1_000))
    return count / (process_time() - start)


def wrong(judge: Judge, made: list[Any]) -> float:
    """Return the share of records in which the judge finds an error or a warning."""
    return sum(any(map(is_serious, judge.violations(record))) for record in made) / len(made)


Part = tuple[str, str, int, int]
"""A feed, an operation, a seed and a number."""
Proof = tuple[int, list[str]]
"""How many payloads were judged, and a line for each fault."""


def prove(judge_part: Callable[[Part], Proof], size: int) -> int:
    """Judge payloads of each feed and operation for each seed. Return the exit code: 1 if anything is wrong."""
    parts = [(feed, action, seed, size) for feed, action in ACTIONS for seed in range(SEEDS)]
    total, wrong, start = 0, 0, perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for (feed, action, seed, _), (count, faults) in zip(parts, pool.map(judge_part, parts), strict=True):
            total, wrong = total + count, wrong + len(faults)
            said = f"seed {seed}  {count:>10,} payloads  {len(faults)} wrong"
            print(f"  {feed + ' ' + action:28}{said}", *faults[:3], flush=True)
    print(f"{total:,} payloads for {SEEDS} seeds, {wrong} wrong, {perf_counter() - start:.0f} s")
    return 1 if wrong else 0


def judged(part: Part) -> Proof:
    """Judge records as they were constructed: the judge must find no error and no warning."""
    feed, action, seed, size = part
    judge = Judge(feed, Context(action, TODAY))
    made = constructed(judge, seed, size, HALF)
    return size, [f"{v.rule.id} at {v.place}" for record in made for v in judge.violations(record) if is_serious(v)]


def broken(part: Part) -> Proof:
    """Check broken payloads as users do: each must have exactly one finding, of the broken rule."""
    feed, action, seed, size = part
    judge = Judge(feed, Context(action, TODAY))
    checker = Checker(judge.contract, feed, action, today=judge.context.today)
    made = [(site, f"{seed}/{number}") for site in breakable(judge) for number in range(size)]
    return len(made), [fault for site, label in made for fault in not_only(judge, checker, site, label)]


def not_only(judge: Judge, checker: Checker, site: Site, label: str) -> Iterator[str]:
    """Yield what is wrong with one broken payload: it was not valid before, or its findings are not the expected one."""
    payload = sound(judge, site, label)
    if judge.violations(payload):
        yield f"{site.rule.id} at {site.place}: not sound before"
    found = checker.check(json.dumps(spoil(judge, site, payload)).encode()).findings
    if [finding.rule for finding in found] != [site.rule.id]:
        yield f"{site.rule.id} at {site.place}: {[finding.rule for finding in found]}"


if __name__ == "__main__":
    main()
