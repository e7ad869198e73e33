"""Fix what is certain in a record: the rules say how, and what would bring a new finding is not done."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from ..judge import Judge, follow
from ..keyword import Violation
from ..meant import causes
from ..model import Path, Renamed, Wanted
from ..text.place import put, rename

_ROUNDS = 8
"""A fix may bring to light what can be fixed, too: so many times in a row."""
_MOST = 10_000
"""After so many violations, judged again and again as fixes bring new ones to light, the fixes not yet tried are left."""


class Edit(NamedTuple):
    """A change of a record as it was given: at a place, the value, or with `is_name` the name of the field."""

    place: Path
    value: Any
    is_name: bool = False


class Mend(NamedTuple):
    """A violation that is fixed, and the edits that do it."""

    violation: Violation
    edits: tuple[Edit, ...]


class _Offer(NamedTuple):
    """A fix that a rule is certain of, and where the violation is."""

    violation: Violation
    change: Any
    place: Path

    @property
    def target(self) -> Path:
        """Where what is changed stands afterwards."""
        return (*self.place[:-1], self.change.name) if isinstance(self.change, Renamed) else self.place


class Draft(NamedTuple):
    """A record in the making, and what it still violates.

    `edits` are by place and kind; `moved` is where a renamed field stands to where it stood, `fixed` are the violations with
    the places where they stood.
    """

    record: Any
    violations: list[Violation]
    edits: Mapping[tuple[Path, bool], Edit] = {}
    moved: Mapping[Path, Path] = {}
    fixed: tuple[tuple[Violation, Path], ...] = ()

    def mends(self) -> list[Mend]:
        """Return what was fixed, in order."""
        return [
            Mend(violation, tuple(edit for edit in self.edits.values() if edit.place[: len(place)] == place))
            for violation, place in self.fixed
        ]


class Mender(NamedTuple):
    """Fixes the records of a judge, of what is wanted; `unreadable` are places of which nothing is known."""

    judge: Judge
    wanted: Wanted = lambda _rule: True
    unreadable: Collection[Path] = ()

    def mend(self, record: Any, violations: list[Violation] | None = None) -> Draft:
        """Return the record with all fixed that is certain; the record itself is not changed.

        What is returned would not be changed again, unless so much was wrong that not all was tried. No violation is new in it, but
        milder ones in the place of one that was fixed.
        """
        draft = Draft(record, self.judge.violations(record, self.unreadable) if violations is None else violations)
        for _ in range(_ROUNDS):
            before, draft = draft, self._take(draft, self._offers(draft.record, draft.violations))
            if draft is before or not draft.violations:
                break
        return draft

    def _offers(self, record: Any, violations: list[Violation]) -> list[_Offer]:
        """Return what the rules would do; at one place, one thing at a time. What is told by another violation fixes that one."""
        offers: dict[Path, _Offer] = {}
        covered = causes(self.judge.schema, record, violations, self._unwanted(violations))
        for violation in violations:
            cause = covered.get(violation.key, violation)
            if violation.rule.fix and self.wanted(cause.rule.id) and (place := violation.place) not in offers:
                change = violation.rule.fix(violation.entry, follow(record, violation.site), violation.breach.at)
                if change is not None:
                    offers[place] = _Offer(cause, change, place)
        return list(offers.values())

    def _unwanted(self, violations: list[Violation]) -> set[str]:
        return {violation.rule.id for violation in violations if not self.wanted(violation.rule.id)}

    def _take(self, draft: Draft, offers: list[_Offer]) -> Draft:
        """Return the draft with all offers taken, or those that bring nothing new; itself where there is none."""
        room, waiting = _MOST, [offers] if offers else []
        while waiting and room > 0:
            some = waiting.pop()
            room -= len(draft.violations)
            tried, half = self._tried(draft, some), len(some) // 2
            if _is_better(draft, tried, some):
                draft = tried
            elif half:
                waiting += [some[half:], some[:half]]
        return draft

    def _tried(self, draft: Draft, offers: list[_Offer]) -> Draft:
        """Return the draft with the offers taken, and with what this brings to light fixed as far as it can be."""
        known = {violation.key for violation in draft.violations}
        record, edits, moved = draft.record, dict(draft.edits), dict(draft.moved)
        roots = [(offer.violation, _origin(moved, offer.place)) for offer in offers]
        violations: list[Violation] = []
        for _ in range(_ROUNDS):
            for offer in offers:
                record = _changed(record, offer, edits, moved)
            violations = self.judge.find_violations(record, self.unreadable)
            fresh = [violation for violation in violations if violation.key not in known]
            offers = self._offers(record, fresh)
            if not offers:
                break
        return Draft(record, violations, edits, moved, (*draft.fixed, *roots))


def _origin(moved: Mapping[Path, Path], place: Path) -> Path:
    """Return where what stands at a place stood in the record as it was given."""
    for depth in range(len(place) if moved else 0, 0, -1):
        if place[:depth] in moved:
            return (*moved[place[:depth]], *place[depth:])
    return place


def _changed(record: Any, offer: _Offer, edits: dict[tuple[Path, bool], Edit], moved: dict[Path, Path]) -> Any:
    """Return the record with an offer taken, of which note is taken."""
    place, change = offer.place, offer.change
    origin, is_name = _origin(moved, place), isinstance(change, Renamed)
    edits[origin, is_name] = Edit(origin, change.name if is_name else change, is_name)
    if is_name:
        moved[offer.target] = origin
    return rename(record, place, change.name) if is_name else put(record, place, change)


def _is_better(before: Draft, after: Draft, offers: list[_Offer]) -> bool:
    """Say whether what was to be fixed is gone, and nothing is new but something milder in its place."""
    if not after.violations:
        return True
    known = {violation.key for violation in before.violations}
    left = {violation.key for violation in after.violations}
    worst = {offer.target: offer.violation.severity for offer in offers}
    fresh = (violation for violation in after.violations if violation.key not in known)
    is_gone = not any(offer.violation.key in left for offer in offers)
    return is_gone and all(found.place in worst and found.severity < worst[found.place] for found in fresh)
