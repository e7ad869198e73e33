"""The inputs of a run, and its results."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemathesis.config import SchemathesisConfig

from ..spec.contract import Contract
from .behaviour.behave import READ_ONLY, WRITES, Seen
from .checks import BrokenRule
from .client import Client
from .engine.collect import Collected
from .engine.options import SchemathesisOptions
from .ledger import Ledger
from .model import Failure
from .prober import ProbeResult
from .server.target import Target
from .tally import Tally, together


@dataclass(frozen=True, slots=True)
class Run:
    """What a run examines, and how: the server, the seed, the ledger of created records, and whether it may write."""

    target: Target
    seed: int
    ledger: Ledger
    schemathesis: SchemathesisOptions
    writes: bool

    @property
    def contract(self) -> Contract:
        """The contract that the server has to keep."""
        return self.ledger.contract

    @property
    def is_free(self) -> bool:
        """Whether any method may be sent, even one that the contract does not have and that could delete."""
        return self.writes and self.target.is_local

    @property
    def unwritten(self) -> str:
        """The reason why the run does not write, if it does not."""
        return READ_ONLY if self.target.is_local else WRITES


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a run needs before it creates anything: the configuration of schemathesis, and the client."""

    config: SchemathesisConfig
    client: Client


@dataclass(frozen=True, slots=True)
class SuiteResults:
    """The results of the probes, of the behaviours and of schemathesis, and the client that sent the first two."""

    probed: list[ProbeResult]
    seen: list[Seen]
    collected: Collected
    client: Client

    @property
    def tally(self) -> Tally:
        """The requests that all of them sent to each operation."""
        return together(self.client.tally, self.collected.tally)

    def own(self) -> Iterator[Failure]:
        """Yield the failures of probes and behaviours; a behaviour's failure that a probe has reported is left out."""
        probed = [failure for _, failure in self.probed if failure]
        told = {(failure.rule, failure.operation) for failure in probed}
        yield from probed
        yield from (each for _, each in self.seen if each and (each.rule, each.operation) not in told)

    def answered(self) -> Iterator[Failure]:
        """Yield the failures in answers, and the others that schemathesis found; a broken place that both saw is one failure."""
        broken = self.client.answers.broken
        yield from broken.values()
        for found, failure in self.collected.failures.items():
            if not (isinstance(found, BrokenRule) and found.broken in broken):
                yield failure
