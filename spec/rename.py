"""Rename a property everywhere in the contract.

By `format`, the dialect says which texts in the argument of a keyword are names of properties; the others are in JSON Schema's own
places, in references and in examples. The names of path parameters never appear in a request, so they stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .dialect import keywords
from .errors import FeedproofError
from .flat import ALIASES
from .keys import keys
from .layers import items_at, layers, properties
from .operations import Operation, operations, record_schema_at
from .pointer import join, resolve, split
from .walk import OpenAPIObject, walk

_PROPERTIES = "/properties/"
_OF_MEMBERS = {"properties", "additionalProperties", "propertyNames"}
"""What a JSON Schema says of the members of an object; where it says nothing, they are no part of an argument, but schemas."""
Moved = tuple[str, str]
"""What a pointer was, and what it is now."""


def rename(document: dict[str, Any], at: str, new: str) -> Moved:
    """Rename the property at the pointer, and return its old and its new pointer.

    Raises FeedproofError, and changes nothing, if there is no property or the name is taken.
    """
    owner, between, old = at.rpartition(_PROPERTIES)
    if not between or "/" in old:
        raise FeedproofError("only a property can be renamed")
    job = _Job(document, owner, split(f"/{old}")[0], new, tuple(walk(document)))
    job.refuse()
    for node in job.nodes:
        job.keywords(node)
        job.examples(node)
    job.references()
    return job.move()


@dataclass(frozen=True, slots=True)
class _Job:
    """The renaming of a property of the schema at `owner`; everything is looked up under the old name until it moves."""

    document: dict[str, Any]
    owner: str
    old: str
    new: str
    nodes: tuple[OpenAPIObject, ...]

    @property
    def at(self) -> str:
        return join(self.owner, "properties", self.old)

    def refuse(self) -> None:
        """Raise FeedproofError where the new name is taken."""
        for node in self.nodes:
            if node.kind == "schema" and self.has(node.at) and self.new in properties(self.document, node.at):
                raise FeedproofError(f"{self.new!r} is a property already")

    def has(self, at: str) -> bool:
        """Return whether the schema at the pointer has the property."""
        return properties(self.document, at).get(self.old) == self.at

    def is_of(self, feed: str) -> bool:
        """Return whether the records of a feed have the property."""
        served = (one for one in operations(self.document) if one.feed == feed and one.action not in {"list", "assign"})
        return any(self.has(record_schema_at(self.document, operation)) for operation in served)

    def keywords(self, node: OpenAPIObject) -> None:
        """Write the new name into the arguments of an object's keywords."""
        for name in list(node.value):
            keyword = keywords().get(name)
            if keyword and node.kind in keyword.on:
                schema = keyword.argument
                node.value[name] = _Argument(self, node, schema.get("$defs", {})).renamed(schema, node.value[name], {})

    def examples(self, node: OpenAPIObject) -> None:
        """Write the new name into the bodies that an object shows."""
        if node.kind == "media-type" and "schema" in node.value:
            at = join(node.at, "schema")
            if "example" in node.value:
                node.value["example"] = self._body(at, node.value["example"])
            for example in node.value.get("examples", {}).values():
                if "value" in example:
                    example["value"] = self._body(at, example["value"])
        elif node.kind == "schema" and "examples" in node.value:
            node.value["examples"] = [self._body(node.at, example) for example in node.value["examples"]]

    def _body(self, at: str, value: Any) -> Any:
        """Return a part of a body with the new name, by the schema at the pointer."""
        if isinstance(value, list):
            inner = items_at(self.document, at)
            return [self._body(inner, item) for item in value] if inner else value
        if not isinstance(value, dict):
            return value
        schemas, renamed = properties(self.document, at), {}
        for name, member in value.items():
            own = schemas.get(name)
            renamed[self.new if own == self.at else name] = self._body(own, member) if own else member
        return renamed

    def references(self) -> None:
        """Update the references to the property, or into it."""
        before, after = f"#{self.at}", f"#{join(self.owner, 'properties', self.new)}"
        for key in [key for key in keys(self.document) if key.name == "$ref"]:
            if key.value == before or key.value.startswith(f"{before}/"):
                key.beside["$ref"] = after + key.value.removeprefix(before)

    def move(self) -> Moved:
        """Store the property under its new name, at the same index; the old name becomes an alias."""
        listed = resolve(self.document, self.owner)["properties"]
        schema = listed[self.old]
        if "$ref" not in schema:
            schema[ALIASES] = [
                *(name for name in schema.get(ALIASES, []) if name not in {self.new, self.old}),
                self.old,
            ]
        named = {self.new if name == self.old else name: inner for name, inner in listed.items()}
        listed.clear()
        listed.update(named)
        return self.at, join(self.owner, "properties", self.new)


@dataclass(frozen=True, slots=True)
class _Argument:
    """The argument of a keyword on an object, in which names change."""

    job: _Job
    node: OpenAPIObject
    shared: dict[str, Any]

    def renamed(self, schema: Any, value: Any, beside: dict[str, Any]) -> Any:
        """Return a part of the argument with the new name, by the JSON Schema of the part; `beside` are the entry's members."""
        if not isinstance(schema, dict):
            return value
        schema = (self.shared[schema["$ref"].rpartition("/")[2]] | schema) if "$ref" in schema else schema
        if isinstance(value, list):
            return [self.renamed(schema.get("items"), item, beside) for item in value]
        if isinstance(value, dict) and not _OF_MEMBERS.isdisjoint(schema):
            return self._members(schema, value, value if {"feed", "items"} & value.keys() else beside)
        is_it = value == self.job.old and self._means_it(schema.get("format", ""), beside)
        return self.job.new if is_it else value

    def _members(self, schema: dict[str, Any], value: dict[str, Any], beside: dict[str, Any]) -> dict[str, Any]:
        inner, other, renamed = schema.get("properties", {}), schema.get("additionalProperties"), {}
        for name, member in value.items():
            new_name = self.renamed(schema.get("propertyNames"), name, beside)
            renamed[new_name] = self.renamed(inner.get(name, other), member, beside)
        return renamed

    def _means_it(self, form: str, beside: dict[str, Any]) -> bool:
        """Return whether a text of this format that reads as the old name means the property."""
        job, node = self.job, self.node
        if form == "property":
            return job.has(node.at)
        if form == "sibling":
            return job.has(node.at.rpartition(_PROPERTIES)[0])
        if form == "of-feed":
            return job.is_of(str(beside.get("feed")))
        if form == "of-own":
            return any(job.is_of(operation.feed) for operation in self._operations())
        return form == "of-items" and self._is_of_items(str(beside.get("items")))

    def _operations(self) -> Iterator[Operation]:
        """Yield the operations that the object is, or is a parameter of."""
        for operation in operations(self.job.document):
            if operation.at == self.node.at or any(one is self.node.value for one in operation.parameters):
                yield operation

    def _is_of_items(self, array: str) -> bool:
        document = self.job.document
        at = properties(document, self.node.at)[array]
        return any(self.job.has(join(place, "items")) for place, inner in layers(document, at) if "items" in inner)
