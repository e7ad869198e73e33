"""Visit every object of an OpenAPI document that may carry a key of our dialect, with its kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .pointer import join

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class OpenAPIObject:
    """One OpenAPI object: its kind (document, path-item, operation, parameter, …), where it stands, and itself."""

    kind: str
    at: str
    value: dict[str, Any]


def walk(document: dict[str, Any]) -> Iterator[OpenAPIObject]:
    """Yield every object of the document; `$ref`s are not followed."""
    yield OpenAPIObject("document", "", document)
    for index, server in enumerate(document.get("servers", [])):
        yield OpenAPIObject("server", join("/servers", index), server)
    for path, item in document.get("paths", {}).items():
        yield from _path_item(item, join("/paths", path))
    yield from _components(document.get("components", {}), "/components")


def _path_item(item: dict[str, Any], at: str) -> Iterator[OpenAPIObject]:
    yield OpenAPIObject("path-item", at, item)
    yield from _parameters(item, at)
    for verb in VERBS:
        if verb in item:
            yield from _operation(item[verb], join(at, verb))


def _operation(operation: dict[str, Any], at: str) -> Iterator[OpenAPIObject]:
    yield OpenAPIObject("operation", at, operation)
    yield from _parameters(operation, at)
    if "requestBody" in operation:
        yield from _body("request-body", operation["requestBody"], join(at, "requestBody"))
    for status, response in operation.get("responses", {}).items():
        yield from _body("response", response, join(at, "responses", status))


def _parameters(owner: dict[str, Any], at: str) -> Iterator[OpenAPIObject]:
    for index, parameter in enumerate(owner.get("parameters", [])):
        yield from _parameter(parameter, join(at, "parameters", index))


def _parameter(parameter: dict[str, Any], at: str) -> Iterator[OpenAPIObject]:
    yield OpenAPIObject("parameter", at, parameter)
    if "schema" in parameter:
        yield from _schema(parameter["schema"], join(at, "schema"))


def _body(kind: str, body: dict[str, Any], at: str) -> Iterator[OpenAPIObject]:
    yield OpenAPIObject(kind, at, body)
    for media, content in body.get("content", {}).items():
        yield OpenAPIObject("media-type", join(at, "content", media), content)
        if "schema" in content:
            yield from _schema(content["schema"], join(at, "content", media, "schema"))


def _components(components: dict[str, Any], at: str) -> Iterator[OpenAPIObject]:
    for name, scheme in components.get("securitySchemes", {}).items():
        yield OpenAPIObject("security-scheme", join(at, "securitySchemes", name), scheme)
    for name, parameter in components.get("parameters", {}).items():
        yield from _parameter(parameter, join(at, "parameters", name))
    for name, response in components.get("responses", {}).items():
        yield from _body("response", response, join(at, "responses", name))
    for name, schema in components.get("schemas", {}).items():
        yield from _schema(schema, join(at, "schemas", name))


def _schema(schema: Any, at: str) -> Iterator[OpenAPIObject]:
    if not isinstance(schema, dict):
        return
    yield OpenAPIObject("schema", at, schema)
    for name, child in schema.get("properties", {}).items():
        yield from _schema(child, join(at, "properties", name))
    for index, child in enumerate(schema.get("allOf", [])):
        yield from _schema(child, join(at, "allOf", index))
    if "items" in schema:
        yield from _schema(schema["items"], join(at, "items"))
