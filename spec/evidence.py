"""How sure the contract is of what it says, and where that comes from: the keys that say it, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EVIDENCE = "x-evidence"
CERTAINTY = "x-certainty"
SOURCE = "x-source"
CONTRACT = "x-contract"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How sure a fact is, and where it comes from."""

    certainty: str
    source: str


UNSAID = Evidence("assumed", "reason: the contract gives no source")


def nearest(node: Mapping[str, Any], inherited: Evidence) -> Evidence:
    """Return the node's own evidence, or what it inherits."""
    return Evidence(node.get(CERTAINTY, inherited.certainty), node.get(SOURCE, inherited.source))


def certainty_of(flat: Mapping[str, Any], keyword: str) -> str:
    """Return how sure a keyword of a flat schema is; nothing where it does not stand there."""
    return str(flat[EVIDENCE][keyword][0]) if keyword in flat[EVIDENCE] else ""
