"""Find the edit of an overlay that causes an issue: the issue is there after it, and not before it.

It is found by linting the contract as it was after some of the edits, not from the message of the issue.
"""

from collections.abc import Callable, Iterable

from .conform import Issue
from .overlay import earlier
from .pointer import is_within, moved, resolve, split
from .yaml_document import OverlayEdit, YamlDocument

Look = Callable[[YamlDocument], tuple[int, list[Issue]]]
"""Returns the number of the first stage of lint that finds issues, and these issues."""


class Causes:
    """Finds the edits that cause the issues of a contract; the stage of lint with this number finds the issues."""

    def __init__(self, source: YamlDocument, stage: int, look: Look) -> None:
        self._source, self._stage, self._look = source, stage, look
        self._seen: dict[int, tuple[int, set[str]]] = {}

    def of(self, at: str) -> OverlayEdit | None:
        """Return the edit that causes the issue at a place; None if no overlay does."""
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
        if stage < self._stage:
            return None
        return stage == self._stage and _before(self._source.edits[number:], at) in places


def _before(edits: Iterable[OverlayEdit], at: str) -> str:
    """Return the pointer to a place as it was before these edits gave other names."""
    for edit in reversed(list(edits)):
        at = moved(at, edit.at, edit.was)
    return at


def cause_text(source: YamlDocument, at: str, edit: OverlayEdit | None) -> str:
    """Return the end of an issue's message: which line of an overlay causes it. Empty if that is the line of the issue itself."""
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
    """Return what an edit did to the place of an issue, as the end of a sentence that begins with the line of the edit."""
    if split(edit.origin)[2:] == ["remove"]:
        return "removed it" if is_within(edit.at, at) else "removed it, so remove this, too"
    return "adds to it" if edit.at.rpartition("/")[0] == at else "is why"
