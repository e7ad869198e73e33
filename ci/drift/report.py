"""The result of feedproof drift, as plain data, for every format of the report."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ...spec.contract import Contract
from ...validators.drift import Difference, LeftOut, Observation, Sample, differences, never_seen


@dataclass(frozen=True, slots=True)
class FeedDrift:
    """The observation of one feed, its differences from the contract, and the listed fields that never occurred."""

    seen: Observation
    differences: list[Difference]
    never_seen: list[str]


@dataclass(frozen=True, slots=True)
class Drift:
    """The result of all samples: `unread` maps an input to the reason; `left_out` counts what was left out, by input.

    A difference in less than the share `least` of the records is no difference of the contract.
    """

    contract: Contract
    files: int
    records: int
    parts: list[FeedDrift]
    unread: Mapping[str, str]
    left_out: Mapping[LeftOut, Counter[str]]
    least: float

    @property
    def differences(self) -> list[Difference]:
        """All differences, feed by feed."""
        return [difference for part in self.parts for difference in part.differences]


def drift_of(contract: Contract, sample: Sample, files: int, unread: Mapping[str, str], least: float) -> Drift:
    """Compare all that was observed in the samples with the contract."""
    seen = [sample.observer.seen[kind] for kind in sorted(sample.observer.seen)]
    parts = [FeedDrift(one, differences(contract, one, least), list(never_seen(one))) for one in seen]
    return Drift(contract, files, sample.records, parts, unread, sample.left_out, least)
