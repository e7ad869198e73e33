"""What several test files need: the command line, a directory of payloads, reproducible property tests, and skips."""

import gc
import io
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partialmethod
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import parts
import pytest
from browser import Browser
from feedproof.ci.cli import run
from feedproof.ci.report import Report
from feedproof.spec.contract import Contract
from gating import project, server  # noqa: F401 - fixtures of all tests of the gate
from hypothesis import HealthCheck, Phase, settings
from reported import page
from tenant import tenant  # noqa: F401 - a fixture of all tests of a server elsewhere

SOON = [phase for phase in Phase if phase is not Phase.explain]  # which runs what is found already a hundred times more
settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, phases=SOON, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
    os.environ.pop(name, None)  # git tells them its hooks, and would mean that repository wherever a test calls it

# A job in the background ignores Ctrl-C, as would what it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

STRICT = "FEEDPROOF_STRICT"
"""Set where everything that the tests use must be installed: what would be a skip is a failure then."""
OFFICIAL = Path(__file__).parent.parent.parent / "shared" / "schemas"
PAYLOADS = Path(__file__).parent / "scenarios" / "payloads"


def pytest_collection_finish() -> None:
    """Exempt the tests themselves, 400,000 objects, from garbage collection, which would look through them again and again."""
    gc.freeze()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def payloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a copy of the payloads of the scenarios."""
    folder = tmp_path / "payloads"
    shutil.copytree(PAYLOADS, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def cli(
    payloads: Path,  # noqa: ARG001 - commands run there
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Outcome]:
    """Return a function that runs feedproof with arguments, and with bytes on its standard input."""

    def outcome(*args: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(args)
        return Outcome(code, *capsys.readouterr())

    return outcome


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Contract]:
    """Return a function that limits the commands to some paths of the contract, over which a run takes seconds."""

    def take(*paths: str) -> Contract:
        contract = parts.part(*paths)
        for module in ("contract", "gate.job"):
            monkeypatch.setattr(f"feedproof.ci.{module}.contract_of", lambda _file, **_options: contract)
        return contract

    return take


@pytest.fixture
def few_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probe only one rule, for tests of what comes after the probes: all of them take seconds."""
    from feedproof.contract_tests.prober import Prober  # few tests want it

    monkeypatch.setattr(Prober, "run", partialmethod(Prober.run, {"too-long"}))


@pytest.fixture
def lacking() -> Callable[[str], NoReturn]:
    """Return a function to call, with the reason, when something that a test needs is not on this machine."""

    def stop(reason: str) -> NoReturn:
        if os.environ.get(STRICT):
            pytest.fail(f"{reason}; {STRICT} is set")
        pytest.skip(reason)

    return stop


@pytest.fixture
def module(lacking: Callable[[str], NoReturn]) -> Callable[[str], ModuleType]:
    """Return a function that imports a module which only tests use."""

    def load(name: str) -> ModuleType:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            lacking(f"{name} is not installed")

    return load


@pytest.fixture
def official(lacking: Callable[[str], NoReturn]) -> Callable[[str], Path]:
    """Return a function that finds an official schema, which is kept beside the repository."""

    def find(name: str) -> Path:
        file = OFFICIAL / name
        return file if file.is_file() else lacking(f"../shared/schemas/{name} is not here")

    return find


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser | None]:
    """Start the browser once for all tests that look at pages; None if it is not installed."""
    program = shutil.which("chromium")
    if program is None:
        yield None
        return
    browser = Browser.start(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.stop()


@pytest.fixture
def browser(started: Browser | None, lacking: Callable[[str], NoReturn]) -> Browser:
    """Return the browser."""
    return started or lacking("chromium is not installed")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Return a function that opens a report; a test fails if its page requests anything or complains."""
    file = tmp_path / "report.html"

    def show(each: Report, **options: Any) -> Browser:
        file.write_text(page(each), encoding="utf-8")
        browser.open(file, **options)
        if options.get("script", True) and (each.findings or each.known):
            browser.wait("document.documentElement.dataset.ready")
        return browser

    yield show
    browser.run("1")
    assert browser.requests == [file.as_uri()]
    assert browser.complaints == []
