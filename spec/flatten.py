"""Make one schema of many: follow `$ref`, merge `allOf`, and write the evidence of every keyword beside it.

The judge reads flat schemas only: no reference to resolve at run time, and the place of a broken keyword is at once the
place of its evidence.
"""

from typing import Any

from .evidence import CERTAINTY, CONTRACT, EVIDENCE, SOURCE, Evidence, own_or_inherited
from .layers import target
from .nulls import spread
from .pointer import join, resolve

_TYPE = "type"
_PROSE = {"title", "description", "examples", "x-aliases"}
"""What the evidence does not cover: the vendor's pages do not list the names that other interfaces use."""
_REBUILT = {"properties", "items", "allOf", EVIDENCE, CERTAINTY, SOURCE}
_STRUCTURE = {*_REBUILT, *_PROSE, "$ref"}


def flatten(document: dict[str, Any], at: str, inherited: Evidence) -> dict[str, Any]:
    """Return the schema at the pointer without references.

    Every keyword is listed under `x-evidence` as [certainty, source, pointer into the contract]. The type is always a list.
    """
    node = resolve(document, at)
    if "$ref" in node:
        return flatten(document, target(node["$ref"]), inherited)
    evidence = own_or_inherited(node, inherited)
    flat = {key: _argument(key, value, join(at, key)) for key, value in node.items() if key not in _REBUILT}
    flat[EVIDENCE] = {key: _site(node, key, at, evidence) for key in node if key not in _STRUCTURE}
    if "properties" in node:
        flat["properties"] = {
            name: flatten(document, join(at, "properties", name), evidence) for name in node["properties"]
        }
    if "items" in node:
        flat["items"] = flatten(document, join(at, "items"), evidence)
    for index in range(len(node.get("allOf", []))):
        flat = _merge(flatten(document, join(at, "allOf", index), evidence), flat)
    return spread(flat)


def _argument(key: str, argument: Any, at: str) -> Any:
    """Return an argument in its one form.

    Each entry of a list of rules gets its own pointer into the contract, which survives merging.
    """
    if key == _TYPE and isinstance(argument, str):
        return [argument]
    if not isinstance(argument, list):
        return argument
    return [
        entry | {CONTRACT: "#" + join(at, index)} if isinstance(entry, dict) and CERTAINTY in entry else entry
        for index, entry in enumerate(argument)
    ]


def _site(node: dict[str, Any], key: str, at: str, evidence: Evidence) -> list[str]:
    own = own_or_inherited(node.get(EVIDENCE, {}).get(key, {}), evidence)
    return [own.certainty, own.source, "#" + join(at, key)]


def _merge(base: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    """Put the keywords of two schemas that both hold into one; lists of entries are joined, of two types the outer one counts."""
    merged = dict(base)
    for key, value in extra.items():
        if key in {"properties", EVIDENCE} and key in base:
            merged[key] = base[key] | value
        elif key != _TYPE and isinstance(value, list) and isinstance(base.get(key), list):
            merged[key] = base[key] + value
        else:
            merged[key] = value
    return merged
