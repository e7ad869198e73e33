"""Find the unlisted field of a record that may be a missing field, misspelt: an alias of it, or a similar name.

Such a field breaks two rules, because it is both unlisted and missing under its right name, but it is one mistake.
"""

from typing import Any

from ..spec.flat import aliases, schema_at
from ..spec.nearest import alias_for, joined, nearest, same
from .keyword import Violation
from .model import Path, Rank, Renamed, RuleFilter
from .paths import follow

ViolationKey = tuple[str, Path, str]
"""Identifies a violation: its `key`."""


def likely_field(schema: dict[str, Any], record: Any, place: Path) -> str | None:
    """Return the unlisted field that may be the missing field at this place, misspelt; None if it is present, or none is similar.

    One that `--fix` would rename to it comes first, then its aliases. `schema` is the flat schema of the record.
    """
    *way, name = place
    schema, record = schema_at(schema, way), follow(record, tuple(way))
    if name in record:
        return None
    names = aliases(schema)
    unlisted = [field for field in record if field not in names]
    spelt: str | None = next((field for field in unlisted if same(field, names) == name), None)
    if spelt:
        return spelt
    wanted = set(map(joined, names.get(str(name), ())))
    called = [field for field in unlisted if joined(field) in wanted and alias_for(field, names) == name]
    called.sort(key=lambda field: field not in names.get(str(name), ()))
    return called[0] if called else nearest(str(name), unlisted)


def unit_of(schema: dict[str, Any], place: Path, field: str) -> str:
    """Return the unit of the field at this place, if `field` is its name in another interface, which may use another unit."""
    *way, name = place
    around = schema_at(schema, way)
    units: dict[str, str] = around.get("x-listed-only", {}).get("units", {})
    return units.get(str(name), "") if alias_for(field, aliases(around)) == name else ""


def covered_by(
    schema: dict[str, Any], record: Any, violations: list[Violation], wanted: RuleFilter
) -> dict[ViolationKey, Violation]:
    """Return the violations that only repeat another one, by their keys, each with the violation that covers it.

    Such a violation is an unlisted field that is the missing field, misspelt: one mistake is one finding.

    `schema` is the flat schema of the record; violations of rules that are not `wanted` cover nothing.
    """
    if len(violations) == 1:
        return {}
    missing = [found for found in violations if found.rule.rank is Rank.PRESENCE and wanted(found.rule.id)]
    if not missing:
        return {}
    named = {_named(schema, record, found): found for found in reversed(missing)}
    unlisted = [found for found in violations if found.rule.rank is Rank.ADVICE and found.place in named]
    return {found.key: named[found.place] for found in unlisted if _is_same_mistake(record, found, named[found.place])}


def _named(schema: dict[str, Any], record: Any, missing: Violation) -> Path | None:
    field = likely_field(schema, record, missing.place)
    return None if field is None else (*missing.place[:-1], field)


def _is_same_mistake(record: Any, unlisted: Violation, missing: Violation) -> bool:
    """Return whether the unlisted field only repeats the missing one: it is not more severe, and its fix is not another name."""
    fix = unlisted.rule.fix
    change = fix(unlisted.entry, follow(record, unlisted.site), unlisted.breach.at) if fix else None
    is_other = isinstance(change, Renamed) and change.name != missing.place[-1]
    return unlisted.severity <= missing.severity and not is_other
