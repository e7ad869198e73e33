"""What makes a finding the same finding in another run."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ...validators.model import Finding
from ..repository import root

STDIN = "<stdin>"
_INDEX = re.compile(r"/[0-9]+(?=/|$)")


class Fingerprint(NamedTuple):
    """The rule, the record and the place in it.

    A record is known by its id, one without an id by its file; `pointer` has `*` for each index, and before it the operation
    where the record is of a recording, in which one operation stands as well as another at a place. There is no line in
    it, so that it survives shifted lines and reordered records and fields; no message, whose words change between
    versions; and no value of the payload but the id, which is never a personal one: nothing personal can be read or
    guessed from it, nor from a digest of it.
    """

    rule: str
    feed: str
    id: str
    path: str
    pointer: str


def fingerprint(finding: Finding, folder: Path) -> Fingerprint:
    """Return the fingerprint of a finding; paths start from this folder."""
    path = "" if finding.id else relative(finding, folder)
    pointer = " ".join(filter(None, (finding.exchange, _INDEX.sub("/*", finding.pointer))))
    return Fingerprint(finding.rule, finding.feed, finding.id or "", path, pointer)


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with a digest of its fingerprint and of how many with the same one came before it.

    It is the same from whichever folder of the repository feedproof runs.
    """
    seen: Counter[Fingerprint] = Counter()
    start = root()
    for finding in findings:
        own = fingerprint(finding, start)
        text = json.dumps([*own, seen[own]])
        seen[own] += 1
        yield finding, sha256(text.encode()).hexdigest()[:32]


def is_in_file(finding: Finding) -> bool:
    """Say whether there is a file to open; a server's failure and standard input have none."""
    return finding.line > 0 and finding.path != STDIN


def relative(finding: Finding, folder: Path) -> str:
    """Return the file as seen from a folder, with forward slashes; what is no file as it is called."""
    return seen_from(folder, finding.path) if is_in_file(finding) else finding.path


def seen_from(folder: Path, path: str) -> str:
    """Return a path as seen from a folder, with forward slashes."""
    return _seen_from(_whole(folder), _whole(path))


def _whole(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - a link stays where it lies, as the forge has it


@lru_cache(4096)
def _seen_from(folder: str, path: str) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return Path(path).as_posix()
