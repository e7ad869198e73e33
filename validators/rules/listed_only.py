"""A field is not one that the contract lists.

Why: The server silently drops a misspelt name and its value. Many such names come from another interface of the vendor, which
names the same thing differently.

Fix: Use the listed name. A tenant's own fields belong in an overlay of the contract, which --contract takes.

With --fix: A name that differs from a single listed one only in case, spaces, hyphens and underscores, if that one is absent. A
name of another interface stays: its value may be in another unit.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ...spec.nearest import alias_for, nearest, same
from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Renamed, Rule

Names = dict[str, Any]
_COMPARED = 100
"""How many unlisted names are compared with the listed ones, which is slow; if there are more, they are no misspellings."""
_OUT = "leave the field out, or list it in an overlay"


def check(argument: Names, value: Any, _context: Context) -> Iterator[Breach]:
    if not isinstance(value, dict):
        return
    besides = tuple(argument["besides"])
    unlisted = (name for name in value if name not in argument["names"] and not name.startswith(besides))
    for number, name in enumerate(unlisted):
        yield Breach((name,), ("is not a listed field",), _hint(name, argument, value) if number < _COMPARED else _OUT)


def _hint(name: str, argument: Names, value: dict[str, Any]) -> str:
    """Return the hint; it never suggests a name that the value already has or that must not be sent."""
    names = argument["names"]
    alias = alias_for(name, names)
    listed = alias or nearest(name, names)
    if listed is None or listed in value:
        return _OUT
    if listed in argument["readOnly"]:
        is_it = alias or same(name, names)
        return f"leave the field out: this feed calls it {listed!r}, which is read-only" if is_it else _OUT
    unit = argument["units"].get(alias)
    called = f"this feed calls it {listed!r}" if alias else f"did you mean {listed!r}?"
    return called + (f", and counts it in {unit}" if unit else "")


def satisfy(argument: Names, value: dict[str, Any]) -> dict[str, Any]:
    unlisted = {breach.at[0] for breach in check(argument, value, Context())}
    return {name: member for name, member in value.items() if name not in unlisted}


def spoil(argument: Names, value: dict[str, Any]) -> dict[str, Any]:
    alias = next((alias for aliases in argument["names"].values() for alias in aliases), "unlisted")
    return value | {alias: None}


def accept(argument: Names, build: ExpressionBuilder) -> str:
    return f"all(name.startswith({build.bind(tuple(argument['besides']))}) for name in {build.unlisted_names()})"


def fix(argument: Names, value: dict[str, Any], at: Path) -> Renamed | None:
    listed = same(str(at[0]), argument["names"])
    rivals = (name for name in value if listed and same(name, [listed]))
    return Renamed(listed) if listed and len(list(islice(rivals, 2))) == 1 else None


RULE = Rule("unlisted-field", "x-listed-only", Rank.ADVICE, __doc__, check, satisfy, spoil, accept=accept, fix=fix)
