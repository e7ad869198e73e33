"""The suspecting path: finds the keywords of a record that have to be applied, because their condition does not hold.

It is made of the same expressions as the accepting path. A keyword that is not suspected is certainly kept, so applying the
suspects gives all violations, without applying every keyword at every place.
"""

from collections.abc import Callable
from typing import Any

from ..code import CodeBuilder
from ..instant import instants
from ..keyword import Keyword
from ..model import Context, Rule
from ..moment import moment_of
from ..walk import AppliedKeyword
from .guarded import Unsupported, guarded
from .values import Condition, Value

Suspects = Callable[[Any], list[AppliedKeyword] | None]
"""Returns the keywords to apply to a record; None if they cannot be determined."""

_KINDS = frozenset({str, int, float, bool, type(None), dict, list})
"""The types of the values of a JSON text."""
_instant = instants.__getitem__
_UNREAD = object()
"""The instant of a text that only `moment` can read. A text that is not a date counts as absent: it cannot break a relation."""


def suspecting(schema: dict[str, Any], context: Context) -> Suspects:
    """Return the suspecting function for the records of a flat schema."""
    code = CodeBuilder({"suspects": []})
    root = SuspectValue(code, schema, context, "value")
    try:
        root.prepare()
    except (Unsupported, TypeError):
        return lambda _record: None
    code.add(2, "found = {}")
    root.write(2)
    asked = "[(keyword, place, it) for (number, place), it in found.items() for keyword in suspects[number]]"
    is_json = f"{code.bind(_KINDS)}.issuperset(map(type, found.values()))"
    return guarded(code, "value", f"{asked} if {is_json} else None", "None")


class SuspectValue(Value):
    """A value of any kind; unlike the accepting path, it notes each condition that does not hold and goes on."""

    def asks(self, _rule: Rule) -> bool:
        """Return True: every rule is applied."""
        return True

    def write(self, depth: int) -> None:
        """Write the lines for a value that is present; it may be null."""
        add = self.code.add
        if not self._tells_type():
            add(depth, self._no_json())
        if self.instant:
            add(depth, f"try: {self.instant} = {self.bind(_instant)}({self.variable})")
            add(depth, f"except Exception: {self.instant} = None")
        if self.members:
            add(depth, f"if type({self.variable}) is dict:")
            self.write_members(depth + 1)
        self._note(depth, self.conditions)
        if self.instant:
            is_readable = f"{self.instant} is None and {self.bind(moment_of)}({self.variable})"
            add(depth, f"if {is_readable}: {self.instant} = {self.bind(_UNREAD)}")
        if self.item:
            add(depth, f"if type({self.variable}) is list:")
            add(depth + 1, f"for {self.number}, {self.item.variable} in enumerate({self.variable}):")
            self.item.write(depth + 2)

    def write_members(self, depth: int) -> None:
        """Write the lines for an object and its members."""
        add, members = self.code.add, dict(self.inside_out())
        get, absent = self.code.name(), self.code.name()
        add(depth, f"{get} = {self.variable}.get")
        add(depth, f"{absent} = 0")
        for name, member in members.items():
            if member.instant:
                add(depth, f"{member.instant} = None")
            add(depth, f"{member.variable} = {get}({name!r})")
            add(depth, f"if {member.variable} is None and {name!r} not in {self.variable}: {absent} += 1")
            add(depth, "else:")
            member.write(depth + 1)
        if self.of_rest:
            add(depth, f"if len({self.variable}) + {absent} != {len(members)}:")
            add(depth + 1, f"{self.rest} = {self.variable}.keys() - {self.bind(frozenset(members))}")
            self._note(depth + 1, self.of_rest)

    def _tells_type(self) -> bool:
        """Return whether one note covers all keywords of the value, type included: then the type is checked once, at the end."""
        return not self.members and "type" in self.schema

    def _no_json(self) -> str:
        """Return the line that gives up on a value that JSON cannot hold."""
        return f"if type({self.variable}) not in {self.bind(_KINDS)}: return None"

    def _note(self, depth: int, conditions: list[Condition]) -> None:
        """Write the lines that note the conditions that do not hold, or cannot be decided.

        A scalar has one condition for all of its keywords: if one fails, all are applied. That halves the generated code.
        They are applied in order of rank, so that the judge can leave out those that a broken one silences.
        """
        add = self.code.add
        by_rank = sorted(conditions, key=lambda condition: condition.keyword.rule.rank)
        open_ = [condition for condition in by_rank if condition.text != "True"]
        for group in [[condition] for condition in open_] if self.members else [open_] if open_ else []:
            holds = " and ".join(f"({text})" for text in dict.fromkeys(condition.text for condition in group))
            note = self._suspect(group)
            add(depth, "try:")
            add(depth + 1, f"if not ({holds}): {note}")
            add(depth, f"except Exception: {note}")

    def _suspect(self, group: list[Condition]) -> str:
        """Add keywords that are applied together to the suspects; return the source that notes them with their place and value."""
        suspects: list[list[Keyword]] = self.code.constants["suspects"]
        suspects.append([condition.keyword for condition in group])
        value = group[0].value
        steps = "".join(f"{step}, " for step in value.place)
        return f"found[{len(suspects) - 1}, ({steps})] = {value.variable}"
