"""How the examination of a behaviour ends, unless the behaviour holds."""

from ..spec.errors import FeedproofError, internal, is_interrupt
from ..spec.evidence import Evidence
from ..spec.operations import Operation
from .evidence import NO_EVIDENCE
from .server.target import Answer, refusals

Cause = tuple[str | int, ...]
"""What only the first of several behaviours reports: the operation, what it does wrong, and the record if that matters."""


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
    """The behaviour does not apply here: the contract has nothing that it is about. This is not reported."""


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
    """Raise Violated if a request that must succeed was refused; `otherwise` is the message, `before` are earlier answers."""
    require(answer.is_success, f"{otherwise}; {answer.says()}", *before, answer, cause=cause)


def needed(answer: Answer, otherwise: str) -> None:
    """Raise NotTested, with the message `otherwise`, if a request was refused without which there is nothing to examine."""
    if not answer.is_success:
        raise NotTested(f"{otherwise}; {answer.says()}")


def status_of(operation: Operation, answer: Answer) -> Cause:
    """Return the cause that all refusals of valid requests with this status have in common."""
    return operation.label, answer.status


def unlisted(operation: Operation, answer: Answer) -> Cause | None:
    """Return the shared cause of answers with a status that the contract does not list; None for a listed one: it has many."""
    return None if str(answer.status) in refusals(operation) else status_of(operation, answer)


def trouble(error: Exception) -> str:
    """Return why something could not be tested: trouble with the server, or a bug of ours, which must not lose other results.

    An interruption, or trouble with this machine, is raised again.
    """
    if isinstance(error, FeedproofError):
        return str(error)
    if is_interrupt(error) or isinstance(error, OSError | ImportError):
        raise error
    return internal(error)
