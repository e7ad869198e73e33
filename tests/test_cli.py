"""The frame of the command line: help, errors, exit codes, and which modules a start imports."""

import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from console import MAIN
from feedproof.ci import cli as frame
from feedproof.ci import version
from feedproof.ci.cli import COMMANDS
from feedproof.ci.reporters import formats
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError

ROOT = Path(__file__).parent.parent


HELPED = [
    "",
    *(f" {name}" for name in COMMANDS),
    " spec show",
    " spec lint",
    " spec diff",
    " spec bundle",
    " spec schema",
]


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", HELPED)
def test_help_works_everywhere(command: str, option: str, cli: Callable[..., Any]) -> None:
    outcome = cli(*command.split(), option)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"Usage: feedproof{command} ")
    assert "\\" not in outcome.out


def test_help_lists_every_command(cli: Callable[..., Any]) -> None:
    lines = {" ".join(line.split()) for line in cli("--help").out.splitlines()}
    assert {f"{name} {summary}" for name, summary in frame.COMMANDS.items()} <= lines


@pytest.mark.parametrize("command", ["", "spec"])
def test_no_command_is_no_success(command: str, cli: Callable[..., Any]) -> None:
    outcome = cli(*command.split())
    assert (outcome.code, outcome.err) == (2, "")
    assert outcome.out == cli(*command.split(), "--help").out


def test_unknown_option_is_one_line(cli: Callable[..., Any]) -> None:
    outcome = cli("check", "--form", "json")
    assert outcome.code == 2
    assert outcome.err.startswith("feedproof: No such option")
    assert outcome.err.endswith(" (see feedproof check --help)\n")
    assert outcome.err.count("\n") == 1


def test_what_click_says_in_several_lines_is_one_line(cli: Callable[..., Any]) -> None:
    outcome = cli("completion")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith(" Choose from: bash, zsh, fish (see feedproof completion --help)\n")


def test_version_names_the_contract(cli: Callable[..., Any]) -> None:
    contract = bundled()
    expected = f"feedproof {version.VERSION}, contract {contract.version} (sha256 {contract.sha256[:12]})\n"
    assert cli("--version").out == expected
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == version.VERSION


@pytest.mark.parametrize("arguments", [["--version"], ["chek"], ["check", "nowhere.json"]], ids=" ".join)
def test_it_runs_as_a_module_where_the_command_is_not_on_the_path(
    arguments: list[str], cli: Callable[..., Any], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "feedproof", *arguments]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    outcome = cli(*arguments)
    assert (ran.returncode, ran.stdout, ran.stderr) == (outcome.code, outcome.out, outcome.err)


def _raise(error: BaseException) -> Callable[[str, str], None]:
    def fail(_name: str, _package: str) -> None:
        raise error

    return fail


