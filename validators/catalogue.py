"""Whatever a finding can name, by its id: the rules, the laws of the text, and that a record is of no feed."""

from functools import cache

from ..spec.errors import FeedproofError
from ..spec.nearest import unknown
from .model import Rule
from .recognise import UNKNOWN_FEED
from .rules import rules
from .text.laws import LAWS, Law

SEE = "see feedproof rules"
"""Where all of them are listed."""


@cache
def catalogue() -> dict[str, Rule | Law]:
    """Return the rules by id, then the laws by id, then what is neither."""
    own = {rule.id: rule for rule in rules().values()}
    return {**dict(sorted(own.items())), **dict(sorted(LAWS.items())), UNKNOWN_FEED.id: UNKNOWN_FEED}


def find_rule(rule_id: str) -> Rule | Law:
    """Return what has the id. Raises FeedproofError with the nearest one."""
    known = catalogue()
    if rule_id not in known:
        raise FeedproofError(unknown("rule", rule_id, known, SEE))
    return known[rule_id]
