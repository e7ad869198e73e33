"""The accepting path for bytes: msgspec decodes a record into a typed object, and compiled rules check that.

It relies on three things. The decoder reads strict JSON, and checks the types, the listed values, the lengths and the bounds of the
schema. Every name and every text has two quotes, so the number of quotes in the bytes shows whether a member is not in the object,
because it is repeated or not listed in the schema. And the rules are those of `accept`.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Optional, Self, Union

import msgspec
from msgspec import UNSET, UnsetType

from ..accept.guarded import Unsupported, guarded
from ..accept.values import Condition, Value
from ..code import CodeBuilder
from ..instant import Memo
from ..model import Context, Rule
from ..text.strict import MAX_INTEGER
from .quick import quotes

AcceptBytes = Callable[[bytes], Any]
"""Given the bytes of a record, returns its row (see `key_values`) if the record certainly has no findings, else False."""

_DECODED = {"type", "enum", "minLength", "maxLength", "minimum", "exclusiveMinimum",
            "required", "x-listed-only", "x-not-null"}  # fmt: skip


def typed(schema: dict[str, Any], context: Context, names: tuple[str, ...] = ()) -> AcceptBytes | None:
    """Return the accepting function for a record's bytes; it returns the row of these properties. None if it cannot be compiled."""
    code = CodeBuilder()
    try:
        root = TypedValue(code, schema, context, code.name())
        root.prepare()
        decoder = msgspec.json.Decoder(root.type())
    except (Unsupported, TypeError):
        return None
    code.add(2, f"quotes = {root.all_quotes()}")
    code.add(2, f"{root.variable} = {code.bind(decoder.decode)}(line)")
    values = [_text(root, name) for name in names]
    row = f"True if {values[0]} is None else {values[0]}" if len(values) == 1 else f"({', '.join(values)}) or True"
    root.write(2)
    sees_all = f"quotes == (line.count(b'\"') if line.find(b'\\\\') < 0 else {code.bind(quotes)}(line))"
    return guarded(code, "line", f"{sees_all} and ({row})")


def _text(root: "TypedValue", name: str) -> str:
    """Return the source of an id as text."""
    value = root.value(name)
    return value if root.members[name].kind() == "string" else f"({value} if {value} is None else str({value}))"


