"""The reporters, one file for each format: every module of this folder is a format, and its REPORTER writes it."""

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from ...spec.modules import modules
from ..report import Report
from ..view import View

DEFAULT = "text"


class Reporter(NamedTuple):
    """The reporter of a format.

    `lines` yields a report line by line, if the format has lines, because a report may be larger than memory. `runner` is the
    environment variable of the runner that reads this format from its log. A format that `is_brief` shows at most `View.limit`
    findings of a rule in a file, counts the others, and does not explain fixes.
    """

    lines: Callable[[Report, View], Iterable[str]]
    runner: str = ""
    is_brief: bool = False


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(modules(__path__))


def reporter(name: str) -> Reporter:
    """Return the reporter of a format; it is loaded now, so that a command loads only those that it needs."""
    found: Reporter = import_module(f".{name}", __package__).REPORTER
    return found
