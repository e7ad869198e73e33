"""feedproof spec diff: compare two contracts, and decide whether the differences matter."""

import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module

import click

from ...spec.contract import bundled, load
from ...spec.diff import differences
from ...spec.diff.effect import Effect
from ..codes import CLEAN, FOUND
from .diff_words import Comparison, NamedContract

BUNDLED = "bundled"
"""What the contract that comes with feedproof is called on the command line; a file of that name is ./bundled."""


def compare(names: Sequence[str]) -> Comparison:
    """Return the comparison of two contracts; if only one is named, it is compared with the bundled one.

    Raises UsageError for another number of names, and FeedproofError for a contract with problems.
    """
    if len(names) not in {1, 2}:
        raise click.UsageError("name one contract, to compare with the bundled one, or two: old and new")
    old, new = (_side(name) for name in (BUNDLED, *names)[-2:])
    return Comparison(old, new, differences(old.contract, new.contract))


def refuse_inputs(file: str | None, names: Sequence[str]) -> None:
    """Raise UsageError if the report would overwrite one of the contracts."""
    if file and os.path.realpath(file) in map(os.path.realpath, names):
        raise click.UsageError(f"-o {file}: this would overwrite a contract that is compared")


def _side(name: str) -> NamedContract:
    return NamedContract(name, bundled() if name == BUNDLED else load(name))


def lines_of(comparison: Comparison, form: str) -> Iterable[str]:
    """Return the lines of the report in a format."""
    lines: Callable[[Comparison], Iterable[str]] = import_module(f".diff_{form}", __package__).lines
    return lines(comparison)


def code(comparison: Comparison, fail_on: str) -> int:
    """Return the exit code: whether any difference has this effect or a worse one."""
    least = Effect[fail_on.upper()]
    return FOUND if any(difference.effect >= least for difference in comparison.differences) else CLEAN
