"""List the modules of a package, so that what is discovered need not be listed by hand."""

import os
from collections.abc import Iterable

_SUFFIXES = (".py", ".pyc")


def modules(folders: Iterable[str]) -> list[str]:
    """Return the names of the modules in a package's `__path__`, in order.

    pkgutil says the same of archives too, but it takes longer to load than a rule to judge.
    """
    files = (os.path.splitext(name) for folder in folders for name in os.listdir(folder))
    return sorted({name for name, suffix in files if suffix in _SUFFIXES and name != "__init__"})
