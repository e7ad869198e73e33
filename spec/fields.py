"""Find the fields of a feed's records in the contract."""

from typing import Any

from .contract import Contract
from .flat import Path
from .layers import layers, properties
from .operations import answer_schema_at, record_schema_at
from .pointer import join


def fields_at(contract: Contract, feed: str, action: str, place: Path) -> str:
    """Return the pointer to the schema that lists the fields of an object. Raises LookupError where none is known."""
    document = contract.openapi
    at = record_schema_at(document, contract.operation(feed, action))
    for step in place:
        at = properties(document, at)[step] if isinstance(step, str) else _items(document, at)
    return _with(document, at, "properties")


def list_at(contract: Contract, feed: str) -> str:
    """Return the pointer to the schema of a list of the feed's records."""
    document = contract.openapi
    return _with(document, answer_schema_at(document, contract.operation(feed, "list")), "properties")


def _items(document: dict[str, Any], at: str) -> str:
    return join(_with(document, at, "items"), "items")


def _with(document: dict[str, Any], at: str, keyword: str) -> str:
    """Return the pointer to what holds at the place and has the keyword."""
    found = next((place for place, node in layers(document, at) if keyword in node), None)
    if found is None:
        raise LookupError(at)
    return found
