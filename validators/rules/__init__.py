"""The rules, one file for each keyword; whatever module stands here is a rule."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..model import Rule


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its keyword."""
    modules = (import_module(f".{module.name}", __package__) for module in iter_modules(__path__))
    return {module.RULE.keyword: module.RULE for module in modules}
