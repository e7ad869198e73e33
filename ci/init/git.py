"""The files of the current folder that git has or would add."""

import os
import subprocess
from shutil import which

from ...spec.errors import FeedproofError

_NO_REPOSITORY = "not a git repository"


def files_of_git() -> frozenset[str] | None:
    """Return the files below the current folder that git does not ignore, as relative paths; None without git or a repository.

    Raises FeedproofError if git refuses to tell, such as for a repository of another user.
    """
    git = which("git")
    if git is None:
        return None
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"LC_ALL": "C"})  # noqa: S603 - our own
    said = os.fsdecode(done.stderr).strip().partition("\n")[0]
    if done.returncode and _NO_REPOSITORY not in said:
        raise FeedproofError(f"git does not say what it ignores: {said or f'it ended with {done.returncode}'}")
    return None if done.returncode else frozenset(map(os.fsdecode, done.stdout.split(b"\0")))
