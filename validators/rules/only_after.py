"""A value says that something is over, but its date is still to come.

Why: A course that is completed before it ends closes its register too early; usually the date or the status belongs to
another record.

Fix: Correct the date, or use the other value until then. What day it is can be set with --date.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ..instant import at
from ..kinds import is_listed
from ..model import Breach, Context, ExpressionBuilder, Rank, Rule
from ..moment import moment_of

Entry = dict[str, Any]
_ANYWHERE = timedelta(days=1)


def check(entry: Entry, value: Any, context: Context) -> Iterator[Breach]:
    if not isinstance(value, dict):
        return
    moment = moment_of(value.get(entry["date"]))
    for name, listed in entry["values"].items():
        if moment and is_listed(value.get(name), listed) and moment.clock.date() - context.today > _ANYWHERE:
            says = ("is ", (name,), f", and {entry['date']} ", (entry["date"],), f" is after today, {context.today}")
            yield Breach((name,), says, f"write {entry['instead'][name]!r} until then")


def satisfy(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Use the other value, which is valid on any day."""
    broken = any(is_listed(value.get(name), listed) for name, listed in entry["values"].items())
    return value | entry["instead"] if broken else value


def spoil(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Use a value that needs a past date, and leave the dates: those of the maker are in the future."""
    return value | {name: listed[0] for name, listed in entry["values"].items()}


def accept(entry: Entry, build: ExpressionBuilder) -> str:
    moment, late = build.moment(entry["date"]), at(build.context.today) + 2 * _ANYWHERE.total_seconds()
    over = (f"{build.value(name)} in {build.bind(frozenset(listed))}" for name, listed in entry["values"].items())
    return f"{moment} is None or {moment} < {late} or not ({' or '.join(over)})"


RULE = Rule("over-too-early", "x-only-after", Rank.RELATION, __doc__, check, satisfy, spoil, each=True, accept=accept)
