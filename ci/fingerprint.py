"""Fingerprints, by which a finding is recognised in another run."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from .failure import Found, ServerFailure
from .relative import relative
from .repository import root

_INDEX = re.compile(r"/[0-9]+(?=/|$)")


class Fingerprint(NamedTuple):
    """The rule, the record and the place in it: they identify a finding across runs.

    A record is identified by its id, or by its file if it has no id; a failure of a server by its operation. `pointer` has `*` for
    each index, and begins with the operation if the record is from a recording, in which several operations may have records at one
    place. It has no line, so that it survives shifted lines and reordered records and fields; no message, because the words change
    between versions; and no value of the payload except the id, which is never personal: nothing personal can be read or guessed
    from a fingerprint, nor from a digest of it.
    """

    rule: str
    feed: str
    id: str
    path: str
    pointer: str


def fingerprint(found: Found, folder: Path) -> Fingerprint:
    """Return the fingerprint of a finding or failure; paths are relative to the folder."""
    if isinstance(found, ServerFailure):
        return Fingerprint(found.rule, "", "", found.path, "")
    path = "" if found.id else relative(found, folder)
    pointer = " ".join(filter(None, (found.exchange, _INDEX.sub("/*", found.pointer))))
    return Fingerprint(found.rule, found.feed, found.id or "", path, pointer)


def fingerprints(known: Sequence[Found], found: Iterable[Found]) -> Iterator[tuple[Found, str, bool]]:
    """Yield each finding with a digest, and whether it is known.

    The digest is of its fingerprint and of how many findings before it have the same one. It is the same from every folder of the
    repository.
    """
    seen: Counter[Fingerprint] = Counter()
    start = root()
    for number, each in enumerate(chain(known, found)):
        own = fingerprint(each, start)
        text = json.dumps([*own, seen[own]])
        seen[own] += 1
        yield each, sha256(text.encode()).hexdigest()[:32], number < len(known)
