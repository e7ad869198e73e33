"""Load what a package exports when it is first used, so that importing the package takes no time."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any


def exported(package: str, homes: Mapping[str, list[str]], name: str) -> Any:
    """Return what a package exports under a name, for its `__getattr__`; `homes` maps each module to the names in it."""
    home = next((module for module, names in homes.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
    try:
        return getattr(import_module(home, package), name)
    except ModuleNotFoundError as error:
        needs = f"{package}.{name} needs {error.name}: pip install 'feedproof[all]'"
        raise ModuleNotFoundError(needs, name=error.name) from None
