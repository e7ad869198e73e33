"""Refusals: they have the status and the form that the contract gives them."""

from typing import Any

from ...spec.operations import JSON, Operation, deref
from ..client import Client
from ..evidence import of_body
from ..outcome import NotTested, require, unlisted
from ..server.target import Answer, refusals
from .model import behaviour_of

_NOT_JSON_TYPE = "a refusal does not come as JSON"
_OTHER_BODY = "a refusal does not have the body that the contract gives it"


@behaviour_of("read", "list", "create", "update", "assign")
def a_refusal_says_why(client: Client, operation: Operation) -> None:
    """A refusal has a documented status and the documented body."""
    answer = _refused(client, operation)
    responses, listed = operation.node["responses"], refusals(operation)
    says = f"an invalid request is not refused with {' or '.join(listed)}; {answer.says()}"
    require(str(answer.status) in listed, says, answer, cause=unlisted(operation, answer))
    schema = _schema(client, responses[str(answer.status)])
    sure = of_body(client.contract, operation, answer.status)
    require(answer.media == JSON, f"{_NOT_JSON_TYPE} but as {answer.media or 'nothing'}", answer, evidence=sure)
    require(fits(client, schema, answer.body), _OTHER_BODY, answer, evidence=sure)


def _refused(client: Client, operation: Operation) -> Answer:
    """Send a request that has to be refused and changes nothing."""
    if operation.path_names:
        return client.ask(operation, dict.fromkeys(operation.path_names, client.unknown_id()), body=_empty(operation))
    if operation.action == "create":
        return client.post(operation, {})
    if "size" in operation.paging:
        return client.ask(operation, {}, {operation.paging["size"]: "x"})
    raise NotTested("there is nothing that it must refuse")


def _empty(operation: Operation) -> Any:
    return {} if "requestBody" in operation.node else None


def _schema(client: Client, response: dict[str, Any]) -> dict[str, Any]:
    found = deref(client.contract.openapi, response)
    schema: dict[str, Any] = found.get("content", {}).get(JSON, {}).get("schema", {})
    return schema


def fits(client: Client, schema: dict[str, Any], body: Any) -> bool:
    """Return whether a value is valid by a schema of the contract."""
    import jsonschema_rs

    whole = {"components": client.contract.openapi.get("components", {}), **schema}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(body)
