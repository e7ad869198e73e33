"""How the examination of a behaviour ends, unless it holds."""

from ..spec.errors import FeedproofError, internal, is_interrupt
from ..spec.evidence import Evidence
from ..spec.operations import Operation
from .evidence import NO_EVIDENCE
from .server.target import Answer, refusals

Cause = tuple[str | int, ...]
"""What several behaviours would tell of, and one does: an operation, what it does, and with which record if that matters."""


class Violated(Exception):  # noqa: N818 - a result, not an error
    """The server does not behave so; the answers show it."""

    def __init__(
        self, message: str, *answers: Answer, cause: Cause | None = None, evidence: Evidence = NO_EVIDENCE
    ) -> None:
        """Keep what went wrong, what shows it, in the order in which it was asked, and how sure the contract is of it."""
        super().__init__(message)
        self.evidence = evidence
        self.answers = answers
        self.cause = cause


class NotTested(Exception):  # noqa: N818 - a result, not an error
    """The behaviour could not be seen here; the text says why."""


class NotApplicable(Exception):  # noqa: N818 - a result, not an error
    """Not applicable: the contract defines nothing here that the behaviour is about. It is not reported."""


def require(
    holds: bool,  # noqa: FBT001 - reads as a sentence
    message: str,
    *answers: Answer,
    cause: Cause | None = None,
    evidence: Evidence = NO_EVIDENCE,
) -> None:
    """Say what has to hold. Raises Violated when it does not."""
    if not holds:
        raise Violated(message, *answers, cause=cause, evidence=evidence)


def granted(answer: Answer, otherwise: str, *before: Answer, cause: Cause | None = None) -> None:
    """Raise Violated when what had to be granted is refused: `otherwise` says so, `before` is what was answered before."""
    require(answer.is_success, f"{otherwise}; {answer.says()}", *before, answer, cause=cause)


def needed(answer: Answer, otherwise: str) -> None:
    """Raise NotTested when something is refused without which there is nothing to see: `otherwise` says so."""
    if not answer.is_success:
        raise NotTested(f"{otherwise}; {answer.says()}")


def status_of(operation: Operation, answer: Answer) -> Cause:
    """Return the cause of every refusal of what is right with this status."""
    return operation.label, answer.status


def unlisted(operation: Operation, answer: Answer) -> Cause | None:
    """Return the cause of every answer with a status that is no listed refusal; one that is listed has many causes."""
    return None if str(answer.status) in refusals(operation) else status_of(operation, answer)


def trouble(error: Exception) -> str:
    """Return why something could not be tested: the server's trouble, or a mistake of our own, which loses nothing else.

    Raises it again when it is an interruption, or the trouble of this machine.
    """
    if isinstance(error, FeedproofError):
        return str(error)
    if is_interrupt(error) or isinstance(error, OSError | ImportError):
        raise error
    return internal(error)
