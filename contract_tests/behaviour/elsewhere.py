"""Writing changes what it names, and nothing else."""

from ...spec.operations import Operation
from ...validators.model import JsonObject
from ..client import Client, fields
from ..discovery import Values, sendable_fields
from ..outcome import needed, require
from ..server.target import Answer
from .assigning import assignable
from .model import behaviour_of
from .same import first_difference, moving


@behaviour_of("create", "update", "assign", writes=True)
def a_change_leaves_the_rest(client: Client, operation: Operation) -> None:
    """Other records stay as they were, and an assignment changes no field that a client sets."""
    made = [client.create(operation.feed) for _ in range(3)]
    before = [client.shown(operation.feed, each.values, each.answer) for each in made]
    answer = _changed(client, operation, made[1].values)
    needed(answer, "the change was refused")
    for number, (each, former) in enumerate(zip(made, before, strict=True)):
        after = client.shown(operation.feed, each.values, answer)
        difference = (_others if number != 1 else _own)(client, operation, former.body, after.body)
        require(not difference, difference, each.answer, former, answer, after)


def _changed(client: Client, operation: Operation, values: Values) -> Answer:
    """Create a record, or change the one to which the values lead."""
    if operation.action == "create":
        return client.post(operation, client.body(operation))
    if operation.action == "assign":
        return client.ask(operation, values | assignable(client, operation))
    return client.ask(operation, values, body=client.body(operation))


def _others(client: Client, operation: Operation, before: JsonObject, after: JsonObject) -> str:
    """Return in words the first field of the contract that differs in a record that was not changed."""
    servers, feed = moving(client, operation.feed), operation.feed
    shown = client.schema(feed).keys() - servers.keys()
    new = sorted(name for name in shown if after.get(name) is not None and before.get(name) is None)
    difference = first_difference(client, feed, before, after, sorted(shown)) or (f"{new[0]} is new" if new else "")
    return f"in another record, {difference}" if difference else ""


def _own(client: Client, operation: Operation, before: JsonObject, after: JsonObject) -> str:
    """Return in words the first field that an assignment has changed, besides those in which the assigned record shows."""
    if operation.action != "assign":
        return ""
    sent = sendable_fields(client.contract.schema(operation.feed, "create"), before)
    kept = fields(sent, operation.node["x-assigns"].get("shows", {}))
    difference = first_difference(client, operation.feed, kept, after)
    return f"after the assignment, {difference}" if difference else ""
