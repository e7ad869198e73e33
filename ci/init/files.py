"""Find the files below this folder that may be payloads or recordings, by their names, and those to leave out."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ...validators.bulk.names import RECORDINGS, ending
from ..inputs import PAYLOADS

_ENDINGS = PAYLOADS | set(RECORDINGS)
_NOT_OURS = {"node_modules", "bower_components", "site-packages", "venv"}
_ENVIRONMENT = "pyvenv.cfg"
"""What stands at the top of an environment of Python."""
_REPOSITORY = ".git"
_MADE = {"build", "dist", "target", "vendor"}
_BY_OTHERS = "such a folder holds build output or third-party code; if it is yours, add it to the configuration"
_IGNORED = "git ignores it, so no build has it"
_ELSEWHERE = "it lies in another repository; run feedproof init there"
_NO_NAME = "its name cannot be written in a configuration; rename it"


def folders() -> Iterator[list[Path]]:
    """Yield, folder by folder, the files that may be payloads or recordings; hidden and third-party folders are skipped."""
    for place, inside, files in os.walk(Path()):
        if _ENVIRONMENT in files and Path(place) != Path():
            inside.clear()
            continue
        inside[:] = sorted(name for name in inside if not name.startswith(".") and name not in _NOT_OURS)
        found = [Path(place, name) for name in sorted(files) if _may_be(name) and Path(place, name).is_file()]
        if found:
            yield found


def _may_be(name: str) -> bool:
    return ending(name).kind in _ENDINGS and not name.startswith(".")


def left_out(file: Path, kept: Collection[str] | None) -> str:
    """Return why a payload file should not be in a configuration; empty if it should.

    `kept` are the files that git does not ignore; None if git cannot tell.
    """
    if not str(file).isprintable():
        return _NO_NAME
    if any((folder / _REPOSITORY).exists() for folder in file.parents if folder != Path()):
        return _ELSEWHERE
    if kept is not None and file.as_posix() not in kept:
        return _IGNORED
    return "" if _MADE.isdisjoint(file.parts[:-1]) else _BY_OTHERS
