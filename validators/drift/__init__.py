"""Drift: how real data differ from the contract.

`observe` counts what the records of a sample have, in bounded memory; `differ` compares the counts with the contract. The values
of a field are not kept if it is personal, or not listed in the contract.
"""

from .differ import differences, never_seen
from .difference import ContractChange, Difference, Verdict
from .left_out import LeftOut
from .observe import Observation, Observer
from .read import Sample

__all__ = [
    "ContractChange",
    "Difference",
    "LeftOut",
    "Observation",
    "Observer",
    "Sample",
    "Verdict",
    "differences",
    "never_seen",
]
