"""Examine each behaviour on the operations that must have it."""

from collections.abc import Iterable, Iterator

from ...spec.operations import Operation
from ..client import Client
from ..model import Failure, Finder, Observed, Result
from ..outcome import NotApplicable, NotTested, Violated
from ..tally import BEHAVIOURS
from . import Behaviour, behaviours

WRITES = "it needs writing, which --allow-writes permits"
READ_ONLY = "it needs writing, which --read-only forbids"
Seen = tuple[Observed, Failure | None]


def behave(
    client: Client, *, writes: bool, only: Iterable[Behaviour] | None = None, unwritten: str = WRITES
) -> Iterator[Seen]:
    """Examine every behaviour, or `only` these; without `writes`, `unwritten` is the reason why nothing is written.

    The client stores why a behaviour could not be tested.
    """
    client.part = BEHAVIOURS
    for behaviour in behaviours() if only is None else only:
        for operation in client.contract.operations:
            if operation.action in behaviour.actions:
                if writes or not _changes(behaviour, operation):
                    yield from _seen(client, behaviour, operation)
                else:
                    yield Observed(behaviour.name, operation.label, Result.NOT_RUN, unwritten), None


def _changes(behaviour: Behaviour, operation: Operation) -> bool:
    return behaviour.writes or operation.method != "GET"


def _seen(client: Client, behaviour: Behaviour, operation: Operation) -> Iterator[Seen]:
    try:
        behaviour.check(client, operation)
    except NotApplicable:
        return
    except NotTested as reason:
        yield Observed(behaviour.name, operation.label, Result.NOT_RUN, str(reason)), None
    except Violated as violated:
        yield _failed(client, behaviour, operation, violated)
    except Exception as error:  # noqa: BLE001 - a bug of ours must not lose other results
        yield Observed(behaviour.name, operation.label, Result.NOT_RUN, client.trouble(error)), None
    else:
        yield Observed(behaviour.name, operation.label, Result.HELD), None


def _failed(client: Client, behaviour: Behaviour, operation: Operation, violated: Violated) -> Seen:
    """Return the failure, unless another behaviour, or a probe, has reported its cause already."""
    own = behaviour.name, operation.label
    first = client.reported.setdefault(violated.cause, own) if violated.cause else own
    if first != own:
        return Observed(*own, Result.NOT_RUN, f"{first[0]} reports it: {violated}"), None
    message = f"not so: {behaviour.says.removesuffix('.')}; {violated}"
    requests = tuple(answer.curl for answer in violated.answers)
    failure = Failure(*own, message, requests, Finder.BEHAVIOUR, *violated.evidence[:2])
    return Observed(*own, Result.FAILED, str(violated)), failure
