"""Differences in keywords that the data break: each is described, with the change of the contract that would allow it."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...spec.nearest import same
from ..kinds import is_any, kind_of
from ..model import Rank
from ..show import place_text, show
from .difference import ContractChange, Difference
from .node import MOST, Node, unit
from .observe import BrokenKeyword, Observation
from .words import contract_text, data_text


class Description(NamedTuple):
    """A difference in words: what the contract says, what the data show, how often, and the change, or why there is none."""

    says: str
    shows: str
    times: int
    change: ContractChange | None
    why_not: str = ""


Describe = Callable[[Node, BrokenKeyword, int], Iterator[Description]]
TOO_MANY = "there are more than can be listed, or some that are not shown"
_MISSING, _NULL = "missing", kind_of(None)
_NO_ID = "a record without its id can be neither requested nor told from others"
_POUNDS = "convert them where they are read; without this rule nobody would notice"


def keyword(seen: Observation, broken: BrokenKeyword, count: int) -> Iterator[Difference]:
    """Yield the differences for a keyword that is broken `count` times."""
    rule, _, (certainty, source, at) = broken.keyword
    place = (*broken.site, broken.detail) if rule.rank is Rank.PRESENCE and broken.detail else broken.site
    node = seen.at(broken.site)
    for found in DESCRIBE.get(rule.keyword, _other)(node, broken, count):
        is_no_id = place == (seen.root.schema.get("x-key"),) and found.shows in {_MISSING, _NULL}
        change, why_not = (None, _NO_ID) if is_no_id else (found.change, found.why_not)
        yield Difference(
            rule.id, seen.operation, place_text(place), at, found.says, certainty, source,
            found.shows, found.times, node.total, unit(broken.site), change=change, why_not=why_not,
        )  # fmt: skip


def _type(node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    listed = "enum" in node.schema
    values = [value for (kind, value), _ in node.outside.ordered() if kind == broken.detail] if listed else []
    change = ContractChange("allow_type", _at(broken), [broken.detail, values])
    is_known = not listed or sum(node.outside[broken.detail, value] for value in values) == node.types[broken.detail]
    says = " or ".join(node.schema.get("type", []))
    yield Description(says, broken.detail, count, change if is_known else None, "" if is_known else TOO_MANY)


def _enum(node: Node, broken: BrokenKeyword, _count: int) -> Iterator[Description]:
    says = f"{len(node.schema['enum'])} values"
    found = [
        (value, times) for (_, value), times in node.outside.ordered() if is_any(node.schema.get("type", []), value)
    ]
    for value, times in found[:MOST]:
        alike = _listed_as(value, node.schema["enum"])
        change = None if alike else ContractChange("allow_value", _at(broken), value)
        yield Description(says, show(value), times, change, f"it is {show(alike)} in another spelling" if alike else "")
    if others := node.outside.untold() + sum(times for _, times in found[MOST:]):
        yield Description(says, "other values", others, None, TOO_MANY)


def _listed_as(value: Any, listed: list[Any]) -> str | None:
    """Return the listed value that a value equals except for its spelling; None if there is none."""
    return same(value, [one for one in listed if isinstance(one, str)]) if isinstance(value, str) else None


def _null(node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    says = " or ".join(node.schema.get("type", []))
    yield Description(says, kind_of(None), count, ContractChange("allow_null", _at(broken), broken.site[-1]))


def _required(_node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    yield Description("required", _MISSING, count, ContractChange("allow_missing", _at(broken), broken.detail))


def _spelling(node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    shows = ", ".join(spelling for spelling, _ in node.spellings.ordered()[:2]) or data_text(broken.keyword)
    yield Description(contract_text(broken.keyword), shows, count, _drop(broken))


def _length(node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    yield Description(
        contract_text(broken.keyword), f"{node.lengths.least} to {node.lengths.most} characters", count, _drop(broken)
    )


def _range(node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    span = node.numbers
    shows = f"{span.least:,} to {span.most:,}" if span else data_text(broken.keyword)
    yield Description(contract_text(broken.keyword), shows, count, _drop(broken))


def _minor_units(_node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    yield Description(contract_text(broken.keyword), data_text(broken.keyword), count, None, _POUNDS)


def _other(_node: Node, broken: BrokenKeyword, count: int) -> Iterator[Description]:
    yield Description(contract_text(broken.keyword), data_text(broken.keyword), count, _drop(broken))


DESCRIBE: dict[str, Describe] = {
    "type": _type,
    "enum": _enum,
    "required": _required,
    "x-not-null": _null,
    "format": _spelling,
    "x-date-spelling": _spelling,
    "minLength": _length,
    "maxLength": _length,
    "minimum": _range,
    "maximum": _range,
    "exclusiveMinimum": _range,
    "x-minor-units": _minor_units,
    "x-listed-only": lambda *_: iter(()),  # unlisted fields are found by their names, for every feed (`fields`)
}
"""The function that describes a broken keyword; `_other` describes all others."""


def _at(broken: BrokenKeyword) -> str:
    return broken.keyword.evidence.at.removeprefix("#")


def _drop(broken: BrokenKeyword) -> ContractChange:
    rule, entry, _ = broken.keyword
    is_entry = rule.each and isinstance(entry, dict)
    said = {key: value for key, value in entry.items() if not key.startswith("x-")} if is_entry else None
    return ContractChange("drop", _at(broken), said)
