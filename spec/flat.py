"""A flat schema, step by step: a name leads to that member, a number to an item, and items are all alike."""

from collections.abc import Iterable, Iterator
from typing import Any

Schema = dict[str, Any]
Step = str | int
Path = tuple[Step, ...]
"""The steps from a schema down."""
ITEM = 0
"""The step to any item."""
ALIASES = "x-aliases"


def alike(place: Path) -> Path:
    """Return the place that leads to any item of each array."""
    return tuple(ITEM if isinstance(step, int) else step for step in place)


def children(schema: Schema) -> Iterator[tuple[Step, Schema]]:
    """Yield what is directly in a schema: each member, and the items if it has some."""
    yield from schema.get("properties", {}).items()
    if "items" in schema:
        yield ITEM, schema["items"]


def places(schema: Schema, place: Path = ()) -> Iterator[tuple[Path, Schema]]:
    """Yield every place of a schema, itself first, with the schema there."""
    yield place, schema
    for step, child in children(schema):
        yield from places(child, (*place, step))


def aliases(schema: Schema) -> dict[str, list[str]]:
    """Return the names that an object lists, each with its aliases."""
    return {name: child.get(ALIASES, []) for name, child in schema.get("properties", {}).items()}


def schemas(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and every schema in it."""
    return (inner for _, inner in places(schema))


def child_of(schema: Schema, step: Step) -> Schema:
    """Return the schema of a member or an item; an empty one where none is known."""
    found: Schema = schema.get("items", {}) if isinstance(step, int) else schema.get("properties", {}).get(step, {})
    return found


def descend(schema: Schema, path: Iterable[Step]) -> list[Schema]:
    """Return a schema and those that a path leads through; empty ones where none is known."""
    found = [schema]
    for step in path:
        found.append(child_of(found[-1], step))
    return found


def schema_at(schema: Schema, path: Iterable[Step]) -> Schema:
    """Return the schema of what a path leads to; an empty one where none is known."""
    return descend(schema, path)[-1]


def inside(schema: Schema, value: Any) -> Iterator[tuple[Step, Schema, Any]]:
    """Yield each member and item of a value that the schema knows: its name or index, its schema, itself."""
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from ((name, properties[name], member) for name, member in value.items() if name in properties)
    elif isinstance(value, list) and "items" in schema:
        yield from ((index, schema["items"], item) for index, item in enumerate(value))
