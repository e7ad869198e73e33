"""`pytest --pyargs feedproof.contract_tests --base-url URL`: one examination, whose results all tests report.

pytest loads this file and the tests beside it by path, and takes the folder above as the root of a package. So they import
feedproof by its name, and the folder that pytest puts on `sys.path` is removed again: other distributions own the names of
our folders.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from feedproof.contract_tests.engine.options import read_options
from feedproof.contract_tests.model import Examination
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.server.target import Target, require_host
from feedproof.contract_tests.server.terms import Terms
from feedproof.fixtures.plugin import contract_of
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox_token import TOKEN_VARIABLE
from feedproof.spec.contract import Contract
from feedproof.spec.errors import FeedproofError


def pytest_collection_finish() -> None:
    """Remove from `sys.path` the folder that pytest added to load the tests."""
    folder = str(Path(__file__).parent.parent)
    sys.path[:] = [place for place in sys.path if place != folder]


@pytest.fixture(scope="session")
def examination(pytestconfig: pytest.Config) -> Iterator[Examination]:
    """Examine the server once."""
    url, contract = pytestconfig.getoption("base_url", default=None), contract_of(pytestconfig)
    try:
        if url:
            yield _examined(pytestconfig, contract, url, os.environ.get(TOKEN_VARIABLE) or None)
        else:
            with running(make_app(contract, seed=pytestconfig.getoption("feed_seed"))) as sandbox:
                yield _examined(pytestconfig, contract, sandbox, TOKEN)
    except FeedproofError as error:
        pytest.exit(f"feedproof: {error}", returncode=pytest.ExitCode.USAGE_ERROR)


def _examined(options: pytest.Config, contract: Contract | None, url: str, token: str | None) -> Examination:
    if word := options.getoption("feed_allow_writes"):
        require_host(Target(url, token), word)
    return examine(
        url,
        contract=contract,
        token=token,
        profile=options.getoption("feed_profile"),
        seed=options.getoption("feed_seed"),
        allow_writes=bool(word),
        read_only=options.getoption("feed_read_only"),
        disposable=not options.getoption("base_url", default=None),
        terms=Terms(options.getoption("feed_timeout"), options.getoption("feed_rate_limit")),
        schemathesis=read_options(options.getoption("feed_schemathesis")),
    )
