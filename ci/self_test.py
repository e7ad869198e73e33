"""feedproof contract --self-test: how many of the sandbox's faults the suite catches, plain schemathesis beside it."""

import os
from functools import partial
from typing import Any

import click

from ..spec.contract import Contract
from .codes import CLEAN, FOUND
from .progress import watched
from .self_test_report import render

_ALIEN = {"url": "a URL", "allow_writes": "--allow-writes"}
"""What says something about a server of somebody else."""


def check_usage(ctx: click.Context, options: dict[str, Any]) -> None:
    """Refuse what goes with a server when there is a self-test, and what goes with a self-test when there is none."""
    if not options["self_test"]:
        alien = [] if not options["faults"] else ["--fault goes with --self-test; feedproof sandbox has faults to try"]
    else:
        alien = [
            f"--self-test takes no {word}: it runs on the sandbox" for name, word in _ALIEN.items() if options[name]
        ]
    if alien:
        raise click.UsageError(alien[0], ctx)


def measure(contract: Contract, options: dict[str, Any]) -> tuple[str, int]:
    """Return the report and the exit code. Raises FeedproofError for an unknown fault."""
    from ..contract_tests.self_test import self_test  # noqa: PLC0415 - takes its time, and may not be installed

    tested = self_test(
        contract,
        options["profile"],
        options["seed"],
        names=options["faults"],
        jobs=options["jobs"] or os.cpu_count() or 1,
        watch=partial(watched, thing="trial"),
    )
    return render(options["form"], tested, contract, options["contract_file"]), CLEAN if tested.is_good else FOUND
