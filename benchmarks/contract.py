"""The contract suite: what our hooks cost for each request, and how long `quick` takes.

    python benchmarks/contract.py [--rounds N] [--profile NAME] [--seed N]

Plain schemathesis and schemathesis with our hooks, strategies and check examine the same contract in turns, each in a
separate process, against a sandbox in another process. We compare only the CPU time of the engine for each request; the
ratio is that of the medians. Our hooks let more requests succeed, so the two sides do not send the same requests; therefore
the time inside our hooks and our check is also measured separately. Then a complete run of `quick` examines all operations.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import Any
from unittest.mock import patch

from feedproof.contract_tests import run
from feedproof.contract_tests.checks import Answers
from feedproof.contract_tests.engine.hooks import Preparing
from feedproof.contract_tests.ledger import Ledger
from feedproof.contract_tests.profiles import PROFILES
from feedproof.contract_tests.server.target import Target
from feedproof.contract_tests.strength.plain import plain
from feedproof.contract_tests.tally import PARTS
from feedproof.fixtures.sandbox import TOKEN
from feedproof.spec.contract import bundled

SIDES = ("plain", "hooked")
PROGRAM = [sys.executable, "-P", "-c", "from feedproof.ci.cli import main; main()"]


class Clock:
    """Adds up the CPU seconds that calls take, by a clock of the thread or of the process."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Start at zero; `now` returns the time of the clock."""
        self.seconds = 0.0
        self._now = now

    def on(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that makes the call, and adds its time."""

        @wraps(call)
        def clocked(*args: Any) -> Any:
            begun = self._now()
            try:
                return call(*args)
            finally:
                self.seconds += self._now() - begun

        return clocked


@dataclass
class Round:
    """The result of one round: requests, CPU seconds of the engine (`seconds`), and those in our hooks and our check (`own`)."""

    requests: int
    seconds: float
    own: float

    @property
    def each(self) -> float:
        """CPU milliseconds for each request."""
        return 1000 * self.seconds / self.requests


def main() -> None:
    """Measure and print; as a child process, run one side and print its result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", choices=PROFILES, default="quick")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--side", nargs=2, metavar=("SIDE", "URL"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.side:
        print(json.dumps(engine(*wanted.side, wanted.profile, wanted.seed)))
        return
    compare(wanted.rounds, wanted.profile, wanted.seed)
    whole(wanted.seed)


def engine(side: str, url: str, profile: str, seed: int) -> tuple[int, float, float]:
    """Run the engine of one side; return the number of requests, the CPU seconds, and the CPU seconds in our own code."""
    if side == "plain":
        begun = time.process_time()
        result = plain(bundled(), Target(url, TOKEN), PROFILES[profile], seed)
        return result.requests, time.process_time() - begun, 0.0
    whole, own = Clock(time.process_time), Clock(time.thread_time)
    with ExitStack() as undo:
        undo.enter_context(patch.object(run, "collect", whole.on(run.collect)))
        undo.enter_context(patch.object(Answers, "check", lambda answers, make=Answers.check: own.on(make(answers))))
        for kind, name in ((Preparing, "__call__"), (Ledger, "after_call")):
            undo.enter_context(patch.object(kind, name, own.on(getattr(kind, name))))
        examined = run.examine(url, token=TOKEN, profile=profile, seed=seed, disposable=True)
    sent = sum(count for each in examined.operations for part, count in each.cases.items() if part not in PARTS)
    return sent, whole.seconds, own.seconds


def compare(rounds: int, profile: str, seed: int) -> None:
    """Run both sides in turn, and print the cost of a request on each side."""
    result: dict[str, list[Round]] = {side: [] for side in SIDES}
    for number in range(rounds):
        for side in SIDES if number % 2 else SIDES[::-1]:
            result[side].append(round_of(side, profile, seed))
    cost = {side: median(round_.each for round_ in result[side]) for side in SIDES}
    for side in SIDES:
        print(
            f"{side:7} {cost[side]:6.2f} ms CPU a request, {result[side][0].requests:,} requests (median of {rounds})"
        )
    print(f"hooks: {100 * (cost['hooked'] / cost['plain'] - 1):+.1f} % a request (aim: below +10 %)")
    share = median(round_.own / (round_.seconds - round_.own) for round_ in result["hooked"])
    print(f"  inside our hooks and our check: {100 * share:.1f} % of the rest of the engine")


def round_of(side: str, profile: str, seed: int) -> Round:
    """Run one side in a separate process, against a sandbox in another one."""
    with sandbox(seed) as url:
        command = [sys.executable, __file__, "--profile", profile, "--seed", str(seed), "--side", side, url]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    return Round(*json.loads(done.stdout))


@contextmanager
def sandbox(seed: int) -> Iterator[str]:
    """Start the sandbox as a program and yield its URL."""
    with subprocess.Popen(  # noqa: S603 - our own command
        [*PROGRAM, "sandbox", "--token", TOKEN, "--seed", str(seed)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").split()[-1]
        finally:
            process.terminate()


def whole(seed: int) -> None:
    """Run `quick` on all operations, and print how long that takes, including the imports and the sandbox."""
    before, begun = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    command = [*PROGRAM, "contract", "--seed", str(seed)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    after = getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"quick: {time.perf_counter() - begun:.1f} s, {cpu:.1f} s CPU (aim: below 60 s)")
    print(f"  {done.stdout.splitlines()[-1]}")


if __name__ == "__main__":
    main()
