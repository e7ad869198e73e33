"""What of samples could not be looked at, counted by the reason, and where what could have been stands instead."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ...spec.pointer import pointer
from ..model import Path
from .counters import Few
from .plausible import FEW, is_name


class LeftOut(NamedTuple):
    """What could not be looked at, and why."""

    what: str
    why: str


class Where(NamedTuple):
    """How it is said where records stand: with their pointers, which begin `at` one, or with what is said for them."""

    says: str
    otherwise: str
    at: str = ""


class _Reason(NamedTuple):
    """Why something was left out, and how it is said where its records stand."""

    what: str
    why: str
    where: Where | None


class LeftOuts:
    """Counts what is left out, in bounded memory."""

    def __init__(self) -> None:
        self._counts: dict[_Reason, Counter[str]] = {}
        self._places: dict[_Reason, Few] = {}

    def add(self, left: LeftOut, path: str, where: Where | None = None, places: Sequence[Path] = ()) -> None:
        """Count something of the document at the path, which has records at these places."""
        reason = _Reason(*left, where if places else None)
        self._counts.setdefault(reason, Counter())[path] += 1
        self._places.setdefault(reason, Few(1)).add(tuple(places))

    def counts(self) -> dict[LeftOut, Counter[str]]:
        """Return how much was left out for each reason, by the name of the document."""
        return {
            LeftOut(reason.what, f"{reason.why}{_told(reason.where, self._places[reason])}"): counts
            for reason, counts in self._counts.items()
        }


def _told(where: Where | None, found: Few) -> str:
    """Return where records stand, in words; a pointer that not all of them have, or one of many, may hold data."""
    if not where:
        return ""
    ((places, _),) = found.items()
    is_shown = not found.others and len(places) < FEW and all(is_name(step) for place in places for step in place)
    shown = " or ".join(f"{where.at}{pointer(place)}" for place in places) if is_shown else where.otherwise
    return where.says.format(shown)
