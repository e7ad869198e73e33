"""The part of the accepting path for one value: the conditions on it, and on its members and items."""

from collections.abc import Iterator
from math import isfinite
from typing import Any, NamedTuple, Self

from ..code import CodeBuilder
from ..instant import clocks, days, instants
from ..keyword import Keyword, keywords_of
from ..model import Context, Rule
from ..rules import rules
from ..text.strict import MAX_INTEGER, encodes
from .guarded import Unsupported

_DEEPEST = 16


class Condition(NamedTuple):
    """The source of a condition that must hold, the keyword that requires it, and the value that the keyword judges."""

    text: str
    keyword: Keyword
    value: "Value"


class Value:
    """A value of a flat schema, held in a variable of the code; rules build expressions with it (`model.ExpressionBuilder`)."""

    members: dict[str, Self]
    item: Self | None

    def __init__(
        self: Self,
        code: CodeBuilder,
        schema: dict[str, Any],
        context: Context,
        variable: str,
        place: tuple[str, ...] = (),
    ) -> None:
        """Make the values of all members and items, each with a variable. `place` holds the sources of the steps from the root."""
        self.code = code
        self.place = place
        self.schema = schema
        self.context = context
        self.variable = variable
        self.is_read = False
        self.is_compared = False
        self.instant: str | None = None
        self.rest: str | None = None
        self.conditions: list[Condition] = []
        self.of_rest: list[Condition] = []
        self._home = self.conditions
        self.members = {name: self._inner(child, repr(name)) for name, child in schema.get("properties", {}).items()}
        self.number = self.code.name()
        self.item = self._inner(schema["items"], self.number) if "items" in schema else None

    def _inner(self, schema: dict[str, Any], step: str) -> Self:
        return self.__class__(self.code, schema, self.context, self.code.name(), (*self.place, step))

    # ------------------------------------------------------------------------------------------ for the rules' expressions

    def value(self, *path: str) -> str:
        """Return the source of the value at a path."""
        at = self.at(path)
        at.is_read = True
        return at.variable

    def is_multiple(self, unit: int) -> str:
        """Return the source that says whether the value is a multiple of the unit."""
        return f"not {self.value()} % {unit}"

    def has_no_decimals(self) -> str:
        """Return the source that says whether the value is written as a whole number, without decimals or an exponent."""
        return f"type({self.value()}) is int"

    def moment(self, *path: str) -> str:
        """Return the variable with the moment of the text at a path."""
        at = self.at(path)
        at.instant = at.instant or self.code.name()
        at.is_compared = at.is_compared or bool(path)
        return at.instant

    def unlisted_names(self) -> str:
        """Return the variable with the set of unlisted names; the condition being built is checked only if there are any."""
        self.rest = self.rest or self.code.name()
        self._home = self.of_rest
        return self.rest

    def bind(self, constant: Any) -> str:
        """Return the name of a constant."""
        return self.code.bind(constant)

    def at(self, path: tuple[str, ...]) -> Self:
        """Return the value at a path. Raises Unsupported if the schema has none there."""
        if not path:
            return self
        if path[0] not in self.members:
            raise Unsupported(path[0])
        member = self.members[path[0]]
        if len(path) == 1:
            return member
        if member.item is None:
            raise Unsupported(path[0])
        self._home = member.item.conditions
        return member.item.at(path[1:])

    # ------------------------------------------------------------------------------------------ from expressions to code lines

    def prepare(self) -> None:
        """Collect the conditions of every rule, for this value and everything in it."""
        for inner in (*self.members.values(), *([self.item] if self.item else [])):
            inner.prepare()
        for rule in rules().values():
            if self.asks(rule):
                for keyword in keywords_of(self.schema, rule):
                    self._home = self.conditions
                    text = self._condition(keyword)
                    self._home.append(Condition(text, keyword, self))

    def asks(self, rule: Rule) -> bool:
        """Return whether a rule gives a condition; `required` does not, because it is checked where members are read."""
        return rule.keyword != "required"

    def _condition(self, keyword: Keyword) -> str:
        rule, entry, _ = keyword
        if rule.accept:
            return rule.accept(entry, self)
        return f"{self.bind(lambda value: not any(rule.check(entry, value, self.context)))}({self.variable})"

    def write(self, depth: int) -> None:
        """Write the lines for a value that is present."""
        add = self.code.add
        if self.instant:
            add(depth, f"{self.instant} = {self.read_instant()}")
        if "properties" in self.schema:
            self.write_members(depth)
        self.doubt(depth, self.conditions)
        if self.item:
            add(depth, f"for {self.item.variable} in {self.variable}:")
            self.item.write(depth + 1)
        else:
            self.write_unlisted(depth)

    def read_instant(self) -> str:
        """Return the source of the instant of the value's text.

        A text that is compared is looked up whole, because it recurs; any other is looked up by date and by time, which are in the
        cache more often.
        """
        if self.is_compared:
            return f"{self.bind(instants)}[{self.variable}]"
        return f"{self.bind(days)}[{self.variable}[:10]] + {self.bind(clocks)}[{self.variable}[10:]]"

    def doubt(self, depth: int, conditions: list["Condition"]) -> None:
        """Write the lines that doubt the record unless the conditions hold; earlier lines set the moments that they read."""
        for text in self.asked(conditions):
            self.code.add(depth, f"if not ({text}): return False")

    def asked(self, conditions: list["Condition"]) -> list[str]:
        """Return the sources of the conditions to check, each once, without those that always hold here."""
        known = {"True", f"{self.instant} is not None", f"{self.variable} is not None"}
        return [text for text in dict.fromkeys(condition.text for condition in conditions) if text not in known]

    def write_unlisted(self, depth: int) -> None:
        """Write the lines for a value that may be an object or an array without a known schema."""
        if "properties" not in self.schema and not set(self.types()) <= _SCALARS:
            self.code.add(depth, f"if not {self.bind(plain)}({self.variable}): return False")

    def types(self) -> list[str]:
        """Return the types that the value may have, except null."""
        return [name for name in self.schema.get("type", ["object"]) if name != "null"]

    def may_be_null(self) -> bool:
        """Return whether null is certainly allowed for the value: then null counts as absent."""
        asked = (keyword for rule in rules().values() for keyword in keywords_of(self.schema, rule))
        return "null" in self.schema.get("type", []) and not any(
            breach for rule, entry, _ in asked for breach in rule.check(entry, None, self.context)
        )

    def write_members(self, depth: int) -> None:
        """Write the lines for an object and its members."""
        add, get, count = self.code.add, self.code.name(), self.code.name()
        add(depth, f"if type({self.variable}) is not dict: return False")
        add(depth, f"{get} = {self.variable}.get")
        required = [name for name in self.members if name in self.schema.get("required", [])]
        add(depth, f"{count} = {len(required)}")
        for name, member in self.inside_out():
            add(depth, f"{member.variable} = {get}({name!r})")
            self._write_member(depth, name, member, count)
        add(depth, f"if {count} != len({self.variable}):")
        self._write_others(depth + 1)

    def inside_out(self) -> Iterator[tuple[str, Self]]:
        """Yield the members, those without items first: a rule on items may read other members."""
        yield from sorted(self.members.items(), key=lambda member: member[1].item is not None)

    def _write_member(self, depth: int, name: str, member: Self, count: str) -> None:
        add, is_required = self.code.add, name in self.schema.get("required", [])
        if is_required and not member.may_be_null():
            add(depth, f"if {member.variable} is None: return False")
            member.write(depth)
            return
        if member.instant:
            add(depth, f"{member.instant} = None")
        add(depth, f"if {member.variable} is not None:")
        add(depth + 1, f"{count} += {int(not is_required)}")
        member.write(depth + 1)
        if is_required:
            add(depth, f"elif {name!r} not in {self.variable}: return False")
        else:
            add(
                depth,
                f"elif {name!r} in {self.variable}: {f'{count} += 1' if member.may_be_null() else 'return False'}",
            )

    def _write_others(self, depth: int) -> None:
        rest = self.rest or self.code.name()
        self.code.add(depth, f"{rest} = {self.variable}.keys() - {self.bind(frozenset(self.members))}")
        self.code.add(
            depth, f"if not all({self.bind(plain)}(name) and type(name) is str for name in {rest}): return False"
        )
        self.code.add(depth, f"if not all({self.bind(plain)}({self.variable}[name]) for name in {rest}): return False")
        self.doubt(depth, self.of_rest)


_SCALARS = {"string", "integer", "number", "boolean", "null"}


def plain(value: Any, depth: int = 0) -> bool:
    """Return whether a value without a known schema can certainly be written as JSON that every program reads in the same way."""
    kind = type(value)
    if kind is str:
        return encodes(value)
    if kind is int:
        return bool(-MAX_INTEGER <= value <= MAX_INTEGER)
    if kind is float:
        return isfinite(value)
    if kind is dict:
        return depth < _DEEPEST and all(type(k) is str and encodes(k) and plain(v, depth + 1) for k, v in value.items())
    if kind is list:
        return depth < _DEEPEST and all(plain(item, depth + 1) for item in value)
    return value is None or kind is bool
