"""Null in place of a value: what a schema says about all its properties is spread to each of them.

An overlay that allows null for a property that is read cannot do so by its type, because that also applies to what is written.
"""

from collections.abc import Mapping
from typing import Any

from .evidence import EVIDENCE

NOT_NULL = "x-not-null"
NULL = "null"


def spread(flat: dict[str, Any]) -> dict[str, Any]:
    """Return a flat schema in which each property says whether it may be null."""
    if NOT_NULL not in flat:
        return flat
    besides, said = flat[NOT_NULL]["besides"], flat[EVIDENCE][NOT_NULL]
    properties = {
        name: nullable(child) if name in besides else _never_null(child, said)
        for name, child in flat.get("properties", {}).items()
    }
    return {**silent(flat), **({"properties": properties} if properties else {})}


def silent(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return a flat schema without what it says about null."""
    return {**_without(flat), EVIDENCE: _without(flat[EVIDENCE])}


def _without(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != NOT_NULL}


def _never_null(child: dict[str, Any], said: list[str]) -> dict[str, Any]:
    if NULL in child.get("type", [NULL]):
        return child
    return child | {NOT_NULL: True, EVIDENCE: child[EVIDENCE] | {NOT_NULL: said}}


def nullable(child: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a property with null allowed, whatever its type and its listed values."""
    types = child.get("type", [NULL])
    more = {"type": [*types, NULL]} if NULL not in types else {}
    return child | more | ({"enum": [*child["enum"], None]} if None not in child.get("enum", [None]) else {})


def explicit(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a property with null stated apart from its type: refused on the type's evidence, or not mentioned."""
    if NULL in schema.get("type", [NULL]):
        return never_null(schema)
    return {**schema, NOT_NULL: True, EVIDENCE: {**schema[EVIDENCE], NOT_NULL: schema[EVIDENCE]["type"]}}


def never_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a property without the null that its type and its listed values allow."""
    types = [name for name in schema.get("type", []) if name != NULL]
    more = {"type": types} if types else {}
    listed = {"enum": [value for value in schema["enum"] if value is not None]} if "enum" in schema else {}
    return {**schema, **more, **listed}
