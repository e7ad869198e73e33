"""A difference between two contracts, as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..evidence import Evidence
from ..flat import Path
from .effect import Effect


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between two contracts.

    `kind` is added, removed, changed or renamed; for an entry of a list, gained or lost. `about` is empty for a difference in
    payloads; otherwise it names the parameter or the answer, or is "operation" or "feed". `place` is the place in that. `keyword`
    is empty if a whole property, parameter, answer, operation or feed was added, removed or renamed.

    `old` and `new` are arguments, entries, flat schemas of properties, or names; `was` and `now` are the evidence; what is absent
    is None. `operations` are the actions of the feed whose payloads differ; if there is no feed, they are operations, with method
    and path.
    """

    effect: Effect
    kind: str
    place: Path = ()
    keyword: str = ""
    old: Any = None
    new: Any = None
    was: Evidence | None = None
    now: Evidence | None = None
    about: str = ""
    feed: str = ""
    operations: tuple[str, ...] = ()


def said_once(found: Iterable[tuple[str, Difference]]) -> list[Difference]:
    """Merge differences that are equal but for their operation, and return each once, with all its operations."""
    alike: list[tuple[Difference, Difference, list[str]]] = []
    for operation, difference in found:
        own = replace(difference, was=placeless(difference.was), now=placeless(difference.now))
        known = next((operations for other, _, operations in alike if other == own), None)
        if known is None:
            alike.append((own, difference, [operation]))
        else:
            known.append(operation)
    return [replace(difference, operations=tuple(operations)) for _, difference, operations in alike]


def placeless(evidence: Evidence | None) -> Evidence | None:
    """Return evidence without its pointer, because where evidence is written makes no difference."""
    return evidence and evidence._replace(at="")
