"""The judge: what is wrong with a payload, by the contract.

`check(body, feed="course-dates", operation="create")` returns the findings of a body before it is sent; `fix` takes the same and
returns the body with all fixed that is certain.
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
    """Return the public names, loaded or not, so that an editor or a shell can complete them."""
    return __all__


def __getattr__(name: str) -> Any:
    """Return what is loaded when it is asked for."""
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

    `operation` is read, create or update. Where it or the feed is None, each record tells. Without `today`, every date is past, so
    no rule finds that a course ended too early. Raises FeedproofError for a feed or operation that the contract does not have, for
    a payload that JSON cannot hold, and for recorded traffic, which is for a `Bulk`: its requests say what each body is.
    """
    checker = checker_of(payload, contract, feed, operation, today)
    if feed and operation and not is_document(payload) and _is_accepted(checker.judge(feed, operation), payload):
        return []
    data = document(payload)
    if is_document(payload) and recorded(data, ""):
        raise FeedproofError(_RECORDED)
    return checker.check(data).findings


def _is_accepted(judge: Judge, payload: Any) -> bool:
    """Say whether the payload is a record, or an array of records, that is certainly without findings."""
    if type(payload) is list:
        return bool(payload) and all(map(judge.accepts, payload))
    is_record = type(payload) is dict and judge.contract.feeds[judge.feed].envelope not in payload
    return is_record and judge.accepts(payload)
