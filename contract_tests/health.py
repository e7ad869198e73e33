"""Check that a server can be examined: it is there, answers with JSON, and accepts the token."""

from http import HTTPStatus

from ..fixtures.sandbox_token import TOKEN_VARIABLE
from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..spec.operations import Operation
from .discovery import lists
from .redirection import advice
from .server.busy import later
from .server.secret import called
from .server.target import TOKEN_REFUSED, Answer, Target
from .server.unanswered import NoAnswerError


def find_health_path(contract: Contract, target: Target) -> None:
    """Request every list that needs no id; the first that answers becomes the health path, which is requested again later.

    Raises FeedproofError if there is nothing to examine.
    """
    plain = [operation for operation in lists(contract) if not operation.path_names]
    answers = _answers(target, plain)
    health_path = next((path for path, answer in answers.items() if _is_open(answer)), None)
    refused = next((answer for answer in answers.values() if answer.status in TOKEN_REFUSED), None)
    if health_path is not None:
        target.health_path = health_path
    elif refused:
        raise FeedproofError(f"{target.url}: {refused_token(target, refused)}")
    elif answers:
        raise FeedproofError(f"{target.url}: {_strange(target, answers)}")


def _answers(target: Target, plain: list[Operation]) -> dict[str, Answer]:
    """Return the complete answers by path. Raises FeedproofError if there is none."""
    answers, late = {}, None
    for operation in plain:
        try:
            answers[operation.path] = target.send(operation.method, operation.path)
        except NoAnswerError as error:
            late = late or error
            if not answers and error is not late:  # the second error in a row, and no answer yet
                raise late from None
    if late and not answers:
        raise late
    return answers


def _is_open(answer: Answer) -> bool:
    return (
        answer.body is not None
        and not answer.redirection
        and answer.status not in {*TOKEN_REFUSED, HTTPStatus.NOT_FOUND}
        and not later(answer.status)
    )


def refused_token(target: Target, answer: Answer) -> str:
    """Return in words that the token was refused, or that the server asks for one."""
    if target.token:
        return f"{called(target.token)} was refused ({answer.status}); tokens are valid for a limited time"
    return f"the server asks for a token ({answer.status}); set {TOKEN_VARIABLE}"


def _strange(target: Target, answers: dict[str, Answer]) -> str:
    path, answer = next(
        ((path, each) for path, each in answers.items() if later(each.status)), next(iter(answers.items()))
    )
    if what := later(answer.status):
        return f"GET {path} answers {answer.status}; {what}"
    if led := answer.redirection:
        return f"GET {path} is redirected ({answer.status}) {led.to}; {advice(led, is_signed=bool(target.token))}"
    if all(other.status == HTTPStatus.NOT_FOUND for other in answers.values()):
        asked = ", ".join(f"GET {other}" for other in answers)
        return f"none of the feeds is here: {asked} all answer 404; their paths start elsewhere"
    return f"GET {path} answers {answer.status} without JSON; is this the root of the feeds?"
