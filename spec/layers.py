"""Look at a schema through `$ref` and `allOf`, without merging anything."""

from collections.abc import Iterator
from typing import Any

from .pointer import join, resolve


def layers(document: dict[str, Any], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema that holds at the place, and its pointer: what `$ref` leads to, and all that `allOf` lists."""
    node = resolve(document, at)
    if "$ref" in node:
        yield from layers(document, target(node["$ref"]))
        return
    yield at, node
    for index in range(len(node.get("allOf", []))):
        yield from layers(document, join(at, "allOf", index))


def target(reference: str) -> str:
    """Return the pointer that a `$ref` holds."""
    return reference.removeprefix("#")


def resolves(document: dict[str, Any], reference: Any) -> bool:
    """Return whether a `$ref` leads somewhere in the document."""
    if not (isinstance(reference, str) and reference.startswith("#")):
        return False
    try:
        resolve(document, target(reference))
    except (LookupError, ValueError):
        return False
    return True


def properties(document: dict[str, Any], at: str) -> dict[str, str]:
    """Return every property of the schema with the pointer to its own schema."""
    found = ((place, name) for place, node in layers(document, at) for name in node.get("properties", {}))
    return {name: join(place, "properties", name) for place, name in found}


def items_at(document: dict[str, Any], at: str) -> str | None:
    """Return the pointer to the schema of the items of an array; None where it says nothing of them."""
    return next((join(place, "items") for place, node in layers(document, at) if "items" in node), None)


def argument(document: dict[str, Any], at: str, keyword: str) -> Any:
    """Return the argument of a keyword of the schema; None when it has none."""
    return next((node[keyword] for _, node in layers(document, at) if keyword in node), None)
