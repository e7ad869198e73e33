"""What explains a rule: its page, its summary, and the command that shows them."""

from ..validators.catalogue import catalogue


def explains(rule_id: str) -> str:
    """Return the command that explains a rule; what is no rule of ours is a check of schemathesis."""
    return f"feedproof rules {rule_id}" if rule_id in catalogue() else f"st explain {rule_id}"


def summary(rule_id: str) -> str:
    """Return what the rule finds, in one sentence."""
    rule = catalogue().get(rule_id)
    return rule.summary if rule else f"A check of schemathesis failed; {explains(rule_id)} says more."


def page(rule_id: str) -> str:
    """Return the rule's page: the fault, why, and how to fix it."""
    rule = catalogue().get(rule_id)
    return rule.page.strip() if rule else summary(rule_id)
