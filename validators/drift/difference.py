"""A difference between the contract and the data: what each of them says, on what evidence, and what follows. Plain data."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...spec.text import counted


class Verdict(StrEnum):
    """What a difference means."""

    CONTRACT = "contract"
    """The contract was not sure, and is otherwise here: an overlay can say so."""
    RARE = "rare"
    """So few have it that these are rather at fault."""
    STATED = "stated"
    """The vendor states what is broken, so the data are rather at fault."""


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A change of the contract: what is done (a function of spec.loosen), the pointer to where, and with what."""

    does: str
    at: str
    argument: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: in `count` of `of` records, items or values (`unit`) the data have what the contract has not.

    `kind` is the id of the rule that finds it, or other-name, or other-list. `place` is that of the field as people write it;
    `contract` points to what is otherwise, which `says` something with this certainty, from this source. `shows` is what the data
    have. `change` makes the contract agree; without it, `why_not` says why there is none.
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
        """How often: 37 of 412 values."""
        return f"{self.count:,} of {counted(self.of, self.unit)}"

    @property
    def message(self) -> str:
        """What is otherwise, in one line."""
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
