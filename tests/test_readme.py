"""The README's terminal sessions are real: each is run here and compared, word for word.

`FEEDPROOF_WRITE=1 pytest tests/test_readme.py` writes what the commands print now into the README.
"""

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SESSION = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WRITE = "FEEDPROOF_WRITE"


def sessions() -> list[str]:
    return SESSION.findall(README.read_text(encoding="utf-8"))


def replay(session: str) -> str:
    """Run every line that begins with $ and put what it prints below it."""
    shown = []
    for line in session.splitlines():
        if line.startswith("$ "):
            shown += [line, *run(line[2:]).splitlines()]
    return "\n".join(line.rstrip() for line in shown) + "\n"


def run(command: str) -> str:
    scripts = sysconfig.get_path("scripts")
    environment = os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "100"}
    done = subprocess.run(  # noqa: S602 - the README's own commands
        command,
        shell=True,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    return done.stdout.decode()


@pytest.mark.parametrize("number", range(len(sessions())))
def test_session_prints_what_the_readme_shows(number: int) -> None:
    session = sessions()[number]
    actual = replay(session)
    if os.environ.get(WRITE):
        README.write_text(README.read_text(encoding="utf-8").replace(session, actual), encoding="utf-8")
        return
    assert actual == session, f"the README is out of date; {WRITE}=1 pytest tests/test_readme.py writes it anew"


def test_there_are_sessions_and_two_commands_that_install() -> None:
    assert len(sessions()) > 3
    installs = [
        line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("python -m pip install ")
    ]
    assert len(installs) == 2
