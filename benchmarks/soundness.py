"""Prove on records mutated at random that jsonschema-rs finds nothing in those that the accepting paths accept.

    python benchmarks/soundness.py [--cases N] [--seed S]

It mutates as the tests do (tests/test_accept.py and tests/test_accept_bytes.py run some thousands of cases each time): values
changed, swapped, removed and added in a record, and bytes cut out, doubled, moved and inserted. The exit code is 1 for a false
accept, which is printed. Accepted records are counted, too: a path that doubts everything would prove nothing.
"""

import argparse
import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from feedproof.validators.judge import Judge
from race import table

TESTS = Path(__file__).parent.parent / "tests"
Part = tuple[str, str, str, str, int]
"""The path, the feed, the action, the seed, and the number of cases."""


def main() -> None:
    """Prove and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=20_000, help="of each path, feed and operation")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    values, texts = _tests("test_accept"), _tests("test_accept_bytes")
    kinds = [("values", *kind) for kind in values.KINDS] + [("bytes", *kind) for kind in texts.TYPED]
    parts = [(*kind, options.seed, options.cases) for kind in kinds]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(prove, parts))
    rows = [[f"{path}: {feed} {action}", f"{cases:,}", f"{accepted:,}", f"{len(wrong):,}"]
            for (path, feed, action, _, cases), (accepted, wrong) in zip(parts, done, strict=True)]  # fmt: skip
    print(f"seed {options.seed}\n")
    print(table([["the accepting path for", "cases", "accepted", "false accepts"], *rows]))
    false = [case for _, wrong in done for case in wrong]
    print(*false[:10], sep="\n")
    sys.exit(1 if false else 0)


def prove(part: Part) -> tuple[int, list[str]]:
    """Return how many cases were accepted, and a line for each of these that has a violation."""
    path, feed, action, seed, cases = part
    chance = random.Random(f"{seed}/{path}/{feed}/{action}")  # noqa: S311 - must be repeatable, not secure
    accepted, wrong = 0, []
    for shown, found in (_values if path == "values" else _bytes)(chance, feed, action, cases):
        accepted += 1
        if found:
            wrong.append(f"{feed} {action}: {shown} has {found[0]}")
    return accepted, wrong


def _values(chance: random.Random, feed: str, action: str, cases: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield each accepted value, and the violations that jsonschema-rs finds in it."""
    tests = _tests("test_accept")
    quick: Judge = tests.judge(feed, action)
    full: Judge = tests.judge(feed, action, tests.full)
    for _ in range(cases):
        record = tests.mutated(chance, chance.choice(tests.good(feed, action)))
        if quick.accepts(record):
            yield repr(record), full.violations(record)


def _bytes(chance: random.Random, feed: str, action: str, cases: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield each accepted text, and the findings of the judge."""
    tests = _tests("test_accept_bytes")
    texts = tests.originals(feed, action)
    for _ in range(cases):
        data = tests.mutated(chance, chance.choice(texts)).replace("\n", " ").encode()
        if tests.path(feed, action)(data):
            yield repr(data), tests.findings(data, feed, action)


def _tests(name: str) -> ModuleType:
    """Return a module of the tests, whose functions for mutation are used here."""
    if name not in sys.modules:
        sys.path.insert(0, str(TESTS / "support"))
        spec = spec_from_file_location(name, TESTS / f"{name}.py")
        if spec is None or spec.loader is None:
            sys.exit(f"there is no {TESTS / name}.py")
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


if __name__ == "__main__":
    main()
