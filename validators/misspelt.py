"""Which unlisted field of a record may be a missing one, misspelt: an alias of it, or one that is written alike.

Such a field breaks two rules, as it is not listed either; the cause is one.
"""

from typing import Any

from ..spec.flat import aliases, schema_at
from ..spec.nearest import alias_for, joined, nearest
from .keyword import Violation
from .model import Path, Rank, Renamed, RuleFilter
from .paths import follow

ViolationKey = tuple[str, Path, str]
"""What makes a violation the same: its `key`."""


def likely_field(schema: dict[str, Any], record: Any, place: Path) -> str | None:
    """Return the unlisted field that may be the one at this place, misspelt; None if that is there, or none is alike.

    `schema` is the flat schema of the record.
    """
    *way, name = place
    schema, record = schema_at(schema, way), follow(record, tuple(way))
    if name in record:
        return None
    names = aliases(schema)
    unlisted = [field for field in record if field not in names]
    wanted = set(map(joined, names.get(str(name), ())))
    called = [field for field in unlisted if joined(field) in wanted and alias_for(field, names) == name]
    called.sort(key=lambda field: field not in names.get(str(name), ()))
    return called[0] if called else nearest(str(name), unlisted)


def unit_of(schema: dict[str, Any], place: Path, field: str) -> str:
    """Return what is counted at this place, if `field` is its name in another interface, which may count otherwise."""
    *way, name = place
    around = schema_at(schema, way)
    units: dict[str, str] = around.get("x-listed-only", {}).get("units", {})
    return units.get(str(name), "") if alias_for(field, aliases(around)) == name else ""


def covered_by(
    schema: dict[str, Any], record: Any, violations: list[Violation], wanted: RuleFilter
) -> dict[ViolationKey, Violation]:
    """Return the violations that only repeat another, by their keys, each with the one that covers it.

    That is an unlisted field which is the misspelt missing one: one mistake is one finding.

    `schema` is the flat schema of the record; rules that are not `wanted` tell nothing.
    """
    if len(violations) == 1:
        return {}
    missing = [found for found in violations if found.rule.rank is Rank.PRESENCE and wanted(found.rule.id)]
    if not missing:
        return {}
    named = {_named(schema, record, found): found for found in reversed(missing)}
    unlisted = [found for found in violations if found.rule.rank is Rank.ADVICE and found.place in named]
    return {found.key: named[found.place] for found in unlisted if _is_one(record, found, named[found.place])}


def _named(schema: dict[str, Any], record: Any, missing: Violation) -> Path | None:
    field = likely_field(schema, record, missing.place)
    return None if field is None else (*missing.place[:-1], field)


def _is_one(record: Any, unlisted: Violation, missing: Violation) -> bool:
    """Say whether the other finding tells it as loud, and the fix is no other."""
    fix = unlisted.rule.fix
    change = fix(unlisted.entry, follow(record, unlisted.site), unlisted.breach.at) if fix else None
    is_other = isinstance(change, Renamed) and change.name != missing.place[-1]
    return unlisted.severity <= missing.severity and not is_other
