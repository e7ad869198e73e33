"""What a behaviour is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...spec.operations import Operation
from ..target import Answer

if TYPE_CHECKING:
    from .talk import Talk

Check = Callable[["Talk", Operation], None]


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


class Broken(Exception):  # noqa: N818 - a result, not an error
    """The server does not behave so; the answers show it."""

    def __init__(self, message: str, *answers: Answer) -> None:
        """Keep what went wrong and what shows it, in the order in which it was asked."""
        super().__init__(message)
        self.answers = answers


class Untried(Exception):  # noqa: N818 - a result, not an error
    """The behaviour could not be seen here; the text says why."""


class Aside(Exception):  # noqa: N818 - a result, not an error
    """The behaviour asks nothing of this operation: the contract gives it no such thing."""


def of(*actions: str, writes: bool = False) -> Callable[[Check], Behaviour]:
    """Make a function a behaviour of operations: its name is the behaviour's, its docstring the sentence."""

    def made(check: Check) -> Behaviour:
        name = getattr(check, "__name__", "").replace("_", "-")
        says = (check.__doc__ or "").strip().partition("\n")[0]
        return Behaviour(name, says, actions, writes, check)

    return made


def must(holds: bool, message: str, *answers: Answer) -> None:  # noqa: FBT001 - reads as a sentence
    """Say what has to hold. Raises Broken when it does not."""
    if not holds:
        raise Broken(message, *answers)
