"""Refusals: they say so, in the form that the contract gives them."""

from typing import Any

from ...spec.operations import JSON, Operation, deref
from ..target import Answer, refusals
from .model import of
from .result import Untried, must
from .talk import Talk

_NOT_JSON_TYPE = "a refusal does not come as JSON"


@of("read", "list", "create", "update", "assign")
def a_refusal_says_why(talk: Talk, operation: Operation) -> None:
    """A refusal has a documented status and the documented body."""
    answer = _refused(talk, operation)
    responses = operation.node["responses"]
    must(
        str(answer.status) in refusals(operation),
        f"what cannot be answered is answered with {answer.status}",
        answer,
    )
    schema = _schema(talk, responses[str(answer.status)])
    must(answer.media == JSON, f"{_NOT_JSON_TYPE} but as {answer.media or 'nothing'}", answer)
    must(_fits(talk, schema, answer.body), "a refusal does not have the body that the contract gives it", answer)


def _refused(talk: Talk, operation: Operation) -> Answer:
    """Ask for what has to be refused; nothing is changed by it."""
    if operation.path_names:
        return talk.ask(operation, dict.fromkeys(operation.path_names, talk.stranger()), body=_empty(operation))
    if operation.action == "create":
        return talk.post(operation, {})
    if "size" in operation.paging:
        return talk.ask(operation, {}, {operation.paging["size"]: "x"})
    raise Untried("there is nothing that it has to refuse")


def _empty(operation: Operation) -> Any:
    return {} if "requestBody" in operation.node else None


def _schema(talk: Talk, response: dict[str, Any]) -> dict[str, Any]:
    found = deref(talk.contract.openapi, response)
    schema: dict[str, Any] = found.get("content", {}).get(JSON, {}).get("schema", {})
    return schema


def _fits(talk: Talk, schema: dict[str, Any], body: Any) -> bool:
    import jsonschema_rs  # noqa: PLC0415 - only where there is a refusal to look at

    whole = {"components": talk.contract.openapi.get("components", {}), **schema}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(body)
