"""How the operations of a server behave, beyond the shape of their requests and answers.

A behaviour is a small function that sends requests and checks, with `require`, what has to hold. Every `Behaviour` in a
module of this folder is found. Nothing here names a field or a value: all of them follow from the contract.
"""

from functools import cache
from importlib import import_module

from ...spec.modules import modules
from .model import Behaviour

__all__ = ["Behaviour", "behaviours"]


@cache
def behaviours() -> tuple[Behaviour, ...]:
    """Return every behaviour, in the order of the names."""
    found = (import_module(f".{name}", __package__) for name in modules(__path__))
    named = {value.name: value for module in found for value in vars(module).values() if isinstance(value, Behaviour)}
    return tuple(named[name] for name in sorted(named))
