"""Which requests may be sent at all: the last line of defence, whatever the user's settings, hooks and checks ask for."""

from collections.abc import Callable, Mapping
from typing import Any

from .ledger import Ledger

Permit = Callable[[str, str, Mapping[str, Any]], bool]
"""Returns whether a method may be called on a path of the contract with these path parameters."""


def anything(_method: str, _path: str, _values: Mapping[str, Any]) -> bool:
    """Permit every request: the server runs on this machine."""
    return True


def reading(method: str, _path: str, _values: Mapping[str, Any]) -> bool:
    """Permit nothing but GET."""
    return method == "GET"


def writing(ledger: Ledger) -> Permit:
    """Return a function that permits the contract's operations; a change must be of a record that the run created, or of none."""

    def permits(method: str, path: str, values: Mapping[str, Any]) -> bool:
        operation = ledger.contract.labelled.get(f"{method} {path}")
        return operation is not None and ledger.may_change(operation, values)

    return permits
