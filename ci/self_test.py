"""feedproof contract --self-test: how many of the sandbox's faults the suite catches, plain schemathesis beside it."""

import os
from functools import partial
from typing import TYPE_CHECKING

from ..spec.contract import Contract
from .contract_options import Options
from .progress import watched

if TYPE_CHECKING:
    from ..contract_tests.strength import SelfTest


def measure(contract: Contract, options: Options) -> "SelfTest":
    """Return what was measured. Raises FeedproofError for an unknown fault."""
    from ..contract_tests.strength import self_test  # may not be installed

    return self_test(
        contract,
        options.profile,
        options.seed,
        names=options.faults,
        thorough=options.thorough,
        jobs=options.jobs or os.cpu_count() or 1,
        watch=partial(watched, thing="trial"),
    )
