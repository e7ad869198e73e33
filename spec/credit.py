"""Cite overlays as sources: what an overlay changed without an `x-source` of its own gets "overlay: TITLE" as its source.

So no finding cites the vendor for a value of the tenant. The certainty is kept unless the overlay sets it.
"""

from collections.abc import Iterator
from typing import Any

from .dialect import keywords
from .evidence import CERTAINTY, EVIDENCE, SOURCE, Evidence, evidence_at
from .nulls import NOT_NULL
from .pointer import around, is_within, join, split
from .walk import OpenAPIObject, walk
from .yaml_document import YamlDocument

SOURCES = "x-sources"
_NAME, _MEANS = "overlay", "The overlay of this title"


def credit(contract: YamlDocument) -> None:
    """Write the sources into a contract without issues, to which overlays were applied."""
    nodes = list(walk(contract.data))
    for at, own, claim in [found for node in nodes for found in _claims(node)]:
        _sign(contract, at, own, claim)
    for node in (node for node in nodes if node.kind == "schema"):
        nearest = evidence_at(contract.data, node.at)
        for key in [key for key in node.value if key in keywords() and keywords()[key].rule]:
            evidence = _own(node, key) or nearest
            if said := _said(contract, join(node.at, key), evidence):
                own = {key: evidence._replace(source=said).keys}
                node.value[EVIDENCE] = node.value.get(EVIDENCE, {}) | own
                _list_source(contract)


def _list_source(contract: YamlDocument) -> None:
    contract.data[SOURCES] = {_NAME: _MEANS} | contract.data.get(SOURCES, {})


def _claims(node: OpenAPIObject) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield each object that has a source: its pointer, the object, and the pointer to what the source is about.

    That is the certainty beside the source; for an entry of a list, it is the whole entry.
    """
    own = {node.at: node.value}
    own |= {join(node.at, EVIDENCE, key): said for key, said in node.value.get(EVIDENCE, {}).items()}
    yield from ((at, said, join(at, CERTAINTY)) for at, said in own.items() if SOURCE in said)
    for key, value in node.value.items():
        for index, entry in enumerate(value if key in keywords() and isinstance(value, list) else ()):
            if isinstance(entry, dict) and SOURCE in entry:
                yield join(node.at, key, index), entry, join(node.at, key, index)


def _sign(contract: YamlDocument, at: str, own: dict[str, Any], claim: str) -> None:
    """Set an overlay as the source of an object, if the overlay changed what the source is about without giving a source."""
    source = join(at, SOURCE)
    witness = _overlay(contract, source)
    inside = (place for place in contract.grafts if place != source and is_within(place, claim))
    put = next((place for place in inside if _overlay(contract, place) != witness), None)
    if put is not None:
        own[SOURCE] = f"{_NAME}: {_overlay(contract, put)}"
        contract.grafts[source] = contract.grafts[put]
        _list_source(contract)


def _said(contract: YamlDocument, at: str, evidence: Evidence) -> str:
    """Return the source that a keyword should have instead; empty if its source is right.

    An overlay that allows null for a property does not change what the keyword says of other properties.
    """
    giver, witness = _overlay(contract, at), _overlay(contract, evidence.at.removeprefix("#"))
    if giver:
        return f"{_NAME}: {giver}" if giver != witness else ""
    if split(at)[-1] == NOT_NULL:
        return ""
    adds = next((_overlay(contract, inner) for inner in contract.grafts if inner.startswith(f"{at}/")), "")
    return f"{evidence.source}; the overlay {adds} adds to it" if adds and not witness else ""


def _overlay(contract: YamlDocument, at: str) -> str:
    """Return the title of the overlay that put a place, or something around it, there; empty for the contract's own places."""
    graft = next((contract.grafts[outer] for outer in (at, *around(at)) if outer in contract.grafts), None)
    return str(graft[0].data["info"]["title"]) if graft else ""


def _own(node: OpenAPIObject, key: str) -> Evidence | None:
    """Return the evidence written beside a keyword; None if there is none."""
    own = node.value.get(EVIDENCE, {}).get(key)
    return own and Evidence(own[CERTAINTY], own[SOURCE], f"#{join(node.at, EVIDENCE, key, SOURCE)}")
