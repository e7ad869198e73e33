"""What can be found: findings in payloads, and failures of servers."""

from typing import NamedTuple

from ..validators.model import Finding, Severity


class ServerFailure(NamedTuple):
    """A failure of a server, which has the name that reports use for it.

    The hint says how certain the contract is, and how to reproduce the failure; `certainty` and `source` are the evidence, if there
    is any. It is always an error, and --fix cannot fix it.
    """

    server: str
    operation: str
    rule: str
    message: str
    hint: str
    certainty: str = ""
    source: str = ""
    severity: Severity = Severity.ERROR
    fix: None = None

    @property
    def path(self) -> str:
        """The server and the operation, as reports and baselines name them."""
        return f"{self.server}: {self.operation}"


Found = Finding | ServerFailure
