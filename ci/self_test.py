"""feedproof contract --self-test: how many of the sandbox's faults the suite catches, plain schemathesis beside it."""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..spec.contract import Contract
from .contract_report import FORMATS
from .outputs import Output
from .progress import watched

if TYPE_CHECKING:
    from ..contract_tests.strength import SelfTest

_OF_A_SERVER = {
    "url": "URL", "allow_writes": "--allow-writes", "confirm": "--confirm", "rate_limit": "--rate-limit",
    "timeout": "--timeout", "max_time": "--max-time", "schemathesis": "--schemathesis", "passed": "--",
}  # fmt: skip
_OF_A_SELF_TEST = {"faults": "--fault", "thorough": "--thorough", "jobs": "--jobs"}


def check_usage(ctx: click.Context, options: dict[str, Any], outputs: Iterable[Output]) -> None:
    """Raise UsageError for what goes only with a server, or only with a self-test."""
    alien = _OF_A_SERVER if options["self_test"] else _OF_A_SELF_TEST
    why = "--self-test takes no {}: it runs on the sandbox" if options["self_test"] else "{} goes with --self-test"
    for name, word in alien.items():
        if options[name]:
            raise click.UsageError(why.format(word), ctx)
    for output in outputs if options["self_test"] else ():
        if output.format not in FORMATS:
            raise click.UsageError(f"--format {output.format}: a self-test is told as {' or '.join(FORMATS)}", ctx)
        if output.file and not Path(output.file).absolute().parent.is_dir():
            raise click.UsageError(f"-o {output.file}: there is no such folder", ctx)  # not after half an hour


def measure(contract: Contract, options: dict[str, Any]) -> "SelfTest":
    """Return what was measured. Raises FeedproofError for an unknown fault."""
    from ..contract_tests.strength import self_test  # noqa: PLC0415 - takes its time, and may not be installed

    return self_test(
        contract,
        options["profile"],
        options["seed"],
        names=options["faults"],
        thorough=options["thorough"],
        jobs=options["jobs"] or os.cpu_count() or 1,
        watch=partial(watched, thing="trial"),
    )
