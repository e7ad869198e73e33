"""What makes a finding the same finding in another run."""

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
    """The rule, the record and the place in it.

    A record is known by its id, one without an id by its file, and what is wrong with a server by the operation. `pointer` has `*`
    for each index, and before it the operation where the record is of a recording, in which one operation stands as well as
    another at a place. There is no line in it, so that it survives shifted lines and reordered records and fields; no message,
    whose words change between versions; and no value of the payload but the id, which is never a personal one: nothing personal
    can be read or guessed from it, nor from a digest of it.
    """

    rule: str
    feed: str
    id: str
    path: str
    pointer: str


def fingerprint(found: Found, folder: Path) -> Fingerprint:
    """Return the fingerprint of a finding, or of a failure; paths start from this folder."""
    if isinstance(found, ServerFailure):
        return Fingerprint(found.rule, "", "", found.path, "")
    path = "" if found.id else relative(found, folder)
    pointer = " ".join(filter(None, (found.exchange, _INDEX.sub("/*", found.pointer))))
    return Fingerprint(found.rule, found.feed, found.id or "", path, pointer)


def fingerprints(known: Sequence[Found], found: Iterable[Found]) -> Iterator[tuple[Found, str, bool]]:
    """Yield each with a digest of its fingerprint and of how many with the same one came before it, and whether it is known.

    The digest is the same from whichever folder of the repository feedproof runs.
    """
    seen: Counter[Fingerprint] = Counter()
    start = root()
    for number, each in enumerate(chain(known, found)):
        own = fingerprint(each, start)
        text = json.dumps([*own, seen[own]])
        seen[own] += 1
        yield each, sha256(text.encode()).hexdigest()[:32], number < len(known)
