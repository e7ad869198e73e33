"""The reports, one file for each format; whatever module stands here is a format."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from importlib import import_module
from typing import NamedTuple

from ...spec.modules import modules
from ...validators.model import Severity
from ..report import Report

DEFAULT = "text"


class View(NamedTuple):
    """How much a report shows, and what it takes to fail.

    In colour; at most `limit` findings of a rule (as text: in a file; 0: all); with the evidence and what is known
    (`verbose`), or only what fails (`quiet`). A finding fails from the severity `fail_on` on. `day` is that of the run; of the
    rules `asked` for, it is told that they were not run.
    """

    colour: bool = False
    limit: int = 20
    verbose: bool = False
    quiet: bool = False
    fail_on: Severity = Severity.ERROR
    day: date = date.min
    asked: frozenset[str] = frozenset()


Reporter = Callable[[Report, View], str]


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(modules(__path__))


def reporter(name: str) -> Reporter:
    """Return the function that writes a report in this format."""
    render: Reporter = import_module(f".{name}", __package__).render
    return render


def lines(name: str) -> Callable[[Report, View], Iterable[str]]:
    """Return the function that writes a report in this format line by line, where it can: a report may be larger than memory."""
    written: Callable[[Report, View], Iterable[str]] | None
    written = getattr(import_module(f".{name}", __package__), "lines", None)
    return written or (lambda report, view: filter(None, [reporter(name)(report, view)]))


def tells_fixes(name: str) -> bool:
    """Say whether a report in this format tells how a finding is fixed; one that says otherwise only counts those that can be."""
    return not getattr(import_module(f".{name}", __package__), "COUNTS_FIXES", False)


def runner(name: str) -> str:
    """Return the variable that the runner sets which reads this format from its log; nothing for any other format."""
    return str(getattr(import_module(f".{name}", __package__), "RUNNER", ""))