ERRORS: dict[str, tuple[BaseException, int, str]] = {
    "trouble": (FeedproofError("a.json: broken\nand more"), 2, "feedproof: a.json: broken\\u000aand more"),
    "interrupt": (KeyboardInterrupt(), 130, ""),
    "system": (PermissionError(13, "Permission denied", "a.json"), 2, "feedproof: a.json: Permission denied"),
    "closed pipe": (BrokenPipeError(), 2, ""),
    "extra": (
        ModuleNotFoundError("x", name="starlette"),
        2,
        "feedproof: the module 'starlette' is not installed: python -m pip install 'feedproof[all]'",
    ),
    "extra of its own": (
        ModuleNotFoundError("x", name="distributed.client"),
        2,
        "feedproof: the module 'distributed.client' is not installed: python -m pip install 'feedproof[dask]'",
    ),
    "no extra": (
        ModuleNotFoundError("x", name="allure_commons"),
        2,
        "feedproof: the module 'allure_commons' is not installed: no extra of feedproof provides it; install it separately",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_one_line(name: str, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    error, code, err = ERRORS[name]
    monkeypatch.setattr(frame, "import_module", _raise(error))
    monkeypatch.setattr(frame, "silence", lambda _stream: None)
    outcome = cli("check", "a.json")
    assert (outcome.code, outcome.err.strip()) == (code, err)


class Panic(BaseException):
    """An engine written in Rust panics with one that is no Exception."""


@pytest.mark.parametrize("bug", [ZeroDivisionError, RecursionError, Panic])
def test_a_bug_is_exit_code_2_and_names_its_place(
    bug: type[BaseException], cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "import_module", _raise(bug("of a kind")))
    outcome = cli("check", "a.json")
    assert outcome.code == 2
    assert outcome.err.startswith(f"feedproof: internal error: {bug.__name__}: of a kind (")
    assert outcome.err.endswith("); please report it\n")
    assert outcome.err.count("\n") == 1


# As a process of its own

READS_FOR_EVER = """
import sys, time
from types import SimpleNamespace
from feedproof.ci.cli import main
def read(*_):
    print("reading", flush=True)
    time.sleep(60)
sys.stdin = SimpleNamespace(buffer=SimpleNamespace(read=read))
main()
"""


def _process(*args: str, code: str = MAIN, **options: Any) -> subprocess.Popen[bytes]:
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen([sys.executable, "-P", "-c", code, *args], **streams)  # noqa: S603 - our own program


@pytest.mark.usefixtures("payloads")
def test_a_closed_pipe_is_quiet_and_keeps_the_exit_code() -> None:
    process = _process("check", "-", "--feed", "course-dates", "--max", "0")
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(b'{"StartDate": 1}\n' * 100)
    assert (process.returncode, err) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.usefixtures("payloads")
def test_a_full_device_is_exit_code_2() -> None:
    with Path("/dev/full").open("wb") as full:
        process = _process("check", "bad.json", stdout=full)
        _, err = process.communicate()
    assert (process.returncode, err) == (2, b"feedproof: standard output: No space left on device\n")


def test_an_output_that_knows_few_characters(payloads: Path) -> None:
    text = (payloads / "bad.json").read_text(encoding="utf-8").replace("provisional", "éŁ")
    (payloads / "a.json").write_text(text, encoding="utf-8")
    process = _process("check", "a.json", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    out, err = process.communicate()
    assert (process.returncode, err) == (1, b"")
    assert out.startswith(b'a.json:5:13  error  unlisted-value  Status is "\xe9\\u0141", not')


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT between processes")
@pytest.mark.usefixtures("payloads")
def test_interrupted_is_130() -> None:
    process = _process("check", "-", code=READS_FOR_EVER)
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert (process.returncode, err.strip()) == (130, b"")


BARE = "import site, sys; print(*sys.modules)"
LOADED = """
import sys
for name in set(sys.modules) - set(sys.argv.pop(1).split()):
    del sys.modules[name]  # what is installed for editing loads some when Python starts
import gc, click
exec(sys.argv.pop(1))
before = set(sys.modules) - {name for name in sys.modules if name.partition(".")[0] == "click"}
from feedproof.ci.cli import run
code = run(sys.argv[1:])
sys.stdout.flush()
print(*sorted(set(sys.modules) - before), sep=" ", file=sys.stderr)
sys.exit(code)
"""
STANDARD = {"array", "json", "math"}
"""What a check loads of the standard library beside what click has loaded. Each of the others takes its time."""
FRAME = {"", ".cli", ".codes", ".groups", ".terminal", ".version"}
CHECK = {
    ".baseline_notes", ".check", ".failure", ".inputs", ".options", ".ordered", ".outputs", ".progress",
    ".report", ".report_text", ".reporters", ".reporters.text", ".run", ".selection", ".spool", ".stoppable", ".view",
}  # fmt: skip
JUDGE = {
    "", ".address", ".catalogue", ".check", ".checked", ".findings", ".identity", ".instant", ".judge", ".key_values", ".keyword",
    ".kinds", ".misspelt", ".model", ".moment", ".paths", ".payload", ".personal", ".recognise", ".respell", ".show",
    ".text", ".text.document", ".text.laws", ".text.strict", ".walk",
}  # fmt: skip
SPEC = {"", ".contract", ".errors", ".evidence", ".flat", ".modules", ".nearest", ".pointer", ".text"}
PARTS = {"across": {"", ".ids", ".search", ".sites", ".unit"}, "bulk": {"", ".names", ".stream"}}


def _loaded(*args: str, before: str = "") -> set[str]:
    """Return what a run loads that click has not loaded by itself, after this code."""
    bare = subprocess.run([sys.executable, "-S", "-c", BARE], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    _, err = _process(bare.stdout, before, *args, code=LOADED).communicate()
    return set(err.decode().splitlines()[-1].split())


def _standard(loaded: set[str]) -> set[str]:
    return {name for name in loaded & sys.stdlib_module_names if not name.startswith("_")}


def _of(package: str, loaded: set[str]) -> set[str]:
    return {name.removeprefix(package) for name in loaded if name == package or name.startswith(f"{package}.")}


@pytest.mark.usefixtures("payloads")
def test_a_check_loads_what_it_needs_only() -> None:
    loaded = _loaded("check", "good.json")
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert foreign == {"click", "feedproof"}
    assert _standard(loaded) <= STANDARD
    assert {name.split(".")[1] for name in loaded if name.startswith("feedproof.")} == {"ci", "spec", "validators"}
    assert _of("feedproof.ci", loaded) == FRAME | CHECK
    assert _of("feedproof.spec", loaded) == SPEC
    judge = _of("feedproof.validators", loaded)
    assert {name for name in judge if name.split(".")[1:2] != ["rules"]} == JUDGE | {
        f".{part}{name}" for part, names in PARTS.items() for name in names
    }


@pytest.mark.usefixtures("payloads")
def test_the_help_loads_click_only() -> None:
    loaded = _loaded("--help", before="click.Context(click.Command('x')).get_help()")
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert foreign == {"click", "feedproof"}
    assert _standard(loaded) == set()
    assert {name.split(".")[1] for name in loaded if name.startswith("feedproof.")} == {"ci", "spec"}
    assert _of("feedproof.ci", loaded) == FRAME
    assert _of("feedproof.spec", loaded) == {"", ".errors", ".nearest"}


@pytest.mark.parametrize("name", [name for name in formats() if name != "text"])
def test_what_programs_read_is_utf_8_whatever_the_terminal_knows(payloads: Path, name: str) -> None:
    text = (payloads / "bad.json").read_text(encoding="utf-8").replace("provisional", "é😀")
    (payloads / "a.json").write_text(text, encoding="utf-8")
    process = _process("check", "a.json", "--format", name, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    out, _ = process.communicate()
    plain = _process("check", "a.json", "--format", name, "-o", "report")
    plain.communicate()
    assert out.decode() == (payloads / "report").read_text(encoding="utf-8")
    assert "é" in out.decode() or "\\u00e9" in out.decode()
