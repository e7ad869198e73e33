"""Successes: they have the status and the media type that the contract gives them."""

from typing import Any

from ...fixtures.plan import MINIMAL
from ...spec.operations import JSON, Operation, deref
from ..client import Client
from ..evidence import of_answer
from ..outcome import needed, require
from ..server.target import Answer
from .assigning import assignable
from .model import behaviour_of
from .reading import known_records


@behaviour_of("read", "list", "create", "update", "assign")
def a_success_is_as_listed(client: Client, operation: Operation) -> None:
    """A success has a documented status, and its content is JSON."""
    answer = _granted(client, operation)
    needed(answer, "it was refused")
    listed = ", ".join(status for status in operation.node["responses"] if status[0] == "2")
    says = f"the answer has status {answer.status}, and the contract lists {listed}"
    require(_response(client, operation, answer) is not None, says, answer)
    if holds_record(client, operation, answer):
        says = f"it does not come as JSON but as {answer.media or 'nothing'}"
        require(answer.media == JSON, says, answer, evidence=of_answer(client.contract, operation, answer.status))


def holds_record(client: Client, operation: Operation, answer: Answer) -> bool:
    """Return whether an answer of this status must have content; no if the contract does not list the status."""
    return "content" in (_response(client, operation, answer) or {})


def _response(client: Client, operation: Operation, answer: Answer) -> dict[str, Any] | None:
    """Return what the contract says about answers with this status; None if it does not list the status."""
    responses = operation.node["responses"]
    keys = (str(answer.status), f"{answer.status // 100}XX")
    return next((deref(client.contract.openapi, responses[key]) for key in keys if key in responses), None)


def _granted(client: Client, operation: Operation) -> Answer:
    """Send a request that has to succeed. Raises NotTested if nothing is known that could be requested."""
    if operation.action == "create":
        return client.post(operation, client.body(operation, MINIMAL))
    if operation.action in {"update", "assign"}:
        return _changed(client, operation)
    if operation.action == "read":
        return client.ask(operation, known_records(client, operation)[0].values)
    return client.ask(operation, client.route(operation))


def _changed(client: Client, operation: Operation) -> Answer:
    made = client.create(operation.feed, plan=MINIMAL)
    if operation.action == "assign":
        return client.ask(operation, made.values | assignable(client, operation))
    return client.ask(operation, made.values, body=client.body(operation, MINIMAL))
