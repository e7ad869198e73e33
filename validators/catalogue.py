"""Everything that a finding can report, by its id: the rules, the laws of the text, and `unknown-feed`."""

from functools import cache

from ..spec.errors import FeedproofError
from ..spec.nearest import unknown
from .model import Rule
from .recognise import UNKNOWN_FEED
from .rules import rules
from .text.laws import LAWS, Law

SEE = "see feedproof rules"
"""Tells users where all ids are listed."""


@cache
def catalogue() -> dict[str, Rule | Law]:
    """Return the rules sorted by id, then the laws sorted by id, then `unknown-feed`."""
    own = {rule.id: rule for rule in rules().values()}
    return {**dict(sorted(own.items())), **dict(sorted(LAWS.items())), UNKNOWN_FEED.id: UNKNOWN_FEED}


def find_rule(rule_id: str) -> Rule | Law:
    """Return the rule or law with this id. Raises FeedproofError, which suggests the nearest id."""
    known = catalogue()
    if rule_id not in known:
        raise FeedproofError(unknown("rule", rule_id, known, SEE))
    return known[rule_id]
