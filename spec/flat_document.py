"""The contract for tools that know only OpenAPI, such as code generators: whole schemas, in standard keywords.

Such tools ignore what is beside `allOf`, cannot follow a reference into a schema, make the same type again wherever the same values
are listed, or stop at an unknown keyword.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from .nulls import NOT_NULL, NULL, never_null, nullable
from .operations import deref
from .pointer import split
from .walk import OpenAPIObject, walk

Schema = dict[str, Any]
_SCHEMAS = "#/components/schemas/"
_BODY = "/requestBody/"
_NAME = "x-name"
"""Where a list of values keeps the name that it gets, until no x- key is left."""
_OURS = {"title", "format"}
"""A schema is named by where it stands; the formats are those of our dialect."""


def flat_document(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with flat schemas: no `allOf`, references to whole schemas only, no keys or formats of our dialect.

    Listed values become schemas of their own. Request bodies have no read-only properties. Unused components are left out.
    """
    flat = deepcopy(document)
    _name_lists(flat)
    _resolve(flat)
    _clear_sent(flat)
    _keep_used(flat)
    for node in list(walk(flat)):
        _write(node, flat["components"]["schemas"])
    return flat


def _name_lists(document: dict[str, Any]) -> None:
    """Name every list of values after the schema and the property that have it."""
    for node in _schemas(document):
        steps = [step for step in split(node.at) if step not in {"components", "schemas", "properties", "items"}]
        if "enum" in node.value and node.at.startswith(_SCHEMAS[1:]):
            node.value[_NAME] = "".join(steps)


def _resolve(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    schemas.update({name: _whole(document, schema) for name, schema in schemas.items()})
    for node in list(walk(document)):
        if "schema" in node.value:
            node.value["schema"] = _whole(document, node.value["schema"])


def _whole(document: dict[str, Any], schema: Schema) -> Schema:
    """Return a schema without `allOf`, or the reference to one that has a name."""
    if "$ref" in schema:
        return schema if _is_named(schema["$ref"]) else _whole(document, deref(document, schema))
    whole: Schema = {}
    for part in schema.get("allOf", []):
        whole = _both(whole, _whole(document, deref(document, part)))
    own = {key: value for key, value in schema.items() if key not in {"allOf", "type"}}
    if "type" in schema:
        own["type"] = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if "properties" in schema:
        own["properties"] = {name: _whole(document, child) for name, child in schema["properties"].items()}
    if "items" in schema:
        own["items"] = _whole(document, schema["items"])
    return _with_null(_both(whole, own))


def _is_named(reference: str) -> bool:
    return reference.startswith(_SCHEMAS) and "/" not in reference.removeprefix(_SCHEMAS)


def _both(base: Schema, extra: Schema) -> Schema:
    """Return a schema that says what both say, of the same keyword what the outer one says."""
    joined = {
        "properties": {**base.get("properties", {}), **extra.get("properties", {})},
        "required": [*dict.fromkeys([*base.get("required", []), *extra.get("required", [])])],
    }
    return {**base, **extra, **{key: value for key, value in joined.items() if value}}


def _with_null(schema: Schema) -> Schema:
    """Let those properties be null that may be so where this schema is read."""
    besides = schema.get(NOT_NULL, {}).get("besides", [])
    properties = schema.get("properties", {})
    more = {name: nullable(properties[name]) for name in besides if name in properties}
    return {**schema, "properties": {**properties, **more}} if more else schema


def _clear_sent(document: dict[str, Any]) -> None:
    """Take read-only properties out of what is only sent, and what says read-only of a parameter."""
    nodes = list(walk(document))
    answered = {*_references(node for node in nodes if _BODY not in node.at)}
    for node in nodes:
        schema = node.value.get("schema", {})
        if node.kind == "parameter":
            schema.pop("readOnly", None)
        elif node.kind == "media-type" and _BODY in node.at and schema.get("$ref") not in answered:
            _drop_read_only(deref(document, schema))


def _drop_read_only(schema: Schema) -> None:
    for name in [name for name, child in schema.get("properties", {}).items() if child.get("readOnly")]:
        del schema["properties"][name]


def _references(nodes: Iterable[OpenAPIObject]) -> Iterator[str]:
    return (node.value["$ref"] for node in nodes if "$ref" in node.value)


def _keep_used(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    used = {*_references(walk(document))}
    document["components"]["schemas"] = {name: each for name, each in schemas.items() if f"{_SCHEMAS}{name}" in used}


def _schemas(document: dict[str, Any]) -> Iterator[OpenAPIObject]:
    return (node for node in walk(document) if node.kind == "schema")


def _write(node: OpenAPIObject, schemas: dict[str, Schema]) -> None:
    """Write an object of the document in standard words."""
    if node.kind == "schema":
        _write_schema(node.value, schemas)
    for key in [key for key in node.value if key.startswith("x-")]:
        del node.value[key]


def _write_schema(schema: Schema, schemas: dict[str, Schema]) -> None:
    for key in _OURS & schema.keys():
        del schema[key]
    if _NAME in schema and schemas.setdefault(schema[_NAME], _listed(schema)) == _listed(schema):
        _refer(schema)
    elif "type" in schema:
        _write_types(schema)


def _listed(schema: Schema) -> Schema:
    """Return the schema of the listed values alone."""
    listed = {key: value for key, value in never_null(schema).items() if key in {"type", "description", "enum"}}
    _write_types(listed)
    return listed


def _refer(schema: Schema) -> None:
    """Put the reference to them in place of the listed values."""
    reference = {"$ref": f"{_SCHEMAS}{schema[_NAME]}"}
    schema.update({"anyOf": [reference, {"type": NULL}]} if None in schema["enum"] else reference)
    del schema["enum"]
    schema.pop("type", None)


def _write_types(schema: Schema) -> None:
    """Write a type as a text, one that may be null as two, several as alternatives: a list of them few tools can read."""
    types = schema.pop("type", [])
    if len({*types} - {NULL}) > 1:
        schema["anyOf"] = [{"type": name} for name in types]
    elif types:
        schema["type"] = types[0] if len(types) == 1 else types
        if "object" in types and "properties" not in schema:
            schema["additionalProperties"] = True  # it may have any member, but some tools have to be told
