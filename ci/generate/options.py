"""The options of feedproof generate."""

from datetime import date
from typing import NamedTuple


class Options(NamedTuple):
    """The parameters of the command, by the names that click passes."""

    feed: str | None
    number: int
    seed: int
    operation: str
    plan: str | None
    broken: str | None
    dataset: bool
    evolve: int
    changes: str | None
    day: date
    form: str
    file: str | None
    folder: str | None
    contract_file: str | None
