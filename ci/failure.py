"""What can be found: findings in payloads, and failures of servers."""

from typing import NamedTuple

from ..validators.model import Finding, Severity


class ServerFailure(NamedTuple):
    """A failure of a server, by the name that reports have for the server; the hint says how to see it again."""

    server: str
    operation: str
    rule: str
    message: str
    hint: str

    @property
    def severity(self) -> Severity:
        """How bad it is: an error, on whatever evidence."""
        return Severity.ERROR

    @property
    def place(self) -> str:
        """Where it is, as reports name it; baselines know it by this."""
        return f"{self.server}: {self.operation}"


Found = Finding | ServerFailure
