"""The operations of the contract as plain data: what a server serves and a suite examines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .layers import layers, target
from .pointer import join, resolve
from .walk import VERBS

JSON = "application/json"
_ACTIONS = {"get": "read", "put": "update", "post": "create"}
SENT = frozenset({"create", "update"})
"""The actions whose bodies are records."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a feed.

    `action` is list, read, create, update or assign; `parameters` are the resolved OpenAPI parameters; `at` is the
    pointer to the operation in the document.
    """

    method: str
    path: str
    feed: str
    action: str
    at: str
    node: dict[str, Any] = field(repr=False, hash=False)
    parameters: tuple[dict[str, Any], ...] = field(repr=False, hash=False)

    @property
    def label(self) -> str:
        """Method and path, as reports name the operation."""
        return f"{self.method} {self.path}"

    @property
    def path_names(self) -> list[str]:
        """The names of the path parameters, in order."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    @property
    def filters(self) -> dict[str, str]:
        """Query parameter to the property it filters on."""
        return {p["name"]: p["x-filters"] for p in self.parameters if "x-filters" in p}

    @property
    def paging(self) -> dict[str, str]:
        """`size` and `offset`, as far as the operation has them, to the query parameter."""
        return {p["x-page"]: p["name"] for p in self.parameters if "x-page" in p}


def operations(document: dict[str, Any]) -> list[Operation]:
    """Return every operation that serves a feed, in the order of the document."""
    return [
        _operation(document, path, item, verb)
        for path, item in document["paths"].items()
        for verb in VERBS
        if "x-feed" in item.get(verb, {})
    ]


def _operation(document: dict[str, Any], path: str, item: dict[str, Any], verb: str) -> Operation:
    node = item[verb]
    return Operation(
        method=verb.upper(),
        path=path,
        feed=node["x-feed"],
        action=_action(path, node, verb),
        at=join("/paths", path, verb),
        node=node,
        parameters=tuple(deref(document, p) for p in item.get("parameters", []) + node.get("parameters", [])),
    )


def _action(path: str, node: dict[str, Any], verb: str) -> str:
    if "x-assigns" in node:
        return "assign"
    if verb == "get" and not path.endswith("}"):
        return "list"
    return _ACTIONS[verb]


def parameters_at(document: dict[str, Any], operation: Operation) -> Iterator[str]:
    """Yield the pointer to each of the operation's parameters, as `parameters` has them."""
    for owner in (operation.at.rpartition("/")[0], operation.at):
        for index in range(len(resolve(document, owner).get("parameters", []))):
            yield next(at for at, _ in layers(document, join(owner, "parameters", index)))


def refers_to(document: dict[str, Any], found: Iterable[Operation], name: str) -> str:
    """Return the collection whose ids a path parameter of this name holds, according to its schema; empty if there is none."""
    parameters = (one for operation in found for one in operation.parameters)
    named = (deref(document, one["schema"]) for one in parameters if (one["in"], one["name"]) == ("path", name))
    return next((str(schema["x-references"]) for schema in named if "x-references" in schema), "")


def deref(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Follow the node's `$ref`, if it is one."""
    while "$ref" in node:
        node = resolve(document, target(node["$ref"]))
    return node


def address(server: dict[str, Any]) -> str:
    """Return the URL of a server, with the default values of its variables."""
    url = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable["default"]))
    return url


def fill(path: str, values: Mapping[str, str]) -> str:
    """Put values into the parameters of a path."""
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


def body_schema_at(operation: Operation) -> str:
    """Return the pointer to the schema of the operation's request body."""
    return join(operation.at, "requestBody", "content", JSON, "schema")


def success(operation: Operation) -> str:
    """Return the status of the operation's first successful answer."""
    return min(str(status) for status in operation.node["responses"] if status.startswith("2"))


def answer_schema_at(document: dict[str, Any], operation: Operation, status: str = "") -> str:
    """Return the pointer to the schema of the operation's answers with a status, the first successful one if none is given."""
    at = join(operation.at, "responses", status or success(operation))
    reference = resolve(document, at).get("$ref")
    return join(target(reference) if reference else at, "content", JSON, "schema")


def record_schema_at(document: dict[str, Any], operation: Operation) -> str:
    """Return the pointer to the schema of the records that an operation reads or sends."""
    return answer_schema_at(document, operation) if operation.action == "read" else body_schema_at(operation)
