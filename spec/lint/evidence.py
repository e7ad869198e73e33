"""Every fact says how sure it is and where it comes from."""

from collections.abc import Iterator
from typing import Any

from ..conform import Issue
from ..dialect import keywords
from ..evidence import CERTAINTY, SOURCE
from ..pointer import around, join
from ..walk import OpenAPIObject, walk

_HEIRS = {"schema": {"schema", "parameter"}, "parameter": {"operation"}}
"""The kinds of object that inherit evidence, and from what."""
_MAY = {"response"}
"""The kinds that need none: the operation says that there are answers, and the schema what is in them."""


def evidence(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every object that has half of its evidence, or none at all."""
    nodes = {node.at: node for node in walk(document)}
    for node in nodes.values():
        own = [key for key in (CERTAINTY, SOURCE) if key in node.value]
        if len(own) == 1:
            yield join(node.at, own[0]), f"has no {SOURCE if own == [CERTAINTY] else CERTAINTY}"
        elif not own and _needs(node) and not _inherits(node, nodes):
            yield node.at, f"this {node.kind} has no {CERTAINTY} and {SOURCE}, and inherits none"


def _needs(node: OpenAPIObject) -> bool:
    return node.kind in keywords()[CERTAINTY].on and node.kind not in _MAY and "$ref" not in node.value


def _inherits(node: OpenAPIObject, nodes: dict[str, OpenAPIObject]) -> bool:
    outer = (nodes.get(at) for at in around(node.at))
    return any(other.kind in _HEIRS.get(node.kind, ()) and CERTAINTY in other.value for other in outer if other)


def descriptions(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every property that does not say what it means."""
    for node in walk(document):
        for name, child in node.value.get("properties", {}).items() if node.kind == "schema" else ():
            if not {"$ref", "description"} & child.keys():
                yield join(node.at, "properties", name), "this property has no description"


CHECKS = (evidence, descriptions)
