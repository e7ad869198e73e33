"""What may be sent at all: the last line of defence, behind whatever settings, hooks and checks of users want."""

from collections.abc import Callable, Mapping
from typing import Any

from .ledger import Ledger

Permit = Callable[[str, str, Mapping[str, Any]], bool]
"""Says whether a method may be called on a path of the contract with these path parameters."""


def anything(_method: str, _path: str, _values: Mapping[str, Any]) -> bool:
    """Permit every request: the server runs on this machine."""
    return True


def reading(method: str, _path: str, _values: Mapping[str, Any]) -> bool:
    """Permit reading alone."""
    return method == "GET"


def writing(ledger: Ledger) -> Permit:
    """Return what permits the operations of the contract, and changes to what the run made itself, or to nothing."""

    def permits(method: str, path: str, values: Mapping[str, Any]) -> bool:
        operation = ledger.contract.labelled.get(f"{method} {path}")
        return operation is not None and ledger.may_change(operation, values)

    return permits
