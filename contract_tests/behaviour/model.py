"""What a behaviour is."""

from collections.abc import Callable
from dataclasses import dataclass

from ...spec.operations import Operation
from ..client import Client

BehaviourCheck = Callable[[Client, Operation], None]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One way in which operations of some actions have to act: its name, a sentence, and what finds out.

    `check` is called with each such operation; it returns when the behaviour holds. Raises Violated, NotTested and
    NotApplicable.
    """

    name: str
    says: str
    actions: tuple[str, ...]
    writes: bool
    check: BehaviourCheck


def of(*actions: str, writes: bool = False) -> Callable[[BehaviourCheck], Behaviour]:
    """Make a function a behaviour of operations: its name is the behaviour's, its docstring the sentence."""

    def made(check: BehaviourCheck) -> Behaviour:
        name = getattr(check, "__name__", "").replace("_", "-")
        says = (check.__doc__ or "").strip().partition("\n")[0]
        return Behaviour(name, says, actions, writes, check)

    return made
