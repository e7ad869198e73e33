"""The results of an examination of a server: failures, probes, what was examined and what was not. Plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..validators.model import Certainty


class Result(StrEnum):
    """How a probe of a rule, or the examination of a behaviour, ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    HELD = "held"
    FAILED = "failed"
    NOT_RUN = "not run"


class Finder(StrEnum):
    """What found a failure: a probe of a rule, a behaviour, the judge of answers, or a check of schemathesis."""

    PROBE = "probe"
    BEHAVIOUR = "behaviour"
    ANSWER = "answer"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which the server breaks the contract.

    `rule` is the id of a rule, the name of a behaviour, or the code of one of schemathesis' checks (ST…). `requests` are curl
    commands, in the order in which they have to be sent; none of them holds the token. `certainty` and `source` are the
    contract's evidence for what is broken; both are empty if no single fact of the contract is about it.
    """

    rule: str
    operation: str
    message: str
    requests: tuple[str, ...]
    found_by: Finder = Finder.CHECK
    certainty: str = ""
    source: str = ""

    def how_sure(self) -> str:
        """Return how certain the contract is, and what to do if it is wrong, in words; empty if there is no evidence."""
        if not self.certainty:
            return ""
        doubt = "" if self.certainty == Certainty.STATED else "; if the server is right, say so in an overlay"
        return f"in the contract this is {self.certainty}: {self.source}{doubt}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of sending a payload to examine a rule at a place; `reason` says what went wrong, or why it was not sent."""

    rule: str
    operation: str
    place: str
    result: Result
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """Whether an operation has a behaviour; `reason` says what went wrong, or why it could not be examined."""

    behaviour: str
    operation: str
    result: Result
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule by which the answers of an operation were judged: the number of answers, and of the failures found in them."""

    rule: str
    operation: str
    answers: int
    failures: int


@dataclass(frozen=True, slots=True)
class NotRun:
    """A part of the contract that was not examined, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """The records that a run created: their mark, the property that holds it, how many there are, and how many were cancelled.

    `left` names those that no answer shows as cancelled: by their ids, or by something else that is known about them.
    """

    mark: str
    marked_in: str
    created: int
    cancelled: int
    left: tuple[str, ...]

    def says(self) -> str:
        """Return this as one line of text."""
        where = f", marked {self.mark} in {self.marked_in}" if self.marked_in else ""
        rest = f", {len(self.left)} not seen to be cancelled: {', '.join(self.left)}" if self.left else ""
        return f"created {self.created} records{where}; {self.cancelled} cancelled{rest}"


@dataclass(frozen=True, slots=True)
class Examined:
    """One operation: how many requests each part of the examination sent to it, and how often it answered each status."""

    operation: str
    cases: Mapping[str, int]
    statuses: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Examination:
    """The results of one run.

    `advice` counts, for each rule id, the places where an answer is not as it should be, without breaking the contract.
    `errors` are parts of the job that could not be done. `made` is None if nothing was created, or if it does not matter.
    `reports` are the names and paths of the reports that schemathesis wrote. `besides` counts the requests that examined no
    operation: to discover ids, to see what is stored, to check that the server is still there, and to cancel records.
    """

    url: str
    contract_version: str
    profile: str
    seed: int
    writes: bool
    operations: tuple[Examined, ...]
    outcomes: tuple[Outcome, ...]
    failures: tuple[Failure, ...]
    not_run: tuple[NotRun, ...]
    errors: tuple[str, ...]
    advice: Mapping[str, int]
    behaviours: tuple[Observed, ...] = ()
    made: Made | None = None
    judged: tuple[Judged, ...] = ()
    reports: tuple[tuple[str, str], ...] = ()
    besides: int = 0

    @property
    def is_begun(self) -> bool:
        """Whether anything was examined; if not, `errors` says why."""
        return bool(self.operations)

    @property
    def requests(self) -> int:
        """The number of all requests that were sent."""
        return sum(sum(examined.cases.values()) for examined in self.operations) + self.besides
