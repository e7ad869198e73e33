"""How many records a second, and how many of them are wrong: ours beside the peers, in one run.

    python benchmarks/generate.py                      the table
    python benchmarks/generate.py --prove 1000000      judge so many records of each feed and operation, on every core

A peer that is not installed is named and left out: `pip install hypothesis polyfactory pydantic`, and for
json-schema-faker `npm install json-schema-faker` in a folder that is given with --node.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from feedproof.fixtures.build import DAY, constructed, records
from feedproof.fixtures.repair import is_serious
from feedproof.spec.contract import bundled
from feedproof.validators import Context, Judge
from generate_peers import PEERS, Missing

FEED, ACTION = "course-dates", "create"
ACTIONS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
SEEDS = 10
SAMPLE = 2_000


def main() -> None:
    """Read the arguments and print the table, or the proof."""
    parser = argparse.ArgumentParser(description="Records per second, and the share of them that break a rule.")
    parser.add_argument("--prove", type=int, metavar="N", help="judge N records of each feed and operation")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each generator runs")
    parser.add_argument("--node", type=Path, default=Path(), help="a folder with node_modules/json-schema-faker")
    options = parser.parse_args()
    sys.exit(prove(options.prove) if options.prove else compare(options.seconds, options.node))


def compare(seconds: float, node: Path) -> int:
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
    return 0


def others(seconds: float) -> None:
    """Print the speed of every feed and operation, as values and as NDJSON text."""
    print("\nfeedproof, records a second: as values, and as lines of JSON")
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for feed, action in ACTIONS:
        judge = Judge(feed, Context(action))
        values = rate(partial(records, judge, 0, sys.maxsize), seconds)
        lines = rate(partial(map, encode, records(judge, 0, sys.maxsize)), seconds)
        print(f"  {feed + ' ' + action:28}{values:>10,.0f}{lines:>12,.0f}")


def line(name: str, speed: float, ours: float, share: float) -> None:
    """Print one generator."""
    print(f"  {name:28}{speed:>10,.0f}{speed / ours:>10.4f}{share:>10.1%}")


def rate(make: Callable[[], Iterator[Any]], seconds: float) -> float:
    """Return how many values an iterator gives in a second of one core's time, once it is warm."""
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


def prove(count: int) -> int:
    """Judge what construction alone gives. Returns the exit code: 1 when anything is found."""
    parts = [(feed, action, DAY, seed, count // SEEDS) for feed, action in ACTIONS for seed in range(SEEDS)]
    found, start = 0, perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for (feed, action, _, seed, size), faults in zip(parts, pool.map(judged, parts), strict=True):
            found += len(faults)
            said = f"seed {seed}  {size:>10,} records  {len(faults)} findings"
            print(f"  {feed + ' ' + action:28}{said}", *faults[:3], flush=True)
    total = sum(part[-1] for part in parts)
    print(f"{total:,} records, {found} findings of severity error or warning, {perf_counter() - start:.0f} s")
    return 1 if found else 0


def judged(part: tuple[str, str, date, int, int]) -> list[str]:
    """Return what the judge finds in some records."""
    feed, action, today, seed, count = part
    judge = Judge(feed, Context(action, today))
    made = constructed(judge, seed, count)
    return [f"{v.rule.id} at {v.place}" for record in made for v in judge.violations(record) if is_serious(v)]


if __name__ == "__main__":
    main()
