"""Guess the listed field that an unlisted name stands for: by its aliases, or by a similar spelling."""

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from ...spec.flat import aliases
from ...spec.nearest import alias_for, joined, nearest
from .plausible import is_name

_ALIKE = 0.8
"""Names less similar than this are different fields: NetCost and NetTotal are, StartDate and StartDateTime are not."""
_ID = "id"
_KEPT = 1024
"""How many guesses are cached, because comparing a name with the listed ones is slow."""


class Reason(StrEnum):
    """Why a name may stand for a field, the most certain first."""

    ALIAS = "an alias of it"
    CASE = "the same but for its spelling"
    KEY = "what most call the one field that identifies a record"
    ALIKE = "spelt much alike"


_SURENESS = list(Reason)


class Guess(NamedTuple):
    """The listed field that a name may stand for, and why."""

    listed: str
    reason: Reason


@lru_cache(_KEPT)
def is_id(name: str) -> bool:
    """Return whether a name is `id`, which any feed may use for its id."""
    return joined(name) == _ID


class Names:
    """The names that a flat schema lists for an object, and the listed names that other names stand for; guesses are cached."""

    def __init__(self, schema: dict[str, Any]) -> None:
        properties = schema.get("properties", {})
        self.listed = properties.keys()
        self._aliases = aliases(schema)
        listed_only = schema.get("x-listed-only", {})
        self._free = tuple(listed_only.get("besides", ()))
        self._units: dict[str, str] = listed_only.get("units", {})
        spelt = Counter(map(joined, self.listed))
        self._spelt: dict[str, str] = {plain: name for name in self.listed if spelt[plain := joined(name)] == 1}
        self._key: str = schema.get("x-key", "")
        self._alone = [name for name in self.listed if name != self._key and "x-references" not in properties[name]]
        self._letters = [_letters(name) for name in self._alone]
        self.surely = lru_cache(_KEPT)(self._surely)
        self.guess = lru_cache(_KEPT)(self._guess)

    def is_free(self, name: str) -> bool:
        """Return whether the contract allows any field of this name, by its prefix."""
        return name.startswith(self._free)

    def _surely(self, name: str) -> str:
        """Return the listed name that a name is, is an alias of, or equals except for its spelling; empty for none."""
        return name if name in self.listed else alias_for(name, self._aliases) or self._same(name)

    def _guess(self, name: str) -> Guess | None:
        """Return the field that an unlisted name stands for; None if that is not certain."""
        return self._certain(name) or self._alike(name)

    def surest_first(self, names: Iterable[str]) -> list[str]:
        """Return names in the order in which they may take the places of listed ones: an alias before a similar name."""
        guesses = {name: self.guess(name) for name in names}
        return sorted(guesses, key=lambda name: _SURENESS.index(guess.reason) if (guess := guesses[name]) else 0)

    def unit(self, name: str) -> str:
        """Return the unit of the field that a name is an alias of, because interfaces may use different units; empty for none."""
        return self._units.get(alias_for(name, self._aliases) or "", "")

    def _certain(self, name: str) -> Guess | None:
        if alias := alias_for(name, self._aliases):
            return Guess(alias, Reason.ALIAS)
        if alike := self._same(name):
            return Guess(alike, Reason.CASE)
        if self._key and is_id(name):
            return Guess(self._key, Reason.KEY)
        return None

    def _alike(self, name: str) -> Guess | None:
        """Return the field whose name is similar. Ids and references are left out: those of all feeds have similar names."""
        near = nearest(name, self._alone) if is_name(name) and self._may_be_alike(name) else None
        likeness = SequenceMatcher(None, name.casefold(), near.casefold()).ratio() if near else 0
        return Guess(near, Reason.ALIKE) if near and likeness >= _ALIKE else None

    def _may_be_alike(self, name: str) -> bool:
        """Return whether a name shares enough letters with a listed one; most do not, which saves the slow comparison."""
        own = _letters(name)
        return any(2 * len(own & other) >= _ALIKE * (len(own) + len(other)) for other in self._letters)

    def _same(self, name: str) -> str:
        """Return the only listed name that is the same except for its spelling (as in `spec.nearest.same`); empty for none."""
        return self._spelt.get(joined(name), "")


def _letters(name: str) -> set[tuple[str, int]]:
    """Return the letters of a name as a set, each with the number of times it occurs before, so repeated letters stay distinct."""
    plain = name.casefold()
    return {(letter, plain.count(letter, 0, place)) for place, letter in enumerate(plain)}
