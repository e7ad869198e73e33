"""Count the values at one place of the records, in bounded memory."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ...spec.flat import ITEM, Step
from ..kinds import is_any, kind_of
from ..model import Path
from ..moment import is_rfc3339, moment_of
from ..personal import is_marked
from ..rules.format import DATES, FORMATS
from ..show import show
from .counters import Few, MinMax, Unlisted
from .names import Guess, Names, Reason

MOST = 20
"""How many unlisted values are reported separately."""
COUNTED = 200
"""How many unlisted values are counted separately; also spellings, own fields, and fields that may stand for a listed one."""
LONGEST = 40
_DIGITS = str.maketrans("0123456789", "9" * 10)


class Node:
    """The counts of the values at a place that the contract knows, and of everything below it.

    It counts the `total` of values and their `types`; the `lengths` of texts and the bounds of `numbers`; the listed values that
    were `used`, and the values `outside` of the list; whether dates have an offset (`zones`), and the unusual `spellings`. Of
    personal values, it counts only types and lengths. `unlisted` are the unlisted fields, `others` is how many objects have one,
    and `own` how many have one that stands for no listed field. There may be too many unlisted fields to count them separately
    (`is_full`), also of those that seem to stand for a listed one (`is_unsure`).
    """

    def __init__(self, schema: dict[str, Any], *, is_personal: bool = False) -> None:
        self.schema = schema
        self.is_personal = is_personal or is_marked(schema)
        self.types: Counter[str] = Counter()
        self.lengths, self.numbers = MinMax(), MinMax()
        self.zones: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self.outside, self.spellings = Few(COUNTED), Few(COUNTED)
        self.unlisted: dict[str, Unlisted] = {}
        self.own = 0
        self.others = 0
        self.is_full = self.is_unsure = False
        self._room = {True: COUNTED, False: COUNTED}
        self.names = Names(schema)
        self.members = {name: self._below(child) for name, child in schema.get("properties", {}).items()}
        self.items = self._below(schema["items"]) if "items" in schema else None
        self._listed = schema.get("enum")
        self._form = schema.get("format")
        self._is_date = self._form == DATES
        self._by_type = self._type_observers()

    def _below(self, schema: dict[str, Any]) -> "Node":
        return Node(schema, is_personal=self.is_personal)

    def _type_observers(self) -> dict[str, Callable[[Any], Any]]:
        """Return, by JSON type, functions that count more about a value, and return the value that the judge should get."""
        looks: dict[str, Callable[[Any], Any]] = {"string": self._formed if self._form else self._text}
        if not self.is_personal:
            looks |= {"integer": self._number, "number": self._number}
        if self.members:
            looks["object"] = self._object
        if self.items:
            looks["array"] = partial(self._array, self.items)
        return looks

    @property
    def total(self) -> int:
        """How many values there were."""
        return self.types.total()

    @property
    def below(self) -> "dict[Step, Node]":
        """The nodes one step below: of each field, or of the items."""
        return {**self.members, **({ITEM: self.items} if self.items else {})}

    def __iter__(self) -> Iterator[tuple[Path, "Node"]]:
        """Yield each place at and below this node, with its node."""
        yield (), self
        for step, node in self.below.items():
            yield from (((step, *place), seen) for place, seen in node)

    def observe(self, value: Any) -> Any:
        """Count a value; return it without unlisted fields, except those that certainly stand for a listed one, under its name."""
        kind = kind_of(value)
        self.types[kind] += 1
        if self._listed is not None:
            self._choose(kind, value)
        observe = self._by_type.get(kind)
        return observe(value) if observe else value

    def _choose(self, kind: str, value: Any) -> None:
        if value in self._listed:  # type: ignore[operator]  # called only if there is a list
            self.used[value if kind == "string" else show(value)] += 1
        elif self.is_personal or kind in {"object", "array"} or (kind == "string" and len(value) > LONGEST):
            self.outside.others += 1
        else:
            self.outside.add((kind, value))

    def _text(self, value: str) -> str:
        self.lengths.add(len(value))
        return value

    def _formed(self, value: str) -> str:
        self.lengths.add(len(value))
        if self._is_date and is_rfc3339(value):
            self.zones["offset" if value[-1] == "Z" or value[-6] in "+-" else "local"] += 1
        elif not self.is_personal:
            self._spelt(value)
        return value

    def _number(self, value: float) -> float:
        self.numbers.add(value)
        return value

    def _spelt(self, value: str) -> None:
        """Count the spelling of a text if it is unusual for its format, without keeping its content."""
        moment = moment_of(value) if self._is_date else None
        if moment:
            self.zones["offset" if moment.has_offset else "local"] += 1
        if self._is_date or not FORMATS[str(self._form)](value):
            self.spellings.add(spelling(value))

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        members = self.members
        named = value if self.names.listed >= value.keys() else self._with_listed_names(value)
        changed = {}
        for name, member in named.items():
            seen = members[name].observe(member)
            if seen is not member:
                changed[name] = seen
        return named | changed if changed else named

    def _with_listed_names(self, value: dict[str, Any]) -> dict[str, Any]:
        """Count the unlisted fields; return the listed ones, and, under its listed name, each one that stands for an absent one."""
        named = {name: member for name, member in value.items() if name in self.members}
        others = [name for name in value if name not in self.members and not self.names.is_free(name)]
        own = [name for name in self.names.surest_first(others) if not self._adopts(name, value[name], named)]
        self.own += bool(own)
        self.others += bool(others)
        return named

    def _adopts(self, name: str, member: Any, named: dict[str, Any]) -> bool:
        """Count an unlisted field. If it stands for an absent listed field, add it to `named` as that field, and return True."""
        guess = self.names.guess(name)
        stands = guess is not None and guess.listed not in named and self._fits(guess, member)
        if stands and guess:
            named[guess.listed] = member
        if found := self.unlisted.get(name) or self._new(name, has_guess=guess is not None):
            found.count += 1
            found.stood += stands
            found.types[kind_of(member)] += 1
        return stands

    def _new(self, name: str, *, has_guess: bool) -> Unlisted | None:
        """Return new counters for an unlisted field; None if there are too many fields of its kind, with a guess or without."""
        if not self._room[has_guess]:
            self.is_full = True
            self.is_unsure = self.is_unsure or has_guess
            return None
        self._room[has_guess] -= 1
        self.unlisted[name] = Unlisted()
        return self.unlisted[name]

    def _fits(self, guess: Guess, member: Any) -> bool:
        """Return whether a value can belong to the guessed field; its type matters only if the name is merely similar."""
        allowed = self.members[guess.listed].schema.get("type", [])
        return guess.reason is not Reason.ALIKE or member is None or not allowed or is_any(allowed, member)

    def _array(self, items: "Node", value: list[Any]) -> list[Any]:
        seen = [items.observe(item) for item in value]
        return seen if any(one is not other for one, other in zip(seen, value, strict=True)) else value


def spelling(text: str) -> str:
    """Return the outline of a text: 9 for each digit and a for each letter; of a long text, only that it is long."""
    if len(text) > LONGEST:
        return "a long text"
    return (
        "".join("a" if character.isalpha() else character for character in text.translate(_DIGITS)) or "an empty text"
    )


def unit(place: Path) -> str:
    """Return the word for what is counted at a place: record, item (of an array), or value (of a field)."""
    return "item" if place[-1:] == (ITEM,) else "value" if place else "record"
