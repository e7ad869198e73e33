"""Count the parts of samples that were left out, by the reason, with the places at which records were found instead."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ...spec.pointer import pointer
from ..model import Path
from .counters import Few
from .plausible import FEW, is_name


class LeftOut(NamedTuple):
    """What was left out, and why."""

    what: str
    why: str


class Where(NamedTuple):
    """The words that say where records are. The gap in `says` gets their pointers, each after `at`, or `otherwise` if not shown."""

    says: str
    otherwise: str
    at: str = ""


class _Reason(NamedTuple):
    """What was left out, why, and how to say where its records are."""

    what: str
    why: str
    where: Where | None


class LeftOuts:
    """Counts what was left out, in bounded memory."""

    def __init__(self) -> None:
        self._counts: dict[_Reason, Counter[str]] = {}
        self._places: dict[_Reason, Few] = {}

    def add(self, left: LeftOut, path: str, where: Where | None = None, places: Sequence[Path] = ()) -> None:
        """Count something that was left out of the document at `path`, and that has records at these places."""
        reason = _Reason(*left, where if places else None)
        self._counts.setdefault(reason, Counter())[path] += 1
        self._places.setdefault(reason, Few(1)).add(tuple(places))

    def counts(self) -> dict[LeftOut, Counter[str]]:
        """Return how often something was left out for each reason, by document."""
        return {
            LeftOut(reason.what, f"{reason.why}{_told(reason.where, self._places[reason])}"): counts
            for reason, counts in self._counts.items()
        }


def _told(where: Where | None, found: Few) -> str:
    """Return in words where records are. Pointers are shown only if all have the same few: others may hold data."""
    if not where:
        return ""
    ((places, _),) = found.items()
    is_shown = not found.others and len(places) < FEW and all(is_name(step) for place in places for step in place)
    shown = " or ".join(f"{where.at}{pointer(place)}" for place in places) if is_shown else where.otherwise
    return where.says.format(shown)
