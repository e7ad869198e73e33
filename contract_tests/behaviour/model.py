"""What a behaviour is."""

from collections.abc import Callable
from dataclasses import dataclass

from ...spec.operations import Operation
from .talk import Talk

Check = Callable[[Talk, Operation], None]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One way in which operations of some actions have to act: its name, a sentence, and what finds out.

    `check` is called with each such operation; it returns when the behaviour holds. Raises Broken, Untried and
    Aside.
    """

    name: str
    says: str
    actions: tuple[str, ...]
    writes: bool
    check: Check


def of(*actions: str, writes: bool = False) -> Callable[[Check], Behaviour]:
    """Make a function a behaviour of operations: its name is the behaviour's, its docstring the sentence."""

    def made(check: Check) -> Behaviour:
        name = getattr(check, "__name__", "").replace("_", "-")
        says = (check.__doc__ or "").strip().partition("\n")[0]
        return Behaviour(name, says, actions, writes, check)

    return made
