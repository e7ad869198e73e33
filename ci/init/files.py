"""Which files below a folder may be payloads or recordings, by their names, and which of them no configuration should name."""

import os
from collections.abc import Iterator
from pathlib import Path

from ...validators.bulk.names import RECORDINGS
from ...validators.bulk.stream import PACKED
from ..inputs import PAYLOADS

_ENDINGS = PAYLOADS | set(RECORDINGS)
_NOT_OURS = {"node_modules", "bower_components", "site-packages", "venv", "build", "dist", "target", "vendor"}
_BEGINS = {"pyvenv.cfg", ".git"}
"""What stands at the top of a folder that is somebody else's: an environment of Python, another repository."""
_NO_NAME = "its name is no text that a configuration can hold; give it another"


def folders(folder: Path) -> Iterator[list[Path]]:
    """Yield the files that may be payloads or recordings, of each folder that is not hidden and not somebody else's."""
    for place, inside, files in os.walk(folder):
        if Path(place) != folder and not _BEGINS.isdisjoint([*inside, *files]):
            inside.clear()
            continue
        inside[:] = sorted(name for name in inside if not name.startswith(".") and name not in _NOT_OURS)
        found = [Path(place, name) for name in sorted(files) if _may_be(name) and Path(place, name).is_file()]
        if found:
            yield found


def _may_be(name: str) -> bool:
    return plain_ending(Path(name)) in _ENDINGS and not name.startswith(".")


def ending(file: Path) -> str:
    """Return what says the kind of a file, as it is written: its suffix, or two of them where it is packed."""
    return "".join(file.suffixes[-2 if file.suffix.lower() in PACKED else -1 :])


def plain_ending(file: Path) -> str:
    """Return what says the kind of a file, packed or not."""
    written = ending(file).lower()
    return written.removesuffix(file.suffix.lower()) if file.suffix.lower() in PACKED else written


def left_out(file: Path) -> str:
    """Return why a payload file, as a path from the folder, is not to be named in a configuration; nothing where it is."""
    return "" if str(file).isprintable() else _NO_NAME
