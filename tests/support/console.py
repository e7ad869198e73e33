"""The terminal sessions in the README and the other pages: find them and run them again."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
WRITE = "FEEDPROOF_WRITE"
SESSION = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RUNNERS = {"CI", "GITHUB_ACTIONS", "TF_BUILD"}
MAIN = "from feedproof.ci.cli import main; main()"
COMMAND = [sys.executable, "-P", "-c", MAIN]
"""The command line as its own process, which works in any folder."""
PLAIN = {"NO_COLOR": "1", "COLUMNS": "100"}


def sections(page: Path = README) -> dict[str, list[str]]:
    """Return the sessions of each section of a page, by its title."""
    parts = re.split(r"^## (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title: SESSION.findall(text) for title, text in zip(["", *parts[1::2]], parts[::2], strict=True)}


def replay(session: str, folder: Path) -> str:
    """Run every line of a session that begins with $ in a folder, and return the session with the new output."""
    shown = []
    for line in session.splitlines():
        if line.startswith("$ "):
            shown += [line, *run(line[2:], folder).splitlines()]
    return "\n".join(line.rstrip() for line in shown) + "\n"


def run(command: str, folder: Path, **variables: str) -> str:
    """Return the output of a command, run as on a person's machine; `variables` change its environment."""
    scripts = sysconfig.get_path("scripts")
    person = {name: value for name, value in os.environ.items() if name not in RUNNERS}
    environment = person | PLAIN | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"} | variables
    done = subprocess.run(  # noqa: S602 - the README's own commands
        command,
        shell=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    return done.stdout.decode()


def write(session: str, actual: str, page: Path = README) -> None:
    """Replace a session in a page by its new output."""
    page.write_text(page.read_text(encoding="utf-8").replace(session, actual), encoding="utf-8")
