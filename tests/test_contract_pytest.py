"""`pytest --pyargs feedproof.contract_tests`, from an empty folder, with feedproof as it is installed: a copy of its folders."""

import compileall
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feedproof.fixtures.sandbox import TOKEN, make_app, running

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parent.parent
FEW = "phases = {coverage = {enabled = false}, fuzzing = {enabled = false}, stateful = {enabled = false}}\n"
OF_A_TENANT = "above-maximum"  # the bundled contract has no such rule


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the folders to where they are when they are installed, and compile them as pip does."""
    site = tmp_path_factory.mktemp("site")
    for package in ("spec", "validators", "fixtures", "contract_tests", "ci"):
        shutil.copytree(ROOT / package, site / "feedproof" / package, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(site, quiet=1)
    return site


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with nothing but a file for schemathesis beside it."""
    (tmp_path / "few.toml").write_text(FEW)
    folder = tmp_path / "empty"
    folder.mkdir()
    yield folder
    assert {each.name for each in folder.iterdir()} <= {".pytest_cache"}


def suite(folder: Path) -> list[str]:
    return ["--pyargs", "feedproof.contract_tests", "--feed-schemathesis", str(folder.parent / "few.toml")]


def environment(installed: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(installed), "FEEDPROOF_TOKEN": TOKEN}


LOADED = """
import json, os, sys
from importlib.metadata import entry_points
import feedproof.contract_tests.run
import pytest
for plugin in entry_points(group="pytest11"):
    plugin.load()
for line in sys.stdin:
    folder, files, args = json.loads(line)
    child = os.fork()
    if not child:
        os.chdir(folder)
        for number, name in enumerate(files, 1):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT), number)
        code = pytest.main(args)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def loaded(installed: Path) -> Iterator[subprocess.Popen[str]]:
    """Load pytest and its plugins once, in a process that forks for each run: nothing of one is seen by another."""
    command, pipe = [sys.executable, "-P", "-c", LOADED], subprocess.PIPE
    with subprocess.Popen(command, env=environment(installed), stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        yield process


@pytest.fixture
def run(loaded: subprocess.Popen[str], empty: Path) -> Run:
    """Return what runs the suite as the command does, without the seconds of loading."""
    assert loaded.stdin
    assert loaded.stdout
    stdin, stdout, files = loaded.stdin, loaded.stdout, [empty.parent / "out", empty.parent / "err"]

    def tell(*args: str) -> subprocess.CompletedProcess[str]:
        print(json.dumps([str(empty), [str(file) for file in files], [*suite(empty), *args]]), file=stdin, flush=True)
        return subprocess.CompletedProcess(args, int(stdout.readline()), *(file.read_text() for file in files))

    return tell


def test_a_server_that_keeps_the_contract(installed: Path, empty: Path) -> None:
    """As a user starts it, in a process that loads all by itself."""
    with running(make_app(seed=1)) as url:
        command = [sys.executable, "-P", "-m", "pytest", *suite(empty), "--base-url", url, "-rs", "-v"]
        env = environment(installed)
        done = subprocess.run(command, cwd=empty, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    passed = set(re.findall(r"::(.*\]) +PASSED", done.stdout))
    for operation in (
        "operation[POST /coursedates]",
        "rule[too-long-POST /coursedates]",
        "behaviour[ids-are-unique-GET /venues]",
    ):
        assert f"test_{operation}" in passed
    assert "advice: a server may accept it" in done.stdout
    assert "failed" not in done.stdout.splitlines()[-1]
    assert OF_A_TENANT not in done.stdout


def test_what_is_not_installed_is_one_line(empty: Path) -> None:
    hide = "import importlib.util as u; f = u.find_spec; u.find_spec = lambda name: name != 'schemathesis' and f(name) or None"
    code = f"{hide}; import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    command = [sys.executable, "-P", "-c", code, "-p", "no:schemathesis", "--pyargs", "feedproof.contract_tests"]
    done = subprocess.run(command, cwd=empty, capture_output=True, text=True, check=False)  # noqa: S603
    says = "ERROR: feedproof: the contract suite needs schemathesis: pip install 'feedproof[contract]'"
    assert (done.returncode, done.stderr.strip()) == (pytest.ExitCode.USAGE_ERROR, says)


def test_another_contract_has_other_tests(run: Run, empty: Path) -> None:
    overlay = empty.parent / "tenant.yaml"
    overlay.write_text("""
        overlay: 1.0.0
        info: {title: Ours, version: 1.0.0}
        actions: [{target: $.components.schemas.CourseDate.properties.MaxPlaces, update: {maximum: 40}}]
    """)
    done = run("--collect-only", "-q", "--feed-contract", str(overlay))
    assert f"test_rule[{OF_A_TENANT}-POST /coursedates]" in done.stdout


def test_a_server_that_does_not(run: Run) -> None:
    with running(make_app(seed=1, faults=("create-lost",))) as url:
        done = run("--base-url", url)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "test_behaviour[created-equals-read-POST /coursedates]" in done.stdout
    assert 'curl -X POST -H "Authorization: Bearer $FEEDPROOF_TOKEN"' in done.stdout


def test_a_server_that_is_not_there_is_one_line_and_with_no_workers_xdist_may_be_there(run: Run) -> None:
    done = run("--base-url", "http://127.0.0.1:9", "-n", "0")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "feedproof: http://127.0.0.1:9: cannot be reached" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("text", ["nan", "inf", "0", "soon"])
def test_a_time_limit_has_to_be_one(run: Run, text: str) -> None:
    done = run("--base-url", "http://127.0.0.1:9", "--feed-timeout", text)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"--feed-timeout: '{text}' is not a number of seconds above 0 and up to 86,400" in done.stderr


@pytest.mark.parametrize("word", ["another.invalid", "tenant", "invalid"])
def test_the_host_has_to_be_named_to_write_to_it(run: Run, word: str) -> None:
    done = run("--base-url", "http://tenant.invalid", "--feed-allow-writes", word)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"nothing was sent: the host name is tenant.invalid, not '{word}'" in done.stdout


@pytest.mark.parametrize(
    ("url", "word"), [("http://tenant.invalid", " Tenant.INVALID "), ("http://127.0.0.1:9", "localhost")]
)
def test_the_host_is_named_as_to_the_command(run: Run, url: str, word: str) -> None:
    """The case and what stands around it do not count, and a server on this machine needs no name."""
    done = run("--base-url", url, "--feed-allow-writes", word, "--feed-read-only")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "nothing was sent: allow-writes and read-only cannot be combined" in done.stdout


@pytest.mark.parametrize("way", [("-n", "2"), ("-n", "1"), ("--dist", "each", "--tx", "2*popen")])
def test_several_workers_would_examine_it_several_times(run: Run, way: tuple[str, ...]) -> None:
    asked: list[str] = []

    async def counted(scope: Any, _receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with running(counted) as url:
        done = run("--base-url", url, *way)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    told = [line for line in (done.stdout + done.stderr).splitlines() if line]
    assert told == ["ERROR: feedproof: one process tests the server for all pytest tests: pass -n 0"]
    assert asked == []


def test_a_contract_that_cannot_be_loaded_is_one_line(run: Run, empty: Path) -> None:
    done = run("--feed-contract", "none.yaml")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert done.stderr.strip() == f"ERROR: feedproof: {empty / 'none.yaml'}: No such file or directory"
