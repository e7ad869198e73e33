"""The rules, one file for each keyword; every module in this folder is a rule."""

from functools import cache
from importlib import import_module

from ...spec.modules import modules
from ..model import Rule


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its keyword."""
    found = (import_module(f".{name}", __package__) for name in modules(__path__))
    return {module.RULE.keyword: module.RULE for module in found}
