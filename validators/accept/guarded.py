"""Build a function of the accepting path: a value for which it raises an exception is doubted."""

from collections.abc import Callable
from typing import Any

from ..code import CodeBuilder


class Unsupported(Exception):  # noqa: N818 - not an error: the accepting path just cannot be compiled
    """A schema holds something that the accepting path does not support."""


def guarded(code: CodeBuilder, argument: str, result: str, doubt: str = "False") -> Callable[[Any], Any]:
    """Return the function with this argument: it returns `result`, or `doubt` if it raises. Indent its lines by two levels."""
    tail = [f"        return {result}", "    except Exception:", f"        return {doubt}"]
    return code.function(argument, ["    try:"], tail)
