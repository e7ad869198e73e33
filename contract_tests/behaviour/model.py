"""What a behaviour is."""

from collections.abc import Callable
from dataclasses import dataclass

from ...spec.operations import Operation
from ..client import Client

BehaviourCheck = Callable[[Client, Operation], None]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A way in which operations with certain actions must behave: its name, a sentence that describes it, and the check.

    `check` is called with each such operation, and returns if the behaviour holds; if not, it raises Violated, NotTested or
    NotApplicable. `writes`: the check sends requests that change records.
    """

    name: str
    says: str
    actions: tuple[str, ...]
    writes: bool
    check: BehaviourCheck


def behaviour_of(*actions: str, writes: bool = False) -> Callable[[BehaviourCheck], Behaviour]:
    """Decorate a check: it becomes a `Behaviour` of operations with these actions, with the check's name and docstring."""

    def made(check: BehaviourCheck) -> Behaviour:
        name = getattr(check, "__name__", "").replace("_", "-")
        says = (check.__doc__ or "").strip().partition("\n")[0]
        return Behaviour(name, says, actions, writes, check)

    return made
