"""Ctrl-C ends every command without a traceback, at any moment."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from console import COMMAND
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


posix = pytest.mark.skipif(os.name != "posix", reason="a process elsewhere cannot be asked to end")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Write a file that takes seconds to fix."""
    made = [*COMMAND, "generate", "course-dates", "-n", "100", "--format", "ndjson"]
    lines = subprocess.run(made, check=True, capture_output=True, cwd=tmp_path).stdout  # noqa: S603 - our own command
    (tmp_path / "large.ndjson").write_bytes(lines.replace(b'"Status":"', b'"Status":" ') * 200)
    return tmp_path / "large.ndjson"


@posix
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda stop: stop.name)
def test_while_a_file_is_fixed(stop: signal.Signals, large: Path) -> None:
    former = large.read_bytes()
    with fixing(large) as process:
        process.send_signal(stop)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (128 + stop, "", "")
    assert list(large.parent.iterdir()) == [large], "there is no draft beside it"
    assert large.read_bytes() == former


@posix
def test_an_order_that_is_ignored_stays_so(large: Path) -> None:
    """As nohup has it, under which a run goes on when its terminal is closed."""
    large.write_bytes(b"".join(large.read_bytes().splitlines(keepends=True)[:4000]))  # here, all of it is fixed
    with fixing(large, shutil.which("nohup") or "") as process:
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=120)
    assert process.returncode in {0, 1}


def fixing(large: Path, *before: str) -> "subprocess.Popen[str]":
    """Fix a file in a process, and return when it has begun to."""
    args = [*before, *COMMAND, "check", str(large), "--feed", "course-dates", "--fix"]
    process = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=large.parent)  # noqa: S603
    until = time.monotonic() + 60
    while len(list(large.parent.iterdir())) < 2 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    return process


DROPPING = """
import os, sys, time, weakref
from feedproof.ci import check
from feedproof.ci.cli import main

class Thing:
    pass

stop = int(sys.argv.pop())

def checked(*_):
    thing = Thing()
    reference = weakref.ref(thing, lambda _: os.kill(os.getpid(), stop))
    del thing
    time.sleep(30)
    raise AssertionError

check._checked = checked
main()
"""
"""Run feedproof, and let an order come where Python drops what is raised, as it does at times while modules are loaded."""


@posix
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda stop: stop.name)
def test_where_nothing_that_is_raised_is_heard(stop: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "x.json").touch()
    command = [sys.executable, "-P", "-c", DROPPING, "check", "x.json", str(int(stop))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)  # noqa: S603 - our own command
    assert (done.returncode, done.stdout, done.stderr.strip()) == (128 + stop, "", "")
