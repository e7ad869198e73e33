"""Survey a folder for payload files and recordings of traffic: the judge decides for every file that may be one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import escape
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ...spec.contract import Contract, Feed
from ...spec.errors import FeedproofError
from ...spec.nearest import joined, same
from ...spec.operations import SENT
from ...validators.bulk import Bulk
from ...validators.bulk.names import RECORDINGS, ending, recorded
from ...validators.bulk.stream import Stream, opened
from ...validators.check import Checker
from ...validators.checked import JUDGED
from ...validators.judge import Judge
from ...validators.text.document import Record, texts
from ..inputs import LINES
from .files import folders, left_out
from .git import files_of_git

LARGEST = 20_000_000
"""Bytes; a larger file is not read just to find out what it is."""
SEVERAL = 2
"""Names of fields that make a payload; with fewer it may be anything."""
_FEW = 100
"""The number of records that tell what the others are."""

Kind = tuple[str, str]
"""Feed and operation; both empty where a file holds several."""
RECORDED: Kind = ("", "recorded")
"""What recorded traffic is: its requests tell the rest."""
_LARGE: Kind = ("", "large")
_READ = "read"


@dataclass(frozen=True, slots=True)
class PayloadFiles:
    """Payload files of one feed and operation: the patterns, and the number of files that match them."""

    feed: str
    operation: str
    paths: tuple[str, ...]
    files: int

    @property
    def is_recorded(self) -> bool:
        """Whether the files are recorded traffic."""
        return (self.feed, self.operation) == RECORDED


class Survey(NamedTuple):
    """The payload files below a folder, the files that are left out, with reasons, and those too large to read."""

    groups: list[PayloadFiles]
    left: dict[str, str]
    large: list[str]


def look(contract: Contract) -> Survey:
    """Return the payload files below the current folder, by feed and operation."""
    paths: defaultdict[Kind, list[str]] = defaultdict(list)
    numbers: defaultdict[Kind, int] = defaultdict(int)
    left: dict[str, str] = {}
    large: list[str] = []
    checker, kept = Checker(contract), files_of_git()
    for files in folders():
        taken: defaultdict[Kind, list[Path]] = defaultdict(list)
        for file in files:
            if kind := _kind(checker, file):
                if why := left_out(file, kept):
                    left[file.as_posix()] = why
                else:
                    taken[kind].append(file)
        large += [file.as_posix() for file in taken.pop(_LARGE, [])]
        for kind in sorted(taken):
            paths[kind] += _patterns(taken[kind], files)
            numbers[kind] += len(taken[kind])
    return Survey([PayloadFiles(*kind, tuple(paths[kind]), numbers[kind]) for kind in sorted(paths)], left, large)


def _kind(checker: Checker, file: Path) -> Kind | None:
    """Return the feed and operation that the judge recognises in a file; None if it is no payload."""
    try:
        data = _held(file)
        if len(data) > LARGEST:
            return _LARGE
        if ending(file).kind in RECORDINGS or recorded(data, ""):
            return RECORDED if recorded(data, "") and _is_ours(checker, data) else None
        return _kind_of_records(checker, data, is_lines=ending(file).kind in LINES or None)
    except FeedproofError:
        return None


def _kind_of_records(checker: Checker, data: bytes, *, is_lines: bool | None) -> Kind | None:
    feeds = checker.contract.feeds.values()
    spoken = {feed.name for feed in feeds if _speaks(data, feed)} or _spoken_otherwise(data, feeds)
    kinds = {judge.kind for judge in _judges(checker, data, is_lines=is_lines)} if spoken else set()
    found = {feed for feed, _ in kinds}
    if not found or not found <= spoken:
        return None
    if len(found) > 1:
        return "", ""
    read = (*found, _READ)
    return read if read in kinds else kinds.pop()


def _held(file: Path) -> bytes:
    """Return the content of a file, decompressed; of one that is too large, a beginning that is also too large."""
    with opened(file) as stream:
        stream.block = LARGEST + 1
        return stream.read()


def _judges(checker: Checker, data: bytes, *, is_lines: bool | None) -> Iterator[Judge]:
    """Yield the judges of the first records, for those that certainly are records of a feed."""
    records = (record for text in texts(data, lines=is_lines) for record in checker.records(text, "", 0))
    for record in islice(records, _FEW):
        judge = checker.judge_of(_as_alone(record))
        if judge and _is_one(judge, record):
            yield judge


def _as_alone(record: Record) -> Record:
    """Return a record of a bare list as if it stood alone, because either may be one to create. What a server lists was read."""
    return record if any(isinstance(part, str) for part in record.path) else record._replace(path=())


def _is_one(judge: Judge, record: Record) -> bool:
    """Return whether a record has its feed's id, or a field that must be sent, with a valid value: other names are too common."""
    actions = judge.contract.feed(judge.feed).actions
    needed = {judge.key}.union(*(schema.get("required", ()) for action, schema in actions.items() if action in SENT))
    listed = {name: value for given, value in record.value.items() if (name := same(given, needed))} | record.value
    here = needed.intersection(listed)
    return bool(here) and not here <= {violation.place[0] for violation in judge.violations(listed) if violation.place}


def _is_ours(checker: Checker, data: bytes) -> bool:
    """Return whether a recording has an exchange with one of the feeds."""
    with Bulk(checker) as bulk:
        return any(checked.exchanges.get(JUDGED) for checked in bulk.check(Stream(BytesIO(data)), ""))


def _speaks(data: bytes, feed: Feed) -> bool:
    """Return whether the text has several field names as the contract spells them; the judge also accepts other spellings."""
    names = feed.actions[_READ]["properties"]
    return sum(f'"{name}"'.encode() in data for name in names) >= SEVERAL


def _spoken_otherwise(data: bytes, feeds: Iterable[Feed]) -> set[str]:
    """Return the feeds with several field names in the text, in any spelling."""
    text = joined(data.decode(errors="replace"))
    names = {feed.name: {joined(name) for name in feed.actions[_READ]["properties"]} for feed in feeds}
    return {feed for feed, own in names.items() if sum(f'"{name}":' in text for name in own) >= SEVERAL}


def _patterns(own: list[Path], files: list[Path]) -> Iterator[str]:
    """Yield a pattern for an ending if all files of a folder with it belong together; else, or in the top folder, the files."""
    for end in sorted({_written(file) for file in own}):
        alike = dict.fromkeys(file for file in own if _written(file) == end)
        parent = next(iter(alike)).parent
        if parent != Path() and all(other in alike for other in files if other.name.endswith(end)):
            yield f"{escape(parent.as_posix())}/*{end}"
        else:
            yield from (escape(file.as_posix()) for file in alike)


def _written(file: Path) -> str:
    """Return the ending of a name in its own spelling, because patterns may be case-sensitive."""
    return file.name[-len("".join(ending(file))) :]
