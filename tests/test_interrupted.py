"""Ctrl-C ends every command without a traceback, at whatever moment it comes."""

import subprocess
import sys
from pathlib import Path

import pytest
from feedproof.ci.cli import COMMANDS

SCRIPT = """
import sys

def interrupt(*_):
    raise KeyboardInterrupt

def interrupt_a_class():
    type("Made", (), {"member": type("Member", (), {"__set_name__": interrupt})()})

wanted, comes = sys.argv.pop(1), {"at once": interrupt, "within a class": interrupt_a_class}[sys.argv.pop(1)]

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            comes()

sys.meta_path.insert(0, Interrupting())
from feedproof.ci.main import main
main()
"""
"""Run feedproof, and let Ctrl-C come while this module is loaded, maybe while a class of it is made."""

each_moment = pytest.mark.parametrize("moment", ["at once", "within a class"])


@each_moment
@pytest.mark.parametrize("module", ["feedproof.ci.cli", "click", "feedproof.validators.check", "feedproof.ci.check"])
def test_while_it_is_loaded(module: str, moment: str, tmp_path: Path) -> None:
    check(module, moment, "check", "x.json", folder=tmp_path)


@each_moment
@pytest.mark.parametrize("name", COMMANDS)
def test_while_a_command_is_loaded(name: str, moment: str, tmp_path: Path) -> None:
    check(f"feedproof.ci.{name}", moment, name, folder=tmp_path)


@pytest.mark.parametrize("module", ["schemathesis", "hypothesis", "uvicorn"])
def test_while_the_contract_suite_is_loaded(module: str, tmp_path: Path) -> None:
    check(module, "at once", "contract", folder=tmp_path)


def check(*args: str, folder: Path) -> None:
    command = [sys.executable, "-P", "-c", SCRIPT, *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603 - our own command
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")
