"""feedproof contract --self-test: how many of the sandbox's faults the suite catches, plain schemathesis beside it."""

import os
from functools import partial
from pathlib import Path
from typing import Any

import click

from ..spec.contract import Contract
from .codes import CLEAN, FOUND
from .progress import watched

_OF_A_SERVER = {"url": "URL", "allow_writes": "--allow-writes"}
_OF_A_SELF_TEST = {"faults": "--fault", "thorough": "--thorough", "jobs": "--jobs"}


def check_usage(ctx: click.Context, options: dict[str, Any]) -> None:
    """Raise UsageError for what goes only with a server, or only with a self-test."""
    alien = _OF_A_SERVER if options["self_test"] else _OF_A_SELF_TEST
    why = "--self-test takes no {}: it runs on the sandbox" if options["self_test"] else "{} goes with --self-test"
    for name, word in alien.items():
        if options[name]:
            raise click.UsageError(why.format(word), ctx)
    if options["self_test"] and options["file"] and not Path(options["file"]).absolute().parent.is_dir():
        raise click.UsageError(f"-o {options['file']}: there is no such folder", ctx)  # not after half an hour


def measure(contract: Contract, options: dict[str, Any]) -> tuple[str, int]:
    """Return the report and the exit code. Raises FeedproofError for an unknown fault."""
    from ..contract_tests.self_test import self_test  # noqa: PLC0415 - takes its time, and may not be installed
    from .self_test_report import render  # noqa: PLC0415 - only here

    tested = self_test(
        contract,
        options["profile"],
        options["seed"],
        names=options["faults"],
        thorough=options["thorough"],
        jobs=options["jobs"] or os.cpu_count() or 1,
        watch=partial(watched, thing="trial"),
    )
    return render(options["form"], tested, contract, options["contract_file"]), CLEAN if tested.is_good else FOUND
