"""A field is not one that the contract lists.

Why: A misspelt name is dropped by the server without a word, and the value with it. Many come from another interface of the
vendor, which names the same thing differently.

Fix: Use the listed name. A tenant's own fields belong into an overlay of the contract, which --contract takes.

With --fix: A name that differs from a single listed one in no more than case, spaces, hyphens and underscores, where that is not
there. A name of another interface stays: what it holds may be counted in another unit.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ...spec.nearest import nearest, same
from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Renamed, Rule

Names = dict[str, Any]


def check(argument: Names, value: Any, _context: Context) -> Iterator[Breach]:
    if not isinstance(value, dict):
        return
    for name in value:
        if name not in argument["names"] and not name.startswith(tuple(argument["besides"])):
            yield Breach((name,), ("is not a listed field",), _hint(name, argument, value))


def _hint(name: str, argument: Names, value: dict[str, Any]) -> str:
    for listed, aliases in argument["names"].items():
        if name in aliases:
            unit = argument["units"].get(listed)
            return f"this feed calls it {listed!r}" + (f", and counts it in {unit}" if unit else "")
    near = nearest(name, argument["names"])
    return f"did you mean {near!r}?" if near and near not in value else "leave the field out, or list it in an overlay"


def satisfy(argument: Names, value: dict[str, Any]) -> dict[str, Any]:
    unlisted = {breach.at[0] for breach in check(argument, value, Context())}
    return {name: member for name, member in value.items() if name not in unlisted}


def spoil(argument: Names, value: dict[str, Any]) -> dict[str, Any]:
    alias = next((alias for aliases in argument["names"].values() for alias in aliases), "unlisted")
    return value | {alias: None}


def accept(argument: Names, of: ExpressionBuilder) -> str:
    return f"all(name.startswith({of.bind(tuple(argument['besides']))}) for name in {of.unlisted_names()})"


def fix(argument: Names, value: dict[str, Any], at: Path) -> Renamed | None:
    listed = same(str(at[0]), argument["names"])
    rivals = (name for name in value if listed and same(name, [listed]))
    return Renamed(listed) if listed and len(list(islice(rivals, 2))) == 1 else None


RULE = Rule("unlisted-field", "x-listed-only", Rank.ADVICE, __doc__, check, satisfy, spoil, accept=accept, fix=fix)
