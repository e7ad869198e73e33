"""Run the suite, and plain schemathesis, on a sandbox with one fault, and return what each of them noticed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from time import process_time

from ...fixtures.sandbox import TOKEN, make_app, running
from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ..behaviour.behave import behave
from ..client import Client
from ..discovery import discover
from ..engine.registered import isolated
from ..ledger import Ledger
from ..model import Failure, Finder
from ..prober import Prober
from ..profiles import profile_of
from ..run import examine
from ..server.target import Target
from .plain import Failed, plain


@dataclass(frozen=True, slots=True, order=True)
class Alarm:
    """An alarm: a kind of failure. Two failures of one rule on one operation are one alarm."""

    found_by: Finder
    rule: str
    operation: str

    @classmethod
    def of(cls, failure: Failure) -> "Alarm":
        """Return the alarm that a failure raises."""
        return cls(failure.found_by, failure.rule, failure.operation)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What one suite noticed on one sandbox, and the CPU seconds that it took, including those of the sandbox.

    `is_whole`: all of its parts were run. `troubles` are parts of its job that it could not do.
    """

    alarms: frozenset[Alarm] = frozenset()
    requests: int = 0
    seconds: float = 0.0
    is_whole: bool = True
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What the suite and plain schemathesis noticed on a sandbox with a fault, or without one if the fault's name is empty."""

    fault: str
    suite: Noticed
    plain: Noticed


@dataclass(frozen=True, slots=True)
class TrialJob:
    """The inputs of a trial; plain data, as it may be sent to another process.

    `clean` is the trial of the sandbox without a fault: anything that either suite reports there is a false alarm. With
    `clean`, each suite ends as soon as it reports anything else; without it, everything is run.
    """

    contract: Contract
    profile: str
    seed: int
    fault: str = ""
    clean: Trial | None = None

    def sandbox(self) -> AbstractContextManager[str]:
        """Serve a new sandbox with the fault, and yield its URL."""
        return running(make_app(self.contract, seed=self.seed, faults=[self.fault] if self.fault else []))


def run_trial(job: TrialJob) -> Trial:
    """Run the suite and plain schemathesis, each on a sandbox of its own."""
    return Trial(job.fault, _timed(job, _suite), _timed(job, _plain))


def _timed(job: TrialJob, examiner: Callable[[TrialJob], Noticed]) -> Noticed:
    begun = process_time()
    try:
        noticed = examiner(job)
    except FeedproofError as error:
        noticed = Noticed(troubles=(str(error),))
    return replace(noticed, seconds=process_time() - begun)


def _suite(job: TrialJob) -> Noticed:
    """Run the suite; if it may end early, run its cheapest parts first, and all of it only if they report nothing new."""
    if job.clean:
        alarms = frozenset(map(Alarm.of, _cheap(job)))
        if alarms - job.clean.suite.alarms:
            return Noticed(alarms, is_whole=False)
    with job.sandbox() as url:
        result = examine(url, contract=job.contract, token=TOKEN, profile=job.profile, seed=job.seed, disposable=True)
    return Noticed(frozenset(map(Alarm.of, result.failures)), result.requests, troubles=result.errors)


def _cheap(job: TrialJob) -> Iterator[Failure]:
    """Run the probes and the behaviours, as `examine` does, and judge the answers; the same seed sends the same requests."""
    with job.sandbox() as url, isolated(direct=True):
        target = Target(url, TOKEN)
        client = Client(Ledger(job.contract, ""), target, discover(job.contract, target), job.seed)
        yield from (failure for _, failure in Prober(client).run() if failure)
        yield from (failure for _, failure in behave(client, writes=True) if failure)
        yield from client.answers.broken.values()


def _plain(job: TrialJob) -> Noticed:
    false = job.clean.plain.alarms if job.clean else None
    enough = None if false is None else lambda failed: _plainly(failed) not in false
    with job.sandbox() as url:
        result = plain(job.contract, Target(url, TOKEN), profile_of(job.profile), job.seed, enough)
    alarms = frozenset(map(_plainly, result.failed))
    return Noticed(alarms, result.requests, is_whole=false is None or alarms <= false)


def _plainly(failed: Failed) -> Alarm:
    return Alarm(Finder.CHECK, *failed)
