"""What can be found: findings in payloads, and failures of servers."""

from typing import NamedTuple

from ..validators.model import Finding, Severity


class ServerFailure(NamedTuple):
    """A failure of a server, by the name that reports have for the server.

    The hint says how sure the contract is, and how to see it again; `certainty` and `source` are its evidence, if it has any.
    It is an error, on whatever evidence, and nothing that --fix could fix.
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
        """What it was found in, as reports name it; baselines know it by this."""
        return f"{self.server}: {self.operation}"


Found = Finding | ServerFailure
