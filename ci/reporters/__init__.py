"""The reports, one file for each format; whatever module stands here is a format, and its REPORTER writes it."""

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from ...spec.modules import modules
from ..report import Report
from ..view import View

DEFAULT = "text"


class Reporter(NamedTuple):
    """What writes a format.

    `lines` yields a report line by line, where the format has lines: a report may be larger than memory. `runner` is the variable
    that is set by the runner which reads this format from its log. A format that `is_brief` tells at most `View.limit` findings of
    a rule in a file and counts the others, and does not tell how one is fixed.
    """

    lines: Callable[[Report, View], Iterable[str]]
    runner: str = ""
    is_brief: bool = False


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(modules(__path__))


def reporter(name: str) -> Reporter:
    """Return what writes this format; it is loaded now, so that a command loads what it writes."""
    found: Reporter = import_module(f".{name}", __package__).REPORTER
    return found
