"""The mark of a run on this machine: the mark that follows from the seed, unless records of an earlier run have it already."""

from collections.abc import Iterator
from itertools import count

from .discovery import all_records, lists
from .ledger import Ledger
from .server.target import Target


def take_free_mark(ledger: Ledger, target: Target) -> None:
    """Choose a mark that no listed record has: it is part of the client's own key, and a server may require that to be unique."""
    if not ledger.mark:
        return
    keys, first = list(_keys(ledger, target)), ledger.mark
    marks = (first if number == 1 else f"{first}.{number}" for number in count(1))
    ledger.mark = next(mark for mark in marks if not any(key.startswith(f"{mark}-") for key in keys))


def _keys(ledger: Ledger, target: Target) -> Iterator[str]:
    """Yield the client's own keys in the listed records."""
    for operation in lists(ledger.contract):
        name = ledger.own_key(operation.feed)
        if name and not operation.path_names:
            listed = all_records(ledger.contract, operation, target)
            yield from (str(record[name]) for record in listed if name in record)
