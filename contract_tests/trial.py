"""Run the suite, and plain schemathesis, on a sandbox with one fault, and say what each of them noticed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import process_time

from ..fixtures.sandbox import TOKEN, make_app, running
from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from .model import Failure, Finder
from .plain import plain
from .profiles import profile
from .run import examine
from .target import Target


@dataclass(frozen=True, slots=True, order=True)
class Alarm:
    """That something found a failure: two failures of one rule on one operation are one alarm."""

    found_by: Finder
    rule: str
    operation: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """What one suite noticed on one sandbox, and the CPU seconds that it took, those of the sandbox included.

    `troubles` are parts of its job that it could not do.
    """

    alarms: frozenset[Alarm]
    requests: int
    seconds: float
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What the suite and plain schemathesis noticed of a fault; an empty name: of a sandbox without one."""

    fault: str
    suite: Noticed
    plain: Noticed


@dataclass(frozen=True, slots=True)
class Job:
    """What a trial depends on; plain data, as it may be sent to another process."""

    contract: Contract
    profile: str
    seed: int
    fault: str = ""


Told = tuple[Iterable[Failure], int, tuple[str, ...]]
"""The failures, the number of requests, the troubles."""


def run_trial(job: Job) -> Trial:
    """Run both, each on a sandbox of its own."""
    return Trial(job.fault, _noticed(job, _suite), _noticed(job, _plain))


def _noticed(job: Job, examiner: Callable[[Job, str], Told]) -> Noticed:
    begun = process_time()
    faults = [job.fault] if job.fault else []
    with running(make_app(job.contract, seed=job.seed, faults=faults)) as url:
        try:
            failures, requests, troubles = examiner(job, url)
        except FeedproofError as error:
            failures, requests, troubles = (), 0, (str(error),)
    alarms = frozenset(Alarm(found.found_by, found.rule, found.operation) for found in failures)
    return Noticed(alarms, requests, process_time() - begun, troubles)


def _suite(job: Job, url: str) -> Told:
    told = examine(url, contract=job.contract, token=TOKEN, profile=job.profile, seed=job.seed, disposable=True)
    return told.failures, told.requests, told.errors


def _plain(job: Job, url: str) -> Told:
    told = plain(job.contract, Target(url, TOKEN), profile(job.profile), job.seed)
    return told.failures.values(), sum(cases.total() for cases in told.cases.values()), tuple(told.errors)
