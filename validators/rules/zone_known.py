"""A record's dates have no offset, and no field says which zone they are in.

Why: The feed gives wall-clock times; a reader without the zone is an hour off in summer.

Fix: Keep the field that names the zone next to the dates, or write an offset.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule
from ..moment import moment_of

Entry = dict[str, Any]


def check(entry: Entry, value: Any, _context: Context) -> Iterator[Breach]:
    if not isinstance(value, dict) or value.get(entry["zone"], "") != "":
        return
    moments = {name: moment for name in entry["of"] if (moment := moment_of(value.get(name)))}
    if moments and not any(moment.has_offset for moment in moments.values()):
        local = next(iter(moments))
        says = ("is ", (local,), f" without an offset, and {entry['zone']} does not name the zone")
        yield Breach((local,), says, f"keep {entry['zone']} with the record")


def satisfy(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    broken = any(check(entry, value, Context()))
    return value | {entry["zone"]: "UTC"} if broken else value


def spoil(entry: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """Remove the zone, and the offset of every date."""
    local = {name: value[name][:19] for name in entry["of"] if name in value}
    return {name: member for name, member in value.items() if name != entry["zone"]} | local


def accept(entry: Entry, build: ExpressionBuilder) -> str:
    moments = [build.moment(name) for name in entry["of"]]
    none = " and ".join(f"{moment} is None" for moment in moments)
    some = " or ".join(f"{moment} is not None and not {moment}.is_integer()" for moment in moments)
    return f"{build.value(entry['zone'])} or {none} or {some}"


RULE = Rule("no-offset", "x-zone-known", Rank.RELATION, __doc__, check, satisfy, spoil, each=True, accept=accept)
