"""A project with one payload, and commands that run in it as in a build."""

import json
import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

COURSE = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
INSTALL = "feedproof[all] @ git+https://host/feedproof@v1"


def begin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create a project with one payload and change to its folder, with feedproof on the path."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
    (folder / "posts").mkdir()
    put(COURSE)
    return folder


def put(value: dict[str, Any]) -> None:
    """Write the payload."""
    Path("posts/one.json").write_text(json.dumps(value))


def sh(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command as the runner of a build does: it stops at the first failure."""
    return subprocess.run(  # noqa: S603 - the recipe's own commands
        ["/bin/sh", "-ec", command], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def git(*arguments: str, folder: Path) -> str:
    """Run git in a folder and return its output."""
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own command
