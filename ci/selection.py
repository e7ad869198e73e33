"""Which rules are reported: --select and --ignore."""

from collections.abc import Iterable

from ..spec.errors import FeedproofError
from ..spec.nearest import unknown
from ..validators.catalogue import SEE, catalogue
from ..validators.model import RuleFilter


def selection(select: Iterable[str], ignore: Iterable[str]) -> RuleFilter:
    """Return the filter for the rules to report. Raises FeedproofError, which suggests the nearest id, for an unknown rule."""
    selected, ignored = named_rules("--select", select), named_rules("--ignore", ignore)
    return lambda rule: (rule in selected or not selected) and rule not in ignored


def unwanted(wanted: RuleFilter) -> frozenset[str]:
    """Return the rules that are not reported."""
    return frozenset(rule for rule in catalogue() if not wanted(rule))


def named_rules(option: str, values: Iterable[str]) -> frozenset[str]:
    """Return the rules that an option names. Raises FeedproofError with the nearest id for an unknown one."""
    ids = {part.strip() for value in values for part in value.split(",") if part.strip()}
    for rule_id in sorted(ids.difference(catalogue())):
        raise FeedproofError(f"{option}: {unknown('rule', rule_id, catalogue(), SEE)}")
    return frozenset(ids)
