"""Wrong refusals: of a valid body, or of a broken one with an unlisted status. Refusals with one cause are one failure."""

from collections.abc import Iterator
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
_ORDINARY = {"create": created_equals_read, "update": an_update_shows}
"""The behaviour that sends an ordinary body, by the action of the operation."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A valid body that was refused, or a broken one that was refused with a status that the contract does not list."""

    outcome: Outcome
    probe: Probe
    answer: Answer
    is_right: bool


def failures(operation: Operation, refused: list[Refused], *, accepts_some: bool) -> Iterator[tuple[Refused, Failure]]:
    """Yield each failure with its first refusal. `accepts_some`: some valid bodies were accepted.

    In that case, a valid body that is refused with a listed status has its own cause: the rule whose boundary it is on.
    """
    groups: dict[Outcome | tuple[int, bool], list[Refused]] = {}
    for each in refused:
        is_alone = each.is_right and accepts_some and not unlisted(operation, each.answer)
        cause = each.outcome if is_alone else (each.answer.status, each.is_right)
        groups.setdefault(cause, []).append(each)
    for cause, group in groups.items():
        first = group[0]
        if isinstance(cause, Outcome):
            yield first, failure_of(first.probe, first.outcome, first.answer)
        else:
            yield first, _joint_failure(operation, group)


def failure_of(probe: Probe, outcome: Outcome, answer: Answer) -> Failure:
    """Return the failure of a failed probe."""
    message = f"the server {outcome.reason}"
    return Failure(outcome.rule, outcome.operation, message, (answer.curl,), Finder.PROBE, *probe.evidence[:2])


def _joint_failure(operation: Operation, group: list[Refused]) -> Failure:
    """Return one failure for all refusals with one status, under the name of the behaviour that examines that."""
    first, rules = group[0], list(dict.fromkeys(each.outcome.rule for each in group))
    others = f" and {len(rules) - _NAMED} more rules" if len(rules) > _NAMED else ""
    broken = "" if first.is_right else f"; in the first, {first.probe.says}"
    message = (
        f"the server refuses {_bodies(group)} with status {first.answer.status}{_listed(operation, first)}: of "
        f"{', '.join(rules[:_NAMED])}{others}{broken}; {first.answer.says()}"
    )
    behaviour = a_refusal_says_why if unlisted(operation, first.answer) else _ORDINARY[operation.action]
    return Failure(behaviour.name, operation.label, message, (first.answer.curl,), Finder.PROBE)


def _bodies(group: list[Refused]) -> str:
    if group[0].is_right:
        return counted(len(group), "body that keeps all rules", "bodies that keep all rules")
    return counted(len(group), "broken body", "broken bodies")


def _listed(operation: Operation, refused: Refused) -> str:
    listed = ", ".join(refusals(operation))
    return f", and the contract lists {listed}" if unlisted(operation, refused.answer) else ""
