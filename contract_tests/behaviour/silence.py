"""Whether an operation answers at all."""

from ...spec.operations import Operation
from ..client import Client
from ..outcome import NotTested, Violated
from ..server.target import Answer
from .model import behaviour_of


@behaviour_of("read", "list", "create", "update", "assign")
def what_is_asked_is_answered(client: Client, operation: Operation) -> None:
    """Every request is answered, completely and in time."""
    if operation.label not in client.tally.cases:
        raise NotTested("nothing was requested")
    if late := client.silent.get(operation.label):
        raise Violated(late.reason, Answer(0, None, b"", late.curl))
    client.require_asked(operation)