class TypedValue(Value):
    """A value that the decoder made; an object has a slot for each listed member, which is None if the member is absent."""

    unit: int | None = None
    is_without_decimals = False

    def asks(self, rule: Rule) -> bool:
        """Return whether a rule gives a condition; the decoder has already applied some rules."""
        return rule.keyword not in _DECODED

    def is_multiple(self, unit: int) -> str:
        """Return the source that says whether the value is a multiple; the decoder checks the first unit."""
        self.unit = self.unit or unit
        return "True" if unit == self.unit else super().is_multiple(unit)

    def has_no_decimals(self) -> str:
        """Return the source that says whether the number has no decimals; the decoder checks it."""
        self.is_without_decimals = True
        return "True"

    def type(self) -> Any:
        """Return the type that the decoder reads the value as."""
        kind = self.kind()
        if "enum" in self.schema and kind != "string":
            raise Unsupported("enum")
        types: dict[Any, Callable[[], Any]] = {
            "string": self._text,
            "integer": lambda: Annotated[int, self._meta(le=MAX_INTEGER)],
            "number": lambda: Annotated[float, self._meta(lt=MAX_INTEGER)],
            "boolean": lambda: bool,
            "array": self._array,
            "object": self._object,
        }
        return types["integer" if self.is_without_decimals else kind]()

    def kind(self) -> str:
        """Return the only type that the value may have, except null. Raises Unsupported if there are several."""
        types = self.types()
        if "type" not in self.schema or len(types) != 1:
            raise Unsupported("type")
        return types[0]

    def _text(self) -> Any:
        if "enum" in self.schema:
            return Literal[tuple(value for value in self.schema["enum"] if value is not None)]
        lengths = {"min_length": self.schema.get("minLength"), "max_length": self.schema.get("maxLength")}
        return Annotated[str, msgspec.Meta(**lengths)]

    def _meta(self, **most: int) -> msgspec.Meta:
        bounds: dict[str, Any] = {**self._least(), **most, "multiple_of": self.unit}
        return msgspec.Meta(**bounds)

    def _least(self) -> dict[str, Any]:
        """Return the lower bound. A float at the limit of the law may be a rounded integer, so that bound is exclusive."""
        keywords = {"minimum": "ge", "exclusiveMinimum": "gt"}
        own = {bound: self.schema[keyword] for keyword, bound in keywords.items() if keyword in self.schema}
        if len(own) > 1 or not all(value > -MAX_INTEGER for value in own.values()):
            raise Unsupported("bounds")
        return own or {"gt": -MAX_INTEGER}

    def _array(self) -> Any:
        if self.item is None:
            raise Unsupported("items")
        return list[self.item.type()]  # type: ignore[misc]  # made at run time

    def _object(self) -> Any:
        required = self.schema.get("required", [])
        fields = [member.field(is_required=name in required) for name, member in self.members.items()]
        renamed = {member.slot: name for name, member in self.members.items()}
        return msgspec.defstruct("Record", fields, rename=renamed, kw_only=True, gc=False)

    def field(self, *, is_required: bool) -> tuple[Any, ...]:
        """Return the member's field of a struct: its name, its type, and its value if the member is absent.

        That is None for a member that must not be null: a member that is null has another number of quotes.
        """
        kind = self.type()
        if self.may_be_null():
            return (self.slot, Optional[kind]) if is_required else (self.slot, Union[kind, None, UnsetType], UNSET)  # noqa: UP007, UP045
        return (self.slot, kind) if is_required else (self.slot, Optional[kind], None)  # noqa: UP045 - made at run time

    @property
    def slot(self) -> str:
        """The name of the member's slot in the struct."""
        return f"m{self.variable}"

    def own_quotes(self) -> int:
        """Return how many quotes the value's own text has."""
        return 2 if self.kind() == "string" else 0

    def all_quotes(self) -> int:
        """Return how many quotes an object has if every member is present, without those inside its objects and arrays."""
        return sum(2 + member.own_quotes() for member in self.members.values())

    def write_members(self, depth: int) -> None:
        """Write the lines for the members of an object; they subtract the quotes of absent members, as all were counted before."""
        for name, member in self.inside_out():
            is_required = name in self.schema.get("required", [])
            if is_required and not member.may_be_null():
                self._write_required(depth, member)
            else:
                self._write_optional(depth, member, is_required=is_required)

    def is_looked_at(self) -> bool:
        """Return whether a rule reads the value, or anything in it."""
        return bool(self.is_read or self.instant or self.conditions or self.item or self.members)

    def _write_required(self, depth: int, member: Self) -> None:
        if member.is_looked_at():
            self.code.add(depth, f"{member.variable} = {self.variable}.{member.slot}")
            member.write(depth)

    def _write_optional(self, depth: int, member: Self, *, is_required: bool) -> None:
        add, quotes = self.code.add, member.own_quotes()
        looks, reads = member.is_looked_at(), f"{self.variable}.{member.slot}"
        if looks:
            add(depth, f"{member.variable} = {reads}")
        own = member.variable if looks else reads
        nothing = f"{member.instant} = None; " if member.instant and member.is_compared else ""
        if not member.may_be_null():
            add(depth, f"if {own} is None: {nothing}quotes -= {2 + quotes}")
        else:
            absent = "False" if is_required else f"{own} is {self.bind(UNSET)}"
            add(depth, f"if {absent}: {member.variable} = None; {nothing}quotes -= {2 + quotes}")
            add(depth, f"elif {own} is None: {nothing}quotes -= {quotes}")
        if looks:
            add(depth, "else:")
            add(depth + 1, "pass")
            member.write(depth + 1)

    def write(self, depth: int) -> None:
        """Write the lines for a value that is present."""
        if self.item:
            quotes = self.item.own_quotes() + self.item.all_quotes()
            self.code.add(depth, f"quotes += {quotes} * len({self.variable})")
        super().write(depth)

    def doubt(self, depth: int, conditions: list[Condition]) -> None:
        """Write the lines that doubt the record; conditions on a text alone are cached, because texts often recur."""
        own = [condition for condition in conditions if condition.value is self and self.kind() == "string"]
        super().doubt(depth, [condition for condition in conditions if condition not in own])
        asked = self.asked(own)
        if asked:
            memo = Memo(self.code.expression(self.variable, " and ".join(f"({text})" for text in asked)))
            self.code.add(depth, f"if not {self.bind(memo)}[{self.variable}]: return False")

    def write_unlisted(self, depth: int) -> None:
        """Write nothing: the number of quotes reveals unlisted members."""
