"""A difference between the contract and the data, as plain data: what each says, the evidence, and the verdict."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...spec.text import counted


class Verdict(StrEnum):
    """What a difference means."""

    CONTRACT = "contract"
    """The contract was not certain, and this tenant differs from it: an overlay can say so."""
    RARE = "rare"
    """So few records have it that the fault is more likely in them than in the contract."""
    STATED = "stated"
    """The vendor states the fact that is broken, so the data are more likely at fault than the contract."""


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A change of the contract: the function of spec.loosen that makes it, the pointer to its place, and the argument."""

    does: str
    at: str
    argument: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: in `count` of `of` records, items or values (`unit`), the data differ from the contract.

    `kind` is the id of the rule that finds it, or other-name, or other-list. `place` is the place of the field as people write it;
    `contract` points to the fact that differs: `says` is what it says, with its `certainty` and `source`. `shows` is what the data
    have. `change` makes the contract agree with the data; if there is none, `why_not` says why.
    """

    kind: str
    operation: str
    place: str
    contract: str
    says: str
    certainty: str
    source: str
    shows: str
    count: int
    of: int
    unit: str
    verdict: Verdict = Verdict.CONTRACT
    change: ContractChange | None = None
    why_not: str = ""

    @property
    def times(self) -> str:
        """How often the data differ, such as 37 of 412 values."""
        return f"{self.count:,} of {counted(self.of, self.unit)}"

    @property
    def message(self) -> str:
        """The difference in one line."""
        says = _MESSAGES.get(self.kind, "{one.place}: {one.shows}; the contract says: {one.says}")
        return f"{says.format(one=self)}, in {self.times}"


_MESSAGES = {
    "other-name": "{one.place} is called {one.shows}",
    "other-list": "the list of records is called {one.shows}, not {one.says}",
    "unlisted-field": "{one.place} is not listed, and is {one.shows}",
    "missing-field": "{one.place} is missing",
    "wrong-type": "{one.place} is {one.shows}, not {one.says}",
    "unlisted-value": "{one.place} is {one.shows}, which is not listed",
}
