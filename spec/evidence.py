"""Evidence: how certain a fact of the contract is, and its source, with the keys under which the contract holds them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .pointer import around, join, resolve

EVIDENCE = "x-evidence"
CERTAINTY = "x-certainty"
SOURCE = "x-source"
CONTRACT = "x-contract"
STRUCTURE = {"properties", "items", EVIDENCE}
"""The keys of a flat schema that are not facts: the schemas below it, and the evidence."""


class Evidence(NamedTuple):
    """The certainty of a fact, its source, and the pointer (after a #) to the place in the contract that states it."""

    certainty: str
    source: str
    at: str = ""

    @property
    def keys(self) -> dict[str, str]:
        """The keys that say it."""
        return {CERTAINTY: self.certainty, SOURCE: self.source}


UNSAID = Evidence("assumed", "reason: the contract gives no source")


def own_or_inherited(node: Mapping[str, Any], inherited: Evidence) -> Evidence:
    """Return the node's own evidence, or what it inherits."""
    return Evidence(node.get(CERTAINTY, inherited.certainty), node.get(SOURCE, inherited.source))


def has_own(entry: Any) -> bool:
    """Return whether an entry of an argument in a flat schema has evidence of its own."""
    return isinstance(entry, dict) and CONTRACT in entry


def evidence_of(flat: Mapping[str, Any], keyword: str, entry: Any) -> Evidence | None:
    """Return the evidence of a keyword in a flat schema, or of an entry that has its own; None if there is none."""
    if has_own(entry):
        return Evidence(entry[CERTAINTY], entry[SOURCE], entry[CONTRACT])
    written = flat.get(EVIDENCE, {}).get(keyword)
    return None if entry is None or written is None else Evidence(*written)


def certainty_of(flat: Mapping[str, Any], keyword: str) -> str:
    """Return the certainty of a keyword of a flat schema; empty if the schema does not have it."""
    found = evidence_of(flat, keyword, flat.get(keyword))
    return found.certainty if found else ""


def evidence_at(document: Mapping[str, Any], at: str) -> Evidence:
    """Return the evidence of a place in the document: that of the nearest object around it that has some."""
    nodes = ((place, resolve(document, place)) for place in (at, *around(at)))
    said = (
        Evidence(node[CERTAINTY], node[SOURCE], f"#{join(place, SOURCE)}")
        for place, node in nodes
        if isinstance(node, dict) and CERTAINTY in node
    )
    return next(said, UNSAID)
