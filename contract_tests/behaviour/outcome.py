"""How the examination of a behaviour ends, unless it holds."""

from ..target import Answer


class Violated(Exception):  # noqa: N818 - a result, not an error
    """The server does not behave so; the answers show it."""

    def __init__(self, message: str, *answers: Answer) -> None:
        """Keep what went wrong and what shows it, in the order in which it was asked."""
        super().__init__(message)
        self.answers = answers


class NotTested(Exception):  # noqa: N818 - a result, not an error
    """The behaviour could not be seen here; the text says why."""


class NotApplicable(Exception):  # noqa: N818 - a result, not an error
    """Not applicable: the contract defines nothing here that the behaviour is about. It is not reported."""


def require(holds: bool, message: str, *answers: Answer) -> None:  # noqa: FBT001 - reads as a sentence
    """Say what has to hold. Raises Violated when it does not."""
    if not holds:
        raise Violated(message, *answers)
