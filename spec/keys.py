"""Find every key of an OpenAPI document that is a keyword, not the name of something and not inside an example."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .pointer import join

_MAPS = {
    "paths", "responses", "content", "variables", "headers", "callbacks", "links", "encoding", "webhooks",
    "schemas", "parameters", "requestBodies", "securitySchemes", "pathItems",
    "properties", "patternProperties", "dependentSchemas", "$defs",
}  # fmt: skip

_DATA = {"example", "examples", "enum", "default", "const"}


@dataclass(frozen=True, slots=True)
class Key:
    """A keyword: the pointer to the object it stands on, its name, and that object."""

    owner: str
    name: str
    beside: dict[str, Any] = field(repr=False)

    @property
    def at(self) -> str:
        """The pointer to the keyword."""
        return join(self.owner, self.name)

    @property
    def value(self) -> Any:
        """The argument of the keyword."""
        return self.beside[self.name]


def keys(value: Any, at: str = "") -> Iterator[Key]:
    """Yield every keyword under the pointer. The arguments of x- keys are not entered."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from keys(item, join(at, index))
    if isinstance(value, dict):
        for name, member in value.items():
            yield Key(at, name, value)
            if name not in _DATA and not name.startswith("x-"):
                yield from _members(name, member, join(at, name))


def _members(name: str, value: Any, at: str) -> Iterator[Key]:
    if name in _MAPS and isinstance(value, dict):
        for key, member in value.items():
            yield from keys(member, join(at, key))
    else:
        yield from keys(value, at)
