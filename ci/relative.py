"""Paths of findings, relative to a folder."""

import os
from functools import lru_cache
from pathlib import Path
from typing import TypeGuard

from ..validators.model import Finding
from .failure import Found
from .inputs import UNNAMED


def is_in_file(found: Found) -> TypeGuard[Finding]:
    """Return whether a finding is in a file that can be opened, not in standard input or on a server."""
    return isinstance(found, Finding) and found.path != UNNAMED


def relative(found: Found, folder: Path) -> str:
    """Return the path of a finding relative to a folder, with forward slashes; what is not in a file keeps its name."""
    return seen_from(folder, found.path) if is_in_file(found) else found.path


def seen_from(folder: Path, path: str) -> str:
    """Return a path relative to a folder, with forward slashes."""
    return _seen_from(_whole(folder), _whole(path))


def _whole(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - a link stays where it lies, as the forge has it


@lru_cache(4096)
def _seen_from(folder: str, path: str) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return Path(path).as_posix()
