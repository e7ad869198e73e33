"""Differences between two flat schemas, keyword by keyword and place by place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dialect import judges, keyword_named
from ..evidence import EVIDENCE, STRUCTURE, Evidence, evidence_of, has_own
from ..flat import ALIASES, ITEM, Path, schemas
from ..nulls import NOT_NULL, explicit, silent
from .bounds import Schema, of_bound
from .difference import Difference, placeless
from .effect import Effect, changes

_NOTHING: Schema = {}


def compared(old: Schema, new: Schema, at: Path = ()) -> Iterator[Difference]:
    """Yield the differences between two flat schemas of the same place."""
    if old is new:
        return
    old, new = _alike(old, new), _alike(new, old)
    for keyword in {**old, **new}:
        if keyword not in STRUCTURE:
            yield from _of_keyword(keyword, old, new, at)
    yield from _of_properties(old, new, at)
    if "items" in old or "items" in new:
        yield from compared(old.get("items", _NOTHING), new.get("items", _NOTHING), (*at, ITEM))


def _alike(schema: Schema, other: Schema) -> Schema:
    """Return a schema with null stated apart from its type, if the other one has a keyword of its own for null."""
    return explicit(schema) if NOT_NULL in other and NOT_NULL not in schema else schema


def _of_keyword(keyword: str, old: Schema, new: Schema, at: Path) -> Iterator[Difference]:
    found = list(changes(keyword, old.get(keyword), new.get(keyword)))
    for change in found:
        before, after = keyword_named(keyword).authored(change.old), keyword_named(keyword).authored(change.new)
        was, now = evidence_of(old, keyword, change.old), evidence_of(new, keyword, change.new)
        effect = of_bound(keyword, old, new) or change.effect
        yield Difference(effect, change.kind, at, keyword, before, after, was, now)
    is_replaced = any(change.kind == "changed" and not has_own(change.new) for change in found)
    if is_replaced or keyword == NOT_NULL or not judges(keyword):
        return
    is_same = all(change.effect <= Effect.WORDS for change in found)
    for difference in _of_evidence(keyword, old, new, at):
        if is_same or isinstance(difference.new, Mapping) or not _is_as_sure(difference):
            yield difference


def _is_as_sure(difference: Difference) -> bool:
    """Return whether only the source differs, which is no news if the list itself changed."""
    was, now = difference.was, difference.now
    return was is not None and now is not None and was.certainty == now.certainty


def _of_evidence(keyword: str, old: Schema, new: Schema, at: Path) -> Iterator[Difference]:
    """Yield the changed evidence of entries that both schemas have; once if it is the evidence of the whole keyword."""
    before, after = keyword_named(keyword).entries(old.get(keyword)), keyword_named(keyword).entries(new.get(keyword))
    seen: list[tuple[Evidence | None, Evidence | None]] = []
    for key in (key for key in before if key in after):
        was, now = evidence_of(old, keyword, before[key]), evidence_of(new, keyword, after[key])
        news = placeless(was), placeless(now)
        if news[0] != news[1] and news not in seen:
            seen.append(news)
            said = (before[key], after[key]) if has_own(after[key]) else (old[keyword], new[keyword])
            had, has = map(keyword_named(keyword).authored, said)
            yield Difference(Effect.EVIDENCE, "changed", at, keyword, had, has, was, now)


def _of_properties(old: Schema, new: Schema, at: Path) -> Iterator[Difference]:
    before, after = old.get("properties", _NOTHING), new.get("properties", _NOTHING)
    former_names = renamed(before, after)
    both = (
        (before[former], child) for name, child in after.items() if (former := former_names.get(name, name)) in before
    )
    yield from _of_nulls(both, at)
    for name, child in after.items():
        former = former_names.get(name, name)
        if former != name:
            yield Difference(Effect.OTHER, "renamed", (*at, name), "", former, name)
        if former in before:
            yield from compared(before[former], child, (*at, name))
        else:
            yield _property("added", name, child, old, at)
    for name, child in before.items():
        if name not in after and name not in former_names.values():
            yield _property("removed", name, child, new, at)


def _of_nulls(children: Iterable[tuple[Schema, Schema]], at: Path) -> Iterator[Difference]:
    """Yield the changed certainty that properties are not null; once for all properties with the same change."""
    found: dict[tuple[str, str], tuple[Evidence, Evidence]] = {}
    for old, new in children:
        was, now = (evidence_of(_alike(*pair), NOT_NULL, entry=True) for pair in ((old, new), (new, old)))
        if was and now and placeless(was) != placeless(now):
            found.setdefault((was.certainty, now.certainty), (was, now))
    for was, now in found.values():
        yield Difference(Effect.EVIDENCE, "changed", at, NOT_NULL, old=True, new=True, was=was, now=now)


def renamed(before: Schema, after: Schema) -> dict[str, str]:
    """Return the new names of properties, each with its old name: an alias of one of the two tells that they are the same."""
    gone = {name: child for name, child in before.items() if name not in after}
    come = {name: child for name, child in after.items() if name not in before}
    pairs = {
        new: old
        for new in come
        for old in gone
        if old in come[new].get(ALIASES, ()) or new in gone[old].get(ALIASES, ())
    }
    return pairs if len(set(pairs.values())) == len(pairs) else {}


def _property(kind: str, name: str, child: Schema, without: Schema, at: Path) -> Difference:
    """Return the difference for a property that only one side lists; `without` is the schema of the other side.

    If that schema refuses unlisted properties, the property can be sent on one side only. If it accepts them, only the keywords of
    the property make a difference.
    """
    is_added, own = kind == "added", silent(child)
    refusal = _refusal(without, name)
    basis = refusal or next(_facts(own), None)
    is_stricter = is_added != bool(refusal)
    if refusal and own.get("readOnly"):
        effect = Effect.EVIDENCE
    elif basis:
        effect = Effect.STRICTER if is_stricter else Effect.LOOSER
    else:
        effect = Effect.UNJUDGED
    old, new = (None, own) if is_added else (own, None)
    was, now = (None, basis) if is_stricter else (basis, None)
    return Difference(effect, kind, (*at, name), old=old, new=new, was=was, now=now)


def _refusal(schema: Schema, name: str) -> Evidence | None:
    """Return the evidence of what refuses a property that the schema does not list, if anything does."""
    listed = schema.get("x-listed-only")
    if listed is None or name.startswith(tuple(listed["besides"])):
        return None
    return evidence_of(schema, "x-listed-only", listed)


def _facts(schema: dict[str, Any]) -> Iterator[Evidence]:
    """Yield the evidence of every keyword in a flat schema that the judge applies."""
    for inner in schemas(schema):
        said = ((keyword, evidence_of(inner, keyword, inner.get(keyword))) for keyword in inner.get(EVIDENCE, ()))
        yield from (found for keyword, found in said if found and judges(keyword))
