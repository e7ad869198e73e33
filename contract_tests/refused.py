"""Wrong refusals: of a right body, or of a broken one with an unlisted status. Refusals with one cause are one failure."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from ..spec.operations import Operation
from ..spec.text import counted
from .behaviour.errors import a_refusal_says_why
from .behaviour.writing import an_update_shows, created_equals_read
from .model import Failure, Finder, Outcome
from .outcome import unlisted
from .probes import Probe
from .server.target import Answer, refusals

_NAMED = 5
_TAKES = {"create": created_equals_read, "update": an_update_shows}
"""The behaviour that sends an ordinary body, by the action of the operation."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A right body that was refused, or a broken one that was refused with a status that the contract does not list."""

    outcome: Outcome
    probe: Probe
    answer: Answer
    is_right: bool


def failures(operation: Operation, refused: list[Refused], *, takes: bool) -> Iterator[tuple[Refused, Failure]]:
    """Yield each failure with its first refusal. `takes`: some right bodies were accepted.

    In that case, a right body that is refused with a listed status has a cause of its own: the rule whose boundary it is on.
    """
    groups: dict[Hashable, list[Refused]] = {}
    for each in refused:
        is_alone = each.is_right and takes and not unlisted(operation, each.answer)
        groups.setdefault(each.outcome if is_alone else (each.answer.status, each.is_right), []).append(each)
    for cause, group in groups.items():
        first = group[0]
        alone = isinstance(cause, Outcome)
        yield first, failure_of(first.probe, first.outcome, first.answer) if alone else _together(operation, group)


def failure_of(probe: Probe, outcome: Outcome, answer: Answer) -> Failure:
    """Return the failure of a failed probe."""
    message = f"the server {outcome.reason}"
    return Failure(outcome.rule, outcome.operation, message, (answer.curl,), Finder.PROBE, *probe.evidence[:2])


def _together(operation: Operation, group: list[Refused]) -> Failure:
    """Return one failure for all refusals with one status, under the name of the behaviour that is about them."""
    first, rules = group[0], list(dict.fromkeys(each.outcome.rule for each in group))
    others = f" and {len(rules) - _NAMED} more rules" if len(rules) > _NAMED else ""
    broken = "" if first.is_right else f"; in the first, {first.probe.says}"
    message = (
        f"the server refuses {_bodies(group)} with status {first.answer.status}{_listed(operation, first)}: of "
        f"{', '.join(rules[:_NAMED])}{others}{broken}; {first.answer.says()}"
    )
    told_by = a_refusal_says_why if unlisted(operation, first.answer) else _TAKES[operation.action]
    return Failure(told_by.name, operation.label, message, (first.answer.curl,), Finder.PROBE)


def _bodies(group: list[Refused]) -> str:
    if group[0].is_right:
        return counted(len(group), "body that keeps all rules", "bodies that keep all rules")
    return counted(len(group), "broken body", "broken bodies")


def _listed(operation: Operation, refused: Refused) -> str:
    listed = ", ".join(refusals(operation))
    return f", and the contract lists {listed}" if unlisted(operation, refused.answer) else ""
