"""What can be found: findings in payloads, and failures of servers."""

from typing import NamedTuple

from ..validators.model import Finding, Severity


class ServerFailure(NamedTuple):
    """A failure of a server, by the name that reports have for the server.

    The hint says how sure the contract is, and how to see it again; `certainty` and `source` are its evidence, if it has any.
    """

    server: str
    operation: str
    rule: str
    message: str
    hint: str
    certainty: str = ""
    source: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is: an error, on whatever evidence."""
        return Severity.ERROR

    @property
    def place(self) -> str:
        """Where it is, as reports name it; baselines know it by this."""
        return f"{self.server}: {self.operation}"


Found = Finding | ServerFailure
