"""The effect on payloads of a changed argument, according to the dialect.

A payload is accepted if no keyword finds anything wrong, so one more keyword accepts fewer payloads, and one less accepts more. How
a changed argument does that is given by `stricter` in keywords.yaml.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

from ..dialect import DialectKeyword, keyword_named, listed, without


class Effect(IntEnum):
    """What a difference means for payloads; the greater, the more likely a payload that was accepted no longer is.

    WORDS: nothing. UNJUDGED: nothing is judged otherwise, but something is made, shown or hinted otherwise. LOOSER: what was a
    finding may be accepted now. EVIDENCE: the same findings, with another severity or source. OTHER: neither of both, or it
    cannot be told. STRICTER: what was accepted may be a finding now.
    """

    WORDS = 0
    UNJUDGED = 1
    LOOSER = 2
    EVIDENCE = 3
    OTHER = 4
    STRICTER = 5

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class ArgumentChange:
    """A change of an argument: added, removed or changed; for a list, an entry that was gained, lost or changed.

    `old` and `new` are as in the flat schema; what is absent is None.
    """

    kind: str
    effect: Effect
    old: Any = None
    new: Any = None


def changes(name: str, old: Any, new: Any) -> Iterator[ArgumentChange]:
    """Yield the changes of a keyword's argument; None, or false, stands for a keyword that is absent."""
    keyword = keyword_named(name)
    old, new = keyword.compared(old), keyword.compared(new)
    if keyword.is_list(old, new):
        yield from _entries(keyword, listed(old), listed(new))
    elif keyword.canonical(old) != keyword.canonical(new):
        kind = "added" if old is None else "removed" if new is None else "changed"
        yield ArgumentChange(kind, _effect(keyword, kind, old, new), old, new)


def _entries(keyword: DialectKeyword, old: list[Any], new: list[Any]) -> Iterator[ArgumentChange]:
    """Yield the entries of a list that changed, were lost or were gained; an entry is recognised by its canonical form."""
    before, after = ({keyword.canonical(entry): entry for entry in entries} for entries in (old, new))
    covered_before, covered_after = _covered(keyword, before), _covered(keyword, after)
    resized = _resized(keyword, before, after)
    for key, entry in before.items():
        if key in resized:
            other, effect = resized[key]
            yield ArgumentChange("changed", effect, entry, after[other])
        elif key in after:
            yield from _reworded(keyword, entry, after[key])
        elif key not in covered_after:
            yield ArgumentChange("lost", _of_entry(keyword, "more"), old=entry)
    successors = {other for other, _ in resized.values()}
    for key, entry in after.items():
        if key not in covered_before and key not in successors:
            yield ArgumentChange("gained", _of_entry(keyword, "fewer"), new=entry)


def _reworded(keyword: DialectKeyword, old: Any, new: Any) -> Iterator[ArgumentChange]:
    """Yield the change of an entry that judges as before: only its words differ, or members that no rule reads."""
    before, after = keyword.authored(old), keyword.authored(new)
    if before != after:
        is_wording = without(before, keyword.words) == without(after, keyword.words)
        yield ArgumentChange("changed", Effect.WORDS if is_wording else Effect.UNJUDGED, old, new)


def _resized(
    keyword: DialectKeyword, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[str, Effect]]:
    """Return the entries that list more, or less, than before and are otherwise the same: each with its successor and effect."""
    found: dict[str, tuple[str, Effect]] = {}
    added = [key for key in after if key not in before]
    for key in (key for key in before if key not in after and keyword.longer):
        for other in added:
            if effect := _resizing(keyword, before[key], after[other]):
                found[key] = other, effect
                added.remove(other)
                break
    return found


def _resizing(keyword: DialectKeyword, old: Any, new: Any) -> Effect | None:
    """Return the effect if only the items of one member were added or removed; None if anything else differs."""
    for name in keyword.longer:
        if keyword.canonical(without(old, [name])) == keyword.canonical(without(new, [name])):
            return _of_items(_items(old[name]), _items(new[name]))
    return None


def _of_items(old: dict[str, set[str]], new: dict[str, set[str]]) -> Effect | None:
    if old == new:  # in another order
        return Effect.UNJUDGED
    if old.keys() != new.keys():
        return None
    if all(old[name] <= new[name] for name in old):
        return Effect.STRICTER
    return Effect.LOOSER if all(new[name] <= old[name] for name in old) else None


def _items(argument: Any) -> dict[str, set[str]]:
    """Return the items of a list, or of each list in an object, by its name there."""
    lists = argument if isinstance(argument, dict) else {"": argument}
    return {name: {json.dumps(item, sort_keys=True) for item in items} for name, items in lists.items()}


def _covered(keyword: DialectKeyword, entries: Mapping[str, Any]) -> set[str]:
    """Return what is common to these entries and all that they include."""
    included = [
        other for entry in entries.values() if isinstance(entry, str) for other in keyword.covers.get(entry, [])
    ]
    return {*entries, *(keyword.canonical(entry) for entry in included)}


def _of_entry(keyword: DialectKeyword, looser: str) -> Effect:
    if keyword.stricter is None:
        return Effect.OTHER if keyword.rule else Effect.UNJUDGED
    return Effect.LOOSER if keyword.stricter == looser else Effect.STRICTER


def _effect(keyword: DialectKeyword, kind: str, old: Any, new: Any) -> Effect:
    if not keyword.rule:
        return Effect.WORDS if keyword.prose else Effect.UNJUDGED
    if kind != "changed":
        return Effect.STRICTER if kind == "added" else Effect.LOOSER
    if keyword.stricter == "fewer":
        old, new = ({*listed(argument), *keyword.covers.get(argument, ())} for argument in (old, new))
    return _direction(keyword.stricter, old, new)


def _direction(stricter: str | Mapping[str, str] | None, old: Any, new: Any) -> Effect:
    if isinstance(stricter, Mapping):
        names = [name for name in old | new if old.get(name) != new.get(name) and name in stricter]
        effects = {_direction(stricter[name], old.get(name), new.get(name)) for name in names}
        return effects.pop() if len(effects) == 1 else Effect.OTHER
    if stricter is None or None in (old, new):
        return Effect.OTHER
    is_narrower = _NARROWER[stricter]
    if is_narrower(old, new):
        return Effect.STRICTER
    return Effect.LOOSER if is_narrower(new, old) else Effect.OTHER


_NARROWER: dict[str, Callable[[Any, Any], bool]] = {
    "higher": lambda old, new: new > old,
    "lower": lambda old, new: new < old,
    "multiple": lambda old, new: Fraction(str(new)) % Fraction(str(old)) == 0,
    "more": lambda old, new: set(old) < set(new),
    "fewer": lambda old, new: set(old) > set(new),
}
"""Of two arguments, the old and the new one, whether the new one accepts fewer payloads."""
