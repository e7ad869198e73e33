"""Measure the suite by the faults that it catches, in sandboxes with one fault each, and in one without a fault.

The suite does not know the faults. Anything that it reports about the sandbox without a fault is a false alarm, and does not
count as a catch in a sandbox with one; the same holds for plain schemathesis.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children, get_context
from typing import Any

from ...fixtures.sandbox.faults import choose, faults
from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ...validators import child
from ..profiles import Profile, profile_of
from .trial import Alarm, Trial, TrialJob, run_trial

Watch = Callable[[Sequence[Any]], Iterable[Any]]
"""Yields the items that it is given, and may report the progress."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The results of all trials: of the sandbox without a fault, and of one with each fault.

    `thorough`: every part was run for every fault. `is_part`: some faults were left out.
    """

    profile: str
    seed: int
    clean: Trial
    trials: tuple[Trial, ...]
    thorough: bool = False
    is_part: bool = False

    @property
    def amount(self) -> Profile:
        """How many random requests and sequences the suite and plain schemathesis sent."""
        return profile_of(self.profile)

    def caught(self, trial: Trial) -> list[Alarm]:
        """Return the alarms of the suite that only this fault raises."""
        return sorted(trial.suite.alarms - self.clean.suite.alarms)

    def caught_plainly(self, trial: Trial) -> list[Alarm]:
        """Return the alarms of plain schemathesis that only this fault raises."""
        return sorted(trial.plain.alarms - self.clean.plain.alarms)

    @property
    def missed(self) -> tuple[str, ...]:
        """The faults that the suite did not notice."""
        return tuple(trial.fault for trial in self.trials if not self.caught(trial))

    @property
    def is_good(self) -> bool:
        """Whether every fault was caught, and there was no false alarm."""
        return not self.missed and not self.clean.suite.alarms


def self_test(  # noqa: PLR0913 - all that it depends on, each passed by name
    contract: Contract,
    profile: str,
    seed: int,
    *,
    names: Iterable[str] = (),
    thorough: bool = False,
    jobs: int = 1,
    watch: Watch = iter,
) -> SelfTest:
    """Try the named faults, or all of them, on `jobs` processes.

    A trial runs the cheapest part first and ends with the part that catches the fault, unless it has to be `thorough`. Raises
    FeedproofError for an unknown fault or profile, and if the suite cannot do all of its job on the sandbox without a fault.
    """
    profile_of(profile)
    some = [fault.name for fault in choose(contract, names)]
    wanted = some or list(faults(contract))
    with _working(min(jobs, len(wanted))) as run:
        (clean,) = run([TrialJob(contract, profile, seed)], iter)
        _check(clean)
        known = None if thorough else clean
        trials = run([TrialJob(contract, profile, seed, fault, known) for fault in wanted], watch)
    return SelfTest(profile, seed, clean, tuple(trials), thorough=thorough, is_part=bool(some))


def _check(clean: Trial) -> None:
    if clean.suite.troubles:
        troubles = "; ".join(clean.suite.troubles)
        raise FeedproofError(f"the sandbox without a fault could not be tested: {troubles}")


Run = Callable[[list[TrialJob], Watch], list[Trial]]


@contextmanager
def _working(jobs: int) -> Iterator[Run]:
    """Yield a function that runs trials on this many processes, which end with the block, whatever ends it."""
    if jobs == 1:
        yield lambda work, watch: [run_trial(job) for job in watch(work)]
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=child.begin) as pool:
        try:
            yield partial(_shared, pool)
        except BrokenProcessPool:
            raise FeedproofError("a process was killed, or ran out of memory; try fewer --jobs") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in active_children():
                process.terminate()
            raise


def _shared(pool: ProcessPoolExecutor, work: list[TrialJob], watch: Watch) -> list[Trial]:
    return [future.result() for future in watch([pool.submit(run_trial, job) for job in work])]
