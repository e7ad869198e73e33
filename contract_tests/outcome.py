"""How the examination of a behaviour ends, unless the behaviour holds."""

from ..spec.errors import FeedproofError, internal, is_interrupt
from ..spec.evidence import Evidence
from ..spec.operations import Operation
from .evidence import NO_EVIDENCE
from .server.target import Answer, refusals

Cause = tuple[str | int, ...]
"""What several behaviours would report, and only one does: the operation, what it does, and the record if that matters."""


class Violated(Exception):  # noqa: N818 - a result, not an error
    """The server does not have the behaviour; the answers show it."""

    def __init__(
        self, message: str, *answers: Answer, cause: Cause | None = None, evidence: Evidence = NO_EVIDENCE
    ) -> None:
        """Keep the message, the answers that show it, in the order of their requests, and the contract's evidence."""
        super().__init__(message)
        self.evidence = evidence
        self.answers = answers
        self.cause = cause


class NotTested(Exception):  # noqa: N818 - a result, not an error
    """The behaviour could not be examined here; the text says why."""


class NotApplicable(Exception):  # noqa: N818 - a result, not an error
    """The contract has nothing here that the behaviour is about. It is not reported."""


def require(
    holds: bool,  # noqa: FBT001 - reads as a sentence
    message: str,
    *answers: Answer,
    cause: Cause | None = None,
    evidence: Evidence = NO_EVIDENCE,
) -> None:
    """Raise Violated, with the message and the answers, unless `holds`."""
    if not holds:
        raise Violated(message, *answers, cause=cause, evidence=evidence)


def granted(answer: Answer, otherwise: str, *before: Answer, cause: Cause | None = None) -> None:
    """Raise Violated if a request that must succeed was refused: `otherwise` says so, `before` are the answers before it."""
    require(answer.is_success, f"{otherwise}; {answer.says()}", *before, answer, cause=cause)


def needed(answer: Answer, otherwise: str) -> None:
    """Raise NotTested if a request was refused without which there is nothing to examine: `otherwise` says so."""
    if not answer.is_success:
        raise NotTested(f"{otherwise}; {answer.says()}")


def status_of(operation: Operation, answer: Answer) -> Cause:
    """Return the cause that all refusals of right requests with this status have in common."""
    return operation.label, answer.status


def unlisted(operation: Operation, answer: Answer) -> Cause | None:
    """Return the cause that answers with this status share if the contract does not list it; None if it does: there are many."""
    return None if str(answer.status) in refusals(operation) else status_of(operation, answer)


def trouble(error: Exception) -> str:
    """Return why something could not be tested: the server's trouble, or a mistake of our own, which must not lose other results.

    An interruption, or trouble of this machine, is raised again.
    """
    if isinstance(error, FeedproofError):
        return str(error)
    if is_interrupt(error) or isinstance(error, OSError | ImportError):
        raise error
    return internal(error)
