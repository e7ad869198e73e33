"""Payloads as requests that can be sent: method and path from the contract, the token from the environment."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from shlex import quote
from typing import Any

from ...fixtures.sandbox_token import TOKEN_VARIABLE, curl_header
from ...spec.operations import JSON, Operation, address, deref, fill
from ...validators.identity import id_text
from ...validators.judge import Judge

_URL = "FEEDPROOF_URL"


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `base` is the server that the contract names, `body` is text, or None if there is none."""

    method: str
    base: str
    path: str
    body: Any


def requester(judge: Judge) -> Callable[[Any], Request]:
    """Return a function from a payload to the request that writes it, or that reads it."""
    document = judge.contract.openapi
    operation = judge.contract.operation(judge.feed, judge.context.action)
    values = _values(document, operation)
    base = _base(document)
    held = {name: judge.contract.property_of(judge.feed, name) for name in operation.path_names}

    def request(payload: Any) -> Request:
        own = payload if isinstance(payload, dict) else {}
        known = {name: id_text(own.get(held[name])) or values[name] for name in operation.path_names}
        path = fill(operation.path, known)
        return Request(operation.method, base, path, payload if "requestBody" in operation.node else None)

    return request


def _values(document: dict[str, Any], operation: Operation) -> dict[str, str]:
    """Return a value for each path parameter: the first example of the contract."""
    schemas = {parameter["name"]: deref(document, parameter["schema"]) for parameter in operation.parameters}
    return {name: str(schemas[name].get("examples", [name])[0]) for name in operation.path_names}


def _base(document: dict[str, Any]) -> str:
    server = (document.get("servers") or [{"url": ""}])[0]
    return address(server).rstrip("/")


def curl(request: Request) -> str:
    """Return the request as a command line for curl."""
    url = f'"${{{_URL}:-{request.base}}}"{quote(request.path)}'
    lines = [f"curl -X {request.method} {url}", curl_header()]
    if request.body is not None:
        lines += [f"-H 'Content-Type: {JSON}'", f"--data-raw {quote(_text(request.body))}"]
    return " \\\n  ".join(lines) + "\n"


def http(request: Request) -> str:
    """Return the request for VS Code's REST Client; JetBrains' client writes the variable as {{$env.NAME}}."""
    lines = [f"{request.method} {request.base}{request.path} HTTP/1.1"]
    lines += [f"Authorization: Bearer {{{{$processEnv {TOKEN_VARIABLE}}}}}", f"Accept: {JSON}"]
    if request.body is not None:
        lines += [f"Content-Type: {JSON}", "", _text(request.body)]
    return "\n".join([*lines, ""]) + ("" if request.body is not None else "\n") + "###\n"


def _text(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)
