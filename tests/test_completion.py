"""Completion: what a shell gets when it requests completions, and that the shells accept the scripts."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from feedproof.ci.cli import COMMANDS, run
from feedproof.ci.completion import SHELLS
from feedproof.ci.spec import command as spec
from feedproof.spec.contract import bundled
from feedproof.validators.catalogue import catalogue

FEEDS = list(bundled().feeds)
ASKED = {
    "": list(COMMANDS),
    "che": ["check"],
    "spec ": sorted(spec.commands),
    "check --feed ": FEEDS,
    "spec show ven": ["venues"],
    "spec schema d": ["diff", "drift"],
    "generate ": FEEDS,
    "rules ": sorted(catalogue()),
    "check --ignore too-l": ["too-long"],
    "gate --fail": ["--fail-on"],
    "gate --fail-on ": ["error", "warning", "note"],
    "completion ": list(SHELLS),
    "check pay": [("file", "pay")],
    "check --baseline b": [("file", "b")],
    "drift exp": [("file", "exp")],
    "drift --write-overlay t": [("file", "t")],
    "gate --config c": [("file", "c")],
    "generate venues --split d": [("dir", "d")],
    "fetch http://127.0.0.1 ven": ["venues"],
    "fetch http://127.0.0.1 venues --dataset t": [("file", "t")],
    "fetch http://127.0.0.1 venues -o f": [("dir", "f")],
    "sandbox --dataset t": [("file", "t")],
}
"""What stands on the command line, and what is offered; files and folders are the shell's own to find."""


@pytest.mark.parametrize("typed", ASKED)
def test_what_is_offered(typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = f"feedproof {typed}"
    monkeypatch.setenv("_FEEDPROOF_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    with pytest.raises(SystemExit):
        run([])
    lines = [tuple(line.split(",", 1)) for line in capsys.readouterr().out.splitlines()]
    assert lines == [each if isinstance(each, tuple) else ("plain", each) for each in ASKED[typed]]


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Path]:
    def write(shell: str) -> Path:
        assert run(["completion", shell]) == 0
        file = tmp_path / f"completion.{shell}"
        file.write_text(capsys.readouterr().out, encoding="utf-8")
        return file

    return write


def ask(shell: str, *arguments: str) -> str:
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    command = [str(shutil.which(shell)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"PATH": path})  # noqa: S603 - our own command
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_takes_its_script(
    shell: str, script: Callable[[str], Path], lacking: Callable[[str], NoReturn]
) -> None:
    if not shutil.which(shell):
        lacking(f"{shell} is not installed")
    ask(shell, "-n", str(script(shell)))


def test_bash_completes(script: Callable[[str], Path]) -> None:
    asked = "COMP_WORDS=(feedproof check --feed v); COMP_CWORD=3; _feedproof_completion feedproof; echo ${COMPREPLY[@]}"
    assert ask("bash", "-c", f"source {script('bash')}; {asked}") == "venues\n"


def test_fish_completes(script: Callable[[str], Path], lacking: Callable[[str], NoReturn]) -> None:
    if not shutil.which("fish"):
        lacking("fish is not installed")
    assert ask("fish", "-c", f"source {script('fish')}; complete -C 'feedproof check --feed v'") == "venues\n"
