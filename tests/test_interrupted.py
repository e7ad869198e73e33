"""Ctrl-C ends every command without a traceback, at whatever moment it comes."""

import subprocess
import sys
from pathlib import Path

import pytest
from feedproof.ci.cli import COMMANDS

SCRIPT = """
import sys

class Interrupting:
    wanted = sys.argv.pop(1)
    def find_spec(self, name, path=None, target=None):
        if name == self.wanted:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from feedproof.ci.main import main
main()
"""
"""Run feedproof, and let Ctrl-C come while this module is loaded."""


@pytest.mark.parametrize("module", ["feedproof.ci.cli", "click", "feedproof.validators.check", "feedproof.ci.check"])
def test_while_it_is_loaded(module: str, tmp_path: Path) -> None:
    check(module, "check", "x.json", folder=tmp_path)


@pytest.mark.parametrize("name", COMMANDS)
def test_while_a_command_is_loaded(name: str, tmp_path: Path) -> None:
    check(f"feedproof.ci.{name}", name, folder=tmp_path)


@pytest.mark.parametrize("module", ["schemathesis", "hypothesis", "uvicorn"])
def test_while_the_contract_suite_is_loaded(module: str, tmp_path: Path) -> None:
    check(module, "contract", folder=tmp_path)


def check(*args: str, folder: Path) -> None:
    command = [sys.executable, "-P", "-c", SCRIPT, *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603 - our own command
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")
