"""Judge with Dask: on the workers of a scheduler, or of a cluster on this machine that is closed at the end of the run."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from distributed import Client, Future, KilledWorker, LocalCluster

from ...spec.errors import FeedproofError
from ..check import Checker
from .partition import Partition, PartitionResult, judge

_AHEAD = 2
"""How many partitions are queued for each thread; more would only take memory."""
_PATIENCE = 30
"""How many seconds to wait for a scheduler."""


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator[Client]:
    """Yield a client of the scheduler at this address or, without one, of a local cluster with `workers` processes.

    Raises FeedproofError if the scheduler does not answer.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        if scheduler is None:
            scheduler = stack.enter_context(_here(workers)).scheduler_address
        try:
            client = Client(scheduler, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise FeedproofError(f"--scheduler {scheduler}: no answer ({str(error).partition(chr(10))[0]})") from None
        yield stack.enter_context(client)


def _here(workers: int) -> LocalCluster:
    """Start workers on this machine. The dashboard gets a free port, because Dask warns if the usual one is taken."""
    own = {"dashboard_address": "127.0.0.1:0"}
    quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL, "scheduler_kwargs": own}
    return LocalCluster(workers, threads_per_worker=1, host="127.0.0.1", **quiet)  # type: ignore[no-untyped-call]


def spread(client: Client, checker: Checker, parts: Iterable[Partition]) -> Iterator[tuple[Partition, PartitionResult]]:
    """Yield the result of each partition, in order. A partition whose worker is lost is judged by another one.

    Raises FeedproofError if the workers cannot judge a partition.
    """
    waiting: deque[tuple[Partition, Future[PartitionResult]]] = deque()
    for partition in parts:
        waiting.append((partition, client.submit(judge, checker, checker.contract.sha256, partition, pure=False)))
        if len(waiting) > _AHEAD * _threads(client):
            yield _gathered(*waiting.popleft())
    while waiting:
        yield _gathered(*waiting.popleft())


def _threads(client: Client) -> int:
    """Return how many partitions can be judged at once now: a cluster may grow and shrink."""
    return max(1, sum(client.nthreads().values()))  # type: ignore[no-untyped-call]


def _gathered(partition: Partition, future: "Future[PartitionResult]") -> tuple[Partition, PartitionResult]:
    # the type is in quotes because older versions of distributed have no Future[…]
    try:
        outcome = future.result()
    except KilledWorker:
        raise FeedproofError(
            f"{partition.file.name}: the workers that checked it were lost, one after another; do they have enough memory?"
        ) from None
    except ModuleNotFoundError as error:
        raise FeedproofError(f"the workers lack the module {error.name!r}; install feedproof[dask] there too") from None
    return partition, outcome
