"""The pages of rules and behaviours: page, summary, and the command that shows them."""

from ..validators.catalogue import catalogue
from .behaviours import KIND, behaviour


def explains(rule_id: str) -> str:
    """Return the command that explains a rule or behaviour, or a check of schemathesis if it is neither."""
    own = rule_id in catalogue() or behaviour(rule_id)
    return f"feedproof rules {rule_id}" if own else f"st explain {rule_id}"


def summary(rule_id: str) -> str:
    """Return in one sentence what a rule finds, or how a server has to behave."""
    rule = catalogue().get(rule_id)
    if rule:
        return rule.summary
    found = behaviour(rule_id)
    return found.says if found else f"A check of schemathesis failed; {explains(rule_id)} says more."


def page(rule_id: str) -> str:
    """Return the page of a rule or behaviour: what is wrong, why, and how to fix it."""
    rule = catalogue().get(rule_id)
    if rule:
        return rule.page.strip()
    return f"{summary(rule_id)}\n\n{KIND}" if behaviour(rule_id) else summary(rule_id)
