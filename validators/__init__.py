"""The judge: it finds what is wrong with a payload, by the contract.

`check(body, feed="course-dates", operation="create")` returns the findings of a body before it is sent; `fix` takes the same
arguments and returns the body with every certain fix applied.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from .bulk.names import recorded
from .check import Checker
from .judge import Judge
from .model import Certainty, Finding, Severity
from .payload import checker_of, document, is_document

if TYPE_CHECKING:
    from .bulk import Bulk
    from .bulk.stream import Stream
    from .fixed.payload import Change, Fixed, fix
    from .preflight import Preflight, RefusedError

__all__ = [
    "Bulk",
    "Certainty",
    "Change",
    "Checker",
    "Finding",
    "Fixed",
    "Preflight",
    "RefusedError",
    "Severity",
    "Stream",
    "check",
    "fix",
]

_HOMES = {
    ".bulk": ["Bulk"],
    ".bulk.stream": ["Stream"],
    ".fixed.payload": ["Change", "Fixed", "fix"],
    ".preflight": ["Preflight", "RefusedError"],
}
_RECORDED = "the payload is recorded traffic, whose requests say what is judged as what: give it to Bulk"


def __dir__() -> list[str]:
    """Return all public names, imported yet or not, so that a shell or an editor can complete them."""
    return __all__


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is used."""
    from ..spec.exports import exported

    return exported(__name__, _HOMES, name)


def check(
    payload: Any,
    *,
    feed: str | None = None,
    operation: str | None = "read",
    contract: Contract | None = None,
    today: date = date.max,
) -> list[Finding]:
    """Return the findings of a payload: a record, an array, an envelope, or the bytes or the text of a document.

    `operation` is read, create or update. If the feed or the operation is None, it is recognised for each record. By default
    `today` is later than any date, so no rule says that a course is over too early. Raises FeedproofError for a feed or operation
    that the contract does not have, for a payload that cannot be written as JSON, and for recorded traffic, in which each request
    decides the feed and operation of its body: a `Bulk` checks that.
    """
    checker = checker_of(payload, contract, feed, operation, today)
    if feed and operation and not is_document(payload) and _is_accepted(checker.judge(feed, operation), payload):
        return []
    data = document(payload)
    if is_document(payload) and recorded(data, ""):
        raise FeedproofError(_RECORDED)
    return checker.check(data).findings


def _is_accepted(judge: Judge, payload: Any) -> bool:
    """Return whether the payload is a record, or a non-empty array of records, that certainly has no findings."""
    if type(payload) is list:
        return bool(payload) and all(map(judge.accepts, payload))
    is_record = type(payload) is dict and judge.contract.feeds[judge.feed].envelope not in payload
    return is_record and judge.accepts(payload)
