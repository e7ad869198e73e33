"""Which edit of an overlay brings an issue: the one after which it is there, and before which it is not.

That is found by looking at the contract as it was after some of the edits, not by what an issue says.
"""

from collections.abc import Callable, Iterable

from .conform import Issue
from .overlay import earlier
from .pointer import is_within, moved, resolve, split
from .yaml_document import OverlayEdit, YamlDocument

Look = Callable[[YamlDocument], tuple[int, list[Issue]]]
"""Return the number of the stage that finds issues first, and these."""


class Causes:
    """The edits that bring the issues of a contract, which a stage of this number finds."""

    def __init__(self, source: YamlDocument, stage: int, look: Look) -> None:
        self._source, self._stage, self._look = source, stage, look
        self._seen: dict[int, tuple[int, set[str]]] = {}

    def of(self, at: str) -> OverlayEdit | None:
        """Return the edit that brings an issue at a place; None where no overlay does."""
        edits = self._source.edits
        if not edits or self._has(at, 0) is not False:
            return None
        least, most = 0, len(edits)  # there it is not, and here it is
        while found := self._between(at, least, most):
            least, most = (least, found) if self._has(at, found) else (found, most)
        return edits[most - 1]

    def _between(self, at: str, least: int, most: int) -> int | None:
        """Return the number nearest to the middle for which it can be said whether the issue is there; None for no number."""
        middle = (least + most) // 2
        numbers = sorted(range(least + 1, most), key=lambda number: abs(number - middle))
        return next((number for number in numbers if self._has(at, number) is not None), None)

    def _has(self, at: str, number: int) -> bool | None:
        """Return whether the issue is there after so many edits; None where an issue of an earlier stage hides it."""
        if number not in self._seen:
            stage, issues = self._look(earlier(self._source, number))
            self._seen[number] = stage, {place for place, _ in issues}
        stage, places = self._seen[number]
        return (
            None if stage < self._stage else stage == self._stage and _before(self._source.edits[number:], at) in places
        )


def _before(edits: Iterable[OverlayEdit], at: str) -> str:
    """Return the pointer to a place as it was before these edits gave other names."""
    for edit in reversed(list(edits)):
        at = moved(at, edit.at, edit.was)
    return at


def told(source: YamlDocument, at: str, edit: OverlayEdit | None) -> str:
    """Say which line of an overlay brings an issue, unless that is the line of the issue itself."""
    if edit is None:
        return ""
    (name, line), (here, _) = edit.overlay.place(edit.origin), source.place(at)
    if _is_list_as_item(source, at, edit):
        return "; the update of a list adds one item, so write an action for each"
    is_own = name == here and is_within(at, edit.at)
    return "" if is_own else f"; {name}:{line} {_did(edit, at)}"


def _is_list_as_item(source: YamlDocument, at: str, edit: OverlayEdit) -> bool:
    """Return whether an edit put a list at a place of a list, which may be meant as its items."""
    is_item = edit.at == at and split(edit.origin)[2:] == ["update"]
    return is_item and all(isinstance(resolve(source.data, place), list) for place in (at, at.rpartition("/")[0]))


def _did(edit: OverlayEdit, at: str) -> str:
    """Say what an edit did to what an issue at a place speaks of."""
    if split(edit.origin)[2:] == ["remove"]:
        return "removed it" if is_within(edit.at, at) else "removed it, so remove this, too"
    return "adds to it" if edit.at.rpartition("/")[0] == at else "is why"
