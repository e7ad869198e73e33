"""A record has values that do not go together.

Why: Each value is allowed, but together they do something that is rarely meant, such as closing a waiting list.

Fix: Change one of them, if it was not meant.
"""

from collections.abc import Iterator
from typing import Any

from ..kinds import is_listed
from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Rule

Entry = dict[str, Any]


def check(entry: Entry, value: Any, _context: Context) -> Iterator[Breach]:
    values = entry["values"]
    if isinstance(value, dict) and all(
        name in value and is_listed(value[name], listed) for name, listed in values.items()
    ):
        name, better = next(iter(entry["instead"].items()))
        yield Breach((name,), _says(name, values, entry["says"]), f"write {better!r} if that is not meant")


def _says(name: str, values: dict[str, Any], why: str) -> tuple[str | Path, ...]:
    others: list[str | Path] = []
    for other in values:
        if other != name:
            others += [f", with {other} ", (other,)]
    return ("is ", (name,), *others, f": {why}")


def satisfy(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    return value | entry["instead"] if any(check(entry, value, Context())) else value


def spoil(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    return value | {name: listed[0] for name, listed in entry["values"].items()}


def accept(entry: Entry, build: ExpressionBuilder) -> str:
    together = (f"{build.value(name)} in {build.bind(frozenset(listed))}" for name, listed in entry["values"].items())
    return f"not ({' and '.join(together)})"


RULE = Rule("clashing-values", "x-clash", Rank.RELATION, __doc__, check, satisfy, spoil, each=True, accept=accept)
