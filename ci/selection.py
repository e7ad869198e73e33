"""Which rules are reported: --select and --ignore."""

from collections.abc import Iterable

from ..spec.errors import FeedproofError
from ..spec.nearest import unknown
from ..validators.catalogue import SEE, catalogue
from ..validators.model import RuleFilter


def selection(select: Iterable[str], ignore: Iterable[str]) -> RuleFilter:
    """Return what says whether a rule is reported. Raises FeedproofError with the nearest id for an unknown one."""
    selected, ignored = _ids("--select", select), _ids("--ignore", ignore)
    return lambda rule: (rule in selected or not selected) and rule not in ignored


def unwanted(wanted: RuleFilter) -> frozenset[str]:
    """Return the rules that are not reported."""
    return frozenset(rule for rule in catalogue() if not wanted(rule))


def _ids(option: str, values: Iterable[str]) -> set[str]:
    ids = {part.strip() for value in values for part in value.split(",") if part.strip()}
    for rule_id in sorted(ids.difference(catalogue())):
        raise FeedproofError(f"{option}: {unknown('rule', rule_id, catalogue(), SEE)}")
    return ids
