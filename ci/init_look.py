"""Which payload files and recordings of traffic lie in a folder: the judge is asked of every file that may be one."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from io import BytesIO
from pathlib import Path

from ..spec.contract import Contract, Feed
from ..spec.errors import FeedproofError
from ..validators.bulk import Bulk
from ..validators.bulk.names import RECORDINGS, recorded
from ..validators.bulk.source import Stream
from ..validators.check import JUDGED, Checker
from .inputs import LINES, PAYLOADS

LARGEST = 20_000_000
"""Bytes; a larger file is not read just to find out what it is."""
_ENDINGS = PAYLOADS | set(RECORDINGS)
SEVERAL = 2
"""Names of fields that make a payload; with fewer it may be anything."""
_NOT_OURS = {"node_modules", "venv", "build", "dist", "target", "vendor"}

Kind = tuple[str, str]
"""Feed and operation; both empty where a file holds several."""
RECORDED: Kind = ("", "recorded")
"""What recorded traffic is: its requests tell the rest."""


@dataclass(frozen=True, slots=True)
class Group:
    """Payload files of one feed and operation: patterns, and how many files they stand for."""

    feed: str
    operation: str
    paths: tuple[str, ...]
    files: int

    @property
    def is_recorded(self) -> bool:
        """Whether the files are recorded traffic."""
        return (self.feed, self.operation) == RECORDED


def look(folder: Path, contract: Contract) -> list[Group]:
    """Return the payload files below a folder, by feed and operation."""
    paths: defaultdict[Kind, list[str]] = defaultdict(list)
    numbers: defaultdict[Kind, int] = defaultdict(int)
    checker = Checker(contract)
    for files in _folders(folder):
        kinds = {file: _kind(checker, file) for file in files}
        for kind in sorted({kind for kind in kinds.values() if kind}):
            own = [file for file in files if kinds[file] == kind]
            paths[kind] += _patterns(folder, own, kinds)
            numbers[kind] += len(own)
    return [Group(*kind, tuple(paths[kind]), numbers[kind]) for kind in sorted(paths)]


def _folders(folder: Path) -> Iterator[list[Path]]:
    """Yield the files that may be payloads or recordings, of each folder that is not hidden and not somebody else's."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NOT_OURS)
        found = [Path(place, name) for name in sorted(files) if _may_be(name)]
        if found:
            yield found


def _may_be(name: str) -> bool:
    return Path(name).suffix.lower() in _ENDINGS and not name.startswith(".") and name.isprintable()


def _kind(checker: Checker, file: Path) -> Kind | None:
    """Return what the judge takes a file for, or None when it is no payload."""
    try:
        if file.stat().st_size > LARGEST:
            return None
        data = file.read_bytes()
        if file.suffix.lower() in RECORDINGS or recorded(data, ""):
            return RECORDED if recorded(data, "") and _is_ours(checker, data) else None
        checked = checker.check(data, str(file), lines=file.suffix.lower() in LINES or None)
    except (FeedproofError, OSError):
        return None
    kinds = checked.judged_as
    if not all(_speaks(data, checker.contract.feed(feed)) for feed, _ in kinds):
        return None
    return (next(iter(kinds)) if len(kinds) == 1 else ("", "")) if kinds else None


def _is_ours(checker: Checker, data: bytes) -> bool:
    """Say whether a recording has an exchange with one of the feeds."""
    with Bulk(checker) as bulk:
        return any(checked.exchanges.get(JUDGED) for checked in bulk.check(Stream(BytesIO(data)), ""))


def _speaks(data: bytes, feed: Feed) -> bool:
    """Say whether several names stand there as the contract spells them; the judge takes other spellings too."""
    names = feed.actions["read"]["properties"]
    return sum(f'"{name}"'.encode() in data for name in names) >= SEVERAL


def _patterns(folder: Path, files: list[Path], kinds: dict[Path, Kind | None]) -> Iterator[str]:
    """Yield a pattern for an ending when all such files of a folder are meant; else, or in the top folder, files."""
    for suffix in sorted({file.suffix for file in files}):
        own = [file for file in files if file.suffix == suffix]
        parent = own[0].parent
        if parent != folder and all(other in own for other in kinds if other.suffix == suffix):
            yield f"{escape(parent.relative_to(folder).as_posix())}/*{suffix}"
        else:
            yield from (escape(file.relative_to(folder).as_posix()) for file in own)
