"""What git has of the current folder, or would take."""

import os
import subprocess
from shutil import which

_LIST = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")


def files_of_git() -> frozenset[str] | None:
    """Return the files below the current folder that git does not ignore, as paths from there; None without git or a repository."""
    git = which("git")
    if git is None:
        return None
    done = subprocess.run([git, *_LIST], capture_output=True, check=False)  # noqa: S603 - a command of our own
    return None if done.returncode else frozenset(map(os.fsdecode, done.stdout.split(b"\0")))
