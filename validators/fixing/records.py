"""Fix a record: the rules give the certain fixes, and a fix that would cause a new finding is not applied."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from ..judge import Judge
from ..keyword import Violation
from ..misspelt import covered_by
from ..model import Path, Renamed, RuleFilter
from ..paths import follow, put, rename
from .edits import Edit

_ROUNDS = 8
"""How many times in succession a fix may reveal further violations that can be fixed."""
_MOST = 10_000
"""After this many violations were judged again, the fixer stops; the remaining candidates are not tried."""


class Fix(NamedTuple):
    """A violation that was fixed, and the edits that fix it."""

    violation: Violation
    edits: tuple[Edit, ...]


class _Candidate(NamedTuple):
    """A fix that a rule is certain of, but that was not tried yet, and the place of the violation."""

    violation: Violation
    change: Any
    place: Path

    @property
    def target(self) -> Path:
        """The place of the changed value after the fix."""
        return (*self.place[:-1], self.change.name) if isinstance(self.change, Renamed) else self.place


class Attempt(NamedTuple):
    """A record with some fixes applied, and the violations that are left.

    `edits` are keyed by place and `is_name`; `moved` maps the places of renamed fields to their original places; `fixed` are the
    violations that were fixed, with their original places.
    """

    record: Any
    violations: list[Violation]
    edits: Mapping[tuple[Path, bool], Edit] = {}
    moved: Mapping[Path, Path] = {}
    fixed: tuple[tuple[Violation, Path], ...] = ()

    def fixes(self) -> list[Fix]:
        """Return the fixes, in order."""
        return [
            Fix(violation, tuple(edit for edit in self.edits.values() if edit.place[: len(place)] == place))
            for violation, place in self.fixed
        ]


class RecordFixer(NamedTuple):
    """Fixes records by the wanted rules of a judge; `unreadable` are places whose values could not be read."""

    judge: Judge
    wanted: RuleFilter
    unreadable: Collection[Path]

    def fix(self, record: Any, violations: list[Violation] | None = None) -> Attempt:
        """Return the record with every certain fix applied; the record itself is not changed.

        Fixing the result again would not change it, unless there were so many violations that not all fixes were tried. The result
        has no new violations, except milder ones in place of one that was fixed.
        """
        attempt = Attempt(record, self.judge.violations(record, self.unreadable) if violations is None else violations)
        for _ in range(_ROUNDS):
            before, attempt = attempt, self._apply(attempt, self._candidates(attempt.record, attempt.violations))
            if attempt is before or not attempt.violations:
                break
        return attempt

    def _candidates(self, record: Any, violations: list[Violation]) -> list[_Candidate]:
        """Return the fixes that the rules suggest, one per place; fixing a covered violation fixes the one that covers it."""
        candidates: dict[Path, _Candidate] = {}
        covered = covered_by(self.judge.schema, record, violations, self.wanted)
        for violation in violations:
            cause = covered.get(violation.key, violation)
            if violation.rule.fix and self.wanted(cause.rule.id) and (place := violation.place) not in candidates:
                change = violation.rule.fix(violation.entry, follow(record, violation.site), violation.breach.at)
                if change is not None:
                    candidates[place] = _Candidate(cause, change, place)
        return list(candidates.values())

    def _apply(self, attempt: Attempt, candidates: list[_Candidate]) -> Attempt:
        """Apply all candidates, or, by bisection, those that cause no new violation; if there are none, return the same attempt."""
        room, waiting = _MOST, [candidates] if candidates else []
        while waiting and room > 0:
            some = waiting.pop()
            room -= len(attempt.violations)
            tried, half = self._tried(attempt, some), len(some) // 2
            if _is_better(attempt, tried, some):
                attempt = tried
            elif half:
                waiting += [some[half:], some[:half]]
        return attempt

    def _tried(self, attempt: Attempt, candidates: list[_Candidate]) -> Attempt:
        """Return the attempt with the candidates applied, and with fixes for the violations that this reveals."""
        known = {violation.key for violation in attempt.violations}
        record, edits, moved = attempt.record, dict(attempt.edits), dict(attempt.moved)
        roots = [(candidate.violation, _origin(moved, candidate.place)) for candidate in candidates]
        violations: list[Violation] = []
        for _ in range(_ROUNDS):
            for candidate in candidates:
                record = _changed(record, candidate, edits, moved)
            violations = self.judge.find_violations(record, self.unreadable)
            fresh = [violation for violation in violations if violation.key not in known]
            candidates = self._candidates(record, fresh) if fresh else []
            if not candidates:
                break
        return Attempt(record, violations, edits, moved, (*attempt.fixed, *roots))


def _origin(moved: Mapping[Path, Path], place: Path) -> Path:
    """Return the place in the original record of the value that is now at a place."""
    for depth in range(len(place) if moved else 0, 0, -1):
        if place[:depth] in moved:
            return (*moved[place[:depth]], *place[depth:])
    return place


def _changed(record: Any, candidate: _Candidate, edits: dict[tuple[Path, bool], Edit], moved: dict[Path, Path]) -> Any:
    """Return the record with a candidate applied; add the change to `edits` and `moved`."""
    place, change = candidate.place, candidate.change
    origin, is_name = _origin(moved, place), isinstance(change, Renamed)
    edits[origin, is_name] = Edit(origin, change.name if is_name else change, is_name)
    if is_name:
        moved[candidate.target] = origin
    return rename(record, place, change.name) if is_name else put(record, place, change)


def _is_better(before: Attempt, after: Attempt, candidates: list[_Candidate]) -> bool:
    """Return whether the violations to be fixed are gone, and each new one is milder than one of them and at its place."""
    if not after.violations:
        return True
    known = {violation.key for violation in before.violations}
    left = {violation.key for violation in after.violations}
    worst = {candidate.target: candidate.violation.severity for candidate in candidates}
    fresh = (violation for violation in after.violations if violation.key not in known)
    is_gone = not any(candidate.violation.key in left for candidate in candidates)
    return is_gone and all(found.place in worst and found.severity < worst[found.place] for found in fresh)
