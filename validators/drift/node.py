"""What was seen at one place of the records: counters and bounds, in bounded memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...spec.fields import ITEMS
from ..kinds import is_any, kind_of, kinds
from ..moment import read, usual
from ..rules.format import FORMATS, is_of_dates
from ..show import subject
from .names import Guess, Names, Reason

MOST = 20
"""So many values beside the listed ones, and so many spellings, are told apart."""
MOST_NAMES = 200
LONGEST = 40
_DIGITS = str.maketrans("0123456789", "9" * 10)
Place = tuple[str, ...]
"""Names of fields from the record down; ITEMS stands for any item of an array."""
Value = tuple[str, Any]
"""A value with its type, as 1 and true are one key of a dictionary."""


@dataclass(slots=True)
class Span:
    """The least and the greatest of numbers, and how many there were."""

    least: float = 0
    most: float = 0
    count: int = 0

    def add(self, number: float) -> None:
        """Widen the span."""
        self.least = number if not self.count or number < self.least else self.least
        self.most = number if not self.count or number > self.most else self.most
        self.count += 1


@dataclass(slots=True)
class Unlisted:
    """A field that the contract does not list: how often it was there, its types, and how often it stood for a listed one."""

    count: int = 0
    stood: int = 0
    types: Counter[str] = field(default_factory=Counter)


class Few(Counter[Any]):
    """Counts a bounded number of different things; those beyond it together."""

    def __init__(self, most: int) -> None:
        """Begin with none."""
        super().__init__()
        self.most = most
        self.others = 0

    def add(self, thing: Any) -> None:
        """Count a thing."""
        if thing in self or len(self) < self.most:
            self[thing] += 1
        else:
            self.others += 1


class Node:
    """What was seen at a place that the contract knows, and below it.

    `total` values, of these `types`; the `lengths` of texts, the span of `numbers`; the values `used` of those that are listed,
    those `outside` of them; whether dates have an offset (`zones`) and how they are spelt where not as usual. Of what is
    personal, only types and lengths.
    """

    def __init__(self, schema: dict[str, Any], *, is_personal: bool = False) -> None:
        """Begin with nothing seen of what a flat schema describes."""
        self.schema = schema
        self.is_personal = is_personal or bool(schema.get("x-personal"))
        self.total = 0
        self.types: Counter[str] = Counter()
        self.lengths, self.numbers = Span(), Span()
        self.zones: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self.outside, self.spellings = Few(MOST), Few(MOST)
        self.unlisted: dict[str, Unlisted] = {}
        self.unnamed = 0
        self.names = Names(schema)
        self.members = {name: self._below(child) for name, child in schema.get("properties", {}).items()}
        self.items = self._below(schema["items"]) if "items" in schema else None
        self._listed = schema.get("enum")
        self._form = schema.get("format")
        self._is_date = is_of_dates(schema.get("format", ""))

    def _below(self, schema: dict[str, Any]) -> "Node":
        return Node(schema, is_personal=self.is_personal)

    def __iter__(self) -> Iterator[tuple[Place, "Node"]]:
        """Yield each place from here down, with what was seen there."""
        yield (), self
        inner = [*self.members.items(), *([(ITEMS, self.items)] if self.items else [])]
        for name, node in inner:
            yield from (((name, *place), seen) for place, seen in node)

    def see(self, value: Any) -> Any:
        """Count a value; return it with each field under its listed name, as far as that can be told. It does not change."""
        self.total += 1
        kind = kind_of(value)
        self.types[kind] += 1
        if self._listed is not None:
            self._choose(kind, value)
        if kind == "string":
            self._text(value)
        elif kind in {"integer", "number"} and not self.is_personal:
            self.numbers.add(value)
        elif kind == "object" and self.members:
            return self._object(value)
        elif kind == "array" and self.items:
            return self._array(self.items, value)
        return value

    def _choose(self, kind: str, value: Any) -> None:
        if value in self._listed:  # type: ignore[operator]  # it is asked only where there is a list
            self.used[str(value)] += 1
        elif self.is_personal or kind in {"object", "array"} or (kind == "string" and len(value) > LONGEST):
            self.outside.others += 1
        else:
            self.outside.add((kind, value))

    def _text(self, value: str) -> None:
        self.lengths.add(len(value))
        if self._is_date and usual(value):
            self.zones["offset" if value[-1] == "Z" or value[-6] in "+-" else "local"] += 1
        elif self._form and not self.is_personal:
            self._spelt(value)

    def _spelt(self, value: str) -> None:
        """Count how a text is spelt that is no usual date, without saying what it says."""
        moment = read(value) if self._is_date else None
        if moment:
            self.zones["offset" if moment.has_offset else "local"] += 1
        if self._is_date or not FORMATS[str(self._form)](value):
            self.spellings.add(spelling(value))

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        named = value if self.names.listed >= value.keys() else self._named(value)
        changed = {}
        for name, member in named.items():
            if name in self.members:
                seen = self.members[name].see(member)
                if seen is not member:
                    changed[name] = seen
        return named | changed if changed else named

    def _named(self, value: dict[str, Any]) -> dict[str, Any]:
        """Count the unlisted fields; return the object with each of them under the name that it stands for, where that is free."""
        named: dict[str, Any] = {name: member for name, member in value.items() if name in self.members}
        for name, member in value.items():
            if name not in self.members:
                named[self._stands_for(name, member, named)] = member
        return named

    def _stands_for(self, name: str, member: Any, taken: dict[str, Any]) -> str:
        seen = self.unlisted.get(name)
        if seen is None:
            if len(self.unlisted) >= MOST_NAMES:
                self.unnamed += 1
                return name
            seen = self.unlisted[name] = Unlisted()
        seen.count += 1
        seen.types[kind_of(member)] += 1
        guess = None if self.names.is_free(name) else self.names.guess(name)
        if guess is None or guess.listed in taken or not self._fits(guess, member):
            return name
        seen.stood += 1
        return guess.listed

    def _fits(self, guess: Guess, member: Any) -> bool:
        """Say whether a value can be one of the listed field; where the name says it for certain, it has not to."""
        allowed = kinds(self.members[guess.listed].schema)
        return guess.reason is not Reason.ALIKE or member is None or not allowed or is_any(allowed, member)

    def _array(self, items: "Node", value: list[Any]) -> list[Any]:
        seen = [items.see(item) for item in value]
        return seen if any(one is not other for one, other in zip(seen, value, strict=True)) else value


def spelling(text: str) -> str:
    """Return the outline of a text: 9 for each digit, a for each letter, of a long one only that."""
    if len(text) > LONGEST:
        return "a long text"
    return (
        "".join("a" if character.isalpha() else character for character in text.translate(_DIGITS)) or "an empty text"
    )


def written(place: Place) -> str:
    """Return a place as people write it: Sessions[].StartDate."""
    text = subject(tuple(0 if step == ITEMS else step for step in place))
    return text.replace("[0]", ITEMS) if ITEMS in place else text


def unit(place: Place) -> str:
    """Return what is counted at a place: records, items of an array, or values of a field."""
    return "item" if place[-1:] == (ITEMS,) else "value" if place else "record"
