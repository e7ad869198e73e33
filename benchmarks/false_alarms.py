"""Examine the sandbox, which has no fault, with many seeds: every failure is a false alarm.

    python benchmarks/false_alarms.py [--profile NAME] [--seeds FIRST LAST]

The exit code is 1 if anything failed, or could not be examined.
"""

import argparse
import sys
import time
from collections.abc import Iterator

from feedproof.contract_tests.model import Examination
from feedproof.contract_tests.profiles import PROFILES
from feedproof.contract_tests.run import examine
from feedproof.fixtures.sandbox import TOKEN, make_app, running


def main() -> None:
    """Examine, and print the result for each seed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--profile", choices=PROFILES, default="quick")
    parser.add_argument("--seeds", nargs=2, type=int, default=(0, 19), metavar=("FIRST", "LAST"))
    wanted = parser.parse_args()
    first, last = wanted.seeds
    wrong = sum(examined(seed, wanted.profile) for seed in range(first, last + 1))
    print(f"{wanted.profile}, seeds {first} to {last}: {wrong} false alarms")
    sys.exit(bool(wrong))


def examined(seed: int, profile: str) -> int:
    """Examine the sandbox with one seed; return the number of false alarms."""
    begun = time.process_time()
    with running(make_app(seed=seed)) as url:
        result = examine(url, token=TOKEN, profile=profile, seed=seed, disposable=True)
    found = list(wrongs(result))
    print(
        f"seed {seed}: {result.requests:,} requests, {time.process_time() - begun:.1f} s CPU, {len(found)} false alarms"
    )
    for line in found:
        print(f"  {line}", flush=True)
    return len(found)


def wrongs(result: Examination) -> Iterator[str]:
    """Yield a line for each failure, and for everything that could not be examined."""
    yield from (f"{failure.rule} {failure.operation}: {failure.message}" for failure in result.failures)
    yield from result.errors


if __name__ == "__main__":
    main()
