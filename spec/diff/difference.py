"""One difference of two contracts, as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ..flat import Path
from .effect import Effect


@dataclass(frozen=True, slots=True)
class Fact:
    """The evidence of a keyword: how sure it is, where it comes from, and the pointer to it in its contract.

    Equality ignores `at`.
    """

    certainty: str
    source: str
    at: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of two contracts.

    `kind` is added, removed, changed, renamed, or, of an entry of a list, gained and lost. `about` is empty for what a payload
    holds; of an operation it names the parameter or the answer, or says that it is the operation itself. `place` leads into that.
    `keyword` is empty where a whole property, parameter, answer, operation or feed is there or not.

    `old` and `new` are arguments, entries, flat schemas of properties, or names; `was` and `now` are the evidence. What is not
    there is None. `operations` are the actions whose payloads of the feed it concerns; without a feed they are operations,
    with method and path.
    """

    effect: Effect
    kind: str
    place: Path = ()
    keyword: str = ""
    old: Any = None
    new: Any = None
    was: Fact | None = None
    now: Fact | None = None
    about: str = ""
    feed: str = ""
    operations: tuple[str, ...] = ()


def said_once(found: Iterable[tuple[str, Difference]]) -> list[Difference]:
    """Group differences that are equal but for their operation, and return each once, with all its operations."""
    alike: list[tuple[Difference, list[str]]] = []
    for operation, difference in found:
        known = next((operations for other, operations in alike if other == difference), None)
        if known is None:
            alike.append((difference, [operation]))
        else:
            known.append(operation)
    return [replace(difference, operations=tuple(operations)) for difference, operations in alike]
