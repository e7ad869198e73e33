"""What came of a look at samples, as plain data: every form of the report writes it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ...spec.contract import Contract
from ...validators.drift import Difference, LeftOut, Observation, Sample, differences, never_seen


@dataclass(frozen=True, slots=True)
class FeedDrift:
    """What was seen of one feed, how that differs from the contract, and which listed fields never came."""

    seen: Observation
    differences: list[Difference]
    never_seen: list[str]


@dataclass(frozen=True, slots=True)
class Drift:
    """All that was seen: `unread` is the name of an input to the reason, `left_out` says how often what was left out, by input.

    What less than the share `least` of the records has is no difference of the contract.
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
    """Hold all that was seen in so many files against the contract."""
    seen = [sample.observer.seen[kind] for kind in sorted(sample.observer.seen)]
    parts = [FeedDrift(one, differences(contract, one, least), list(never_seen(one))) for one in seen]
    return Drift(contract, files, sample.records, parts, unread, sample.left_out, least)
