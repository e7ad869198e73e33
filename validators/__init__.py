"""The judge: what is wrong with a payload, by the contract.

    from feedproof.validators import check
    for finding in check(body, feed="course-dates", operation="create"):
        print(finding.message)
"""

import json
from typing import Any

from ..spec.contract import Contract
from .check import Checker
from .engine import Judge
from .model import Certainty, Context, Finding, Severity

__all__ = ["Certainty", "Checker", "Context", "Finding", "Judge", "Severity", "check"]


def check(payload: Any, *, feed: str, operation: str = "read", contract: Contract | None = None) -> list[Finding]:
    """Return the findings of a payload: a record, an array, an envelope, or the bytes of a document.

    `operation` is read, create or update. Raises FeedproofError for a feed or operation that the contract does not have.
    """
    data = payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False).encode("utf-8", "surrogatepass")
    checker = Checker(feed=feed, action=operation) if contract is None else Checker(contract, feed=feed, action=operation)
    return checker.check(data).findings
