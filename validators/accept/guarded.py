"""A function of the accepting path: what it does not know, it does not accept."""

from collections.abc import Callable
from typing import Any

from ..code import CodeBuilder


class Unsupported(Exception):  # noqa: N818 - it says that the accepting path cannot be compiled, and that is no error
    """A schema holds something that the accepting path does not know."""


def guarded(code: CodeBuilder, argument: str, result: str, doubt: str = "False") -> Callable[[Any], Any]:
    """Return the function of this argument; it gives `result`, or `doubt`, where it raises. Its lines are two levels deep."""
    tail = [f"        return {result}", "    except Exception:", f"        return {doubt}"]
    return code.function(argument, ["    try:"], tail)
