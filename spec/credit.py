"""Evidence of overlays: a keyword that one changed without `x-source` gets "overlay: TITLE" as its source.

So no finding cites the vendor for a value of the tenant. The certainty is kept as it was.
"""

from typing import Any

from .dialect import keywords
from .evidence import CERTAINTY, EVIDENCE, SOURCE
from .nulls import NOT_NULL
from .pointer import around, join, split
from .walk import Node, walk
from .yaml_document import YamlDocument

SOURCES = "x-sources"
_NAME, _MEANS = "overlay", "The overlay of this title"
_UNSAID = "assumed", "reason: the contract gives no source", ""


def credit(contract: YamlDocument) -> None:
    """Write that evidence into a contract without issues, to which overlays were applied."""
    nodes = list(walk(contract.data))
    holders = {node.at: node.value for node in nodes if SOURCE in node.value}
    for node in nodes:
        for key in [key for key in node.value if node.kind == "schema" and key in keywords() and keywords()[key].rule]:
            certainty, source, place = _evidence(node, holders, key)
            if said := _said(contract, join(node.at, key), source, place):
                node.value[EVIDENCE] = node.value.get(EVIDENCE, {}) | {key: {CERTAINTY: certainty, SOURCE: said}}
                contract.data[SOURCES] = {_NAME: _MEANS} | contract.data.get(SOURCES, {})


def _said(contract: YamlDocument, at: str, source: str, place: str) -> str:
    """Return what the source of a keyword has to say instead; nothing where it is right. `place`: where it stands.

    What may be null adds nothing to what is said of all others.
    """
    giver, witness = _overlay(contract, at), _overlay(contract, place)
    if giver:
        return f"{_NAME}: {giver}" if giver != witness else ""
    if split(at)[-1] == NOT_NULL:
        return ""
    adds = next((_overlay(contract, inner) for inner in contract.grafts if inner.startswith(f"{at}/")), "")
    return f"{source}; the overlay {adds} adds to it" if adds and not witness else ""


def _overlay(contract: YamlDocument, at: str) -> str:
    """Return the title of the overlay that put a place there, or what is around it; nothing for the contract's own."""
    graft = next((contract.grafts[outer] for outer in (at, *around(at)) if outer in contract.grafts), None)
    return str(graft[0].data["info"]["title"]) if graft else ""


def _evidence(node: Node, holders: dict[str, dict[str, Any]], key: str) -> tuple[str, str, str]:
    """Return the certainty and the source of a keyword, and where they stand: beside it, or in the nearest holder around."""
    if own := node.value.get(EVIDENCE, {}).get(key):
        return own[CERTAINTY], own[SOURCE], join(node.at, EVIDENCE, key, SOURCE)
    at = next((outer for outer in (node.at, *around(node.at)) if outer in holders), None)
    return _UNSAID if at is None else (holders[at][CERTAINTY], holders[at][SOURCE], join(at, SOURCE))
