"""Which rules are reported: --select and --ignore."""

from collections.abc import Iterable

from ..spec.errors import FeedproofError
from ..spec.nearest import did_you_mean
from ..validators.model import RuleFilter
from ..validators.rules import rules
from ..validators.text.laws import LAWS


def rule_ids() -> list[str]:
    """Return the id of every rule and of every law of the text."""
    return sorted({rule.id for rule in rules().values()} | LAWS.keys())


def selection(select: Iterable[str], ignore: Iterable[str]) -> RuleFilter:
    """Return what says whether a rule is reported. Raises FeedproofError with the nearest id for an unknown one."""
    selected, ignored = _ids("--select", select), _ids("--ignore", ignore)
    return lambda rule: (rule in selected or not selected) and rule not in ignored


def unwanted(wanted: RuleFilter) -> frozenset[str]:
    """Return the rules that are not reported."""
    return frozenset(rule for rule in rule_ids() if not wanted(rule))


def _ids(option: str, values: Iterable[str]) -> set[str]:
    known = rule_ids()
    ids = {part.strip() for value in values for part in value.split(",") if part.strip()}
    for unknown in sorted(ids.difference(known)):
        near = did_you_mean(unknown, known)
        raise FeedproofError(f"{option}: no rule is called {unknown!r}{near}; see feedproof rules")
    return ids
