"""The options of `pytest --pyargs feedproof.contract_tests`; pytest has to know them before it finds the tests.

pytest loads this file wherever feedproof is installed; it does nothing unless the contract suite is asked for.
"""

from argparse import ArgumentTypeError
from contextlib import suppress
from importlib.util import find_spec

import pytest

SUITE = "feedproof.contract_tests"


def pytest_load_initial_conftests(parser: pytest.Parser, args: list[str]) -> None:
    """Add the options that the examination depends on, if the suite is asked for."""
    if not any(arg.startswith(SUITE) for arg in args):
        return
    if find_spec("schemathesis") is None:
        raise pytest.UsageError("feedproof: the contract suite needs schemathesis: pip install 'feedproof[contract]'")
    from .profiles import PROFILES
    from .server.terms import TIMEOUT

    group = parser.getgroup("feedproof", "feedproof's contract suite")
    with suppress(ValueError):  # the plugin pytest-base-url has the same option, with the same meaning
        group.addoption("--base-url", metavar="URL", help="The server to test; without it, a sandbox.")
    group.addoption("--feed-profile", choices=PROFILES, default=next(iter(PROFILES)), help="How much to test.")
    group.addoption("--feed-seed", type=int, default=0, help="Same seed, same requests.")
    group.addoption(
        "--feed-allow-writes", metavar="HOST", default="", help="The host name of the server, to write to it."
    )
    group.addoption("--feed-read-only", action="store_true", help="Send only GET, even to a server on this machine.")
    group.addoption("--feed-rate-limit", metavar="N/UNIT", help="Rate limit for each endpoint.")
    group.addoption("--feed-timeout", type=_wait, default=TIMEOUT, help="Seconds that an answer may take.")
    group.addoption(
        "--feed-schemathesis", metavar="FILE", help="A schemathesis.toml: reports, your own checks and more."
    )


def _wait(text: str) -> float:
    from .server.terms import LONGEST, may_wait  # only if the suite is asked for

    try:
        number = float(text)
    except ValueError:
        number = 0
    if not may_wait(number):
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to {LONGEST:,}")
    return number


def pytest_configure(config: pytest.Config) -> None:
    """Load the contract of the suite, and refuse to run on several workers.

    Each worker would examine the whole server again, and the server's limits hold for all of them together.
    """
    if config.getoption("feed_profile", None) is None:
        return
    from ..fixtures.plugin import contract_of

    contract_of(config)
    if config.getoption("dist", "no") != "no":
        raise pytest.UsageError("feedproof: one process tests the server for all pytest tests: pass -n 0")
