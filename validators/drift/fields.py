"""Differences in names: listed fields under other names, unlisted fields, and other names of the list of records."""

from collections.abc import Iterator
from functools import partial

from ...spec.contract import Contract
from ...spec.evidence import evidence_at
from ...spec.fields import fields_at, list_at
from ...spec.pointer import join
from ...spec.text import counted
from ..model import Path
from ..show import place_text
from .counters import Unlisted, in_order
from .difference import ContractChange, Difference
from .node import COUNTED, Node, unit
from .observe import Observation
from .other_names import renames, standing
from .plausible import FEW, is_name

NAME, LIST, UNLISTED = NAMES = "other-name", "other-list", "unlisted-field"
_UNIT = "x-minor-units"
_ITS_UNIT = "it may be in another unit; the listed field is in {}"
_OTHER_UNIT = "its amounts look like pounds, so it may be another field"
_BOTH = "the listed name is there, too; you decide which one counts"
_DATA = "not shown, as they may be data: rare, too many, or not spelt like names"
_AGAIN = "another name is more frequent"
DifferenceMaker = partial[Difference]
"""Makes a difference from the arguments that are still missing."""


def lists(contract: Contract, seen: Observation, least: float) -> Iterator[Difference]:
    """Yield a difference for every other name of the list of records."""
    envelope, of = contract.feed(seen.feed).envelope, seen.lists.all()
    if not envelope or seen.lists.keys() <= {envelope}:
        return
    at = join(list_at(contract, seen.feed), "properties", envelope)
    others = {name: count for name, count in in_order(seen.lists) if name != envelope}
    make = partial(
        _difference_maker(contract, seen, at), kind=LIST, place="the list", says=envelope, of=of, unit="list"
    )
    why_not = _BOTH if seen.lists[envelope] >= least * of else ""
    if seen.lists.is_full or len(others) >= FEW or not all(map(is_name, others)):
        yield make(shows=_names(len(others)), count=of - seen.lists[envelope], why_not=_DATA)
        return
    for name, count in others.items():
        change = None if why_not else ContractChange("rename", at, name)
        yield make(shows=_plain(name), count=count, change=change, why_not=why_not)
        why_not = why_not or _AGAIN


def names(contract: Contract, seen: Observation, least: float) -> Iterator[Difference]:
    """Yield a difference for every field whose name the contract does not list, the most frequent first."""
    for place, node in seen.root:
        if node.unlisted:
            at = fields_at(contract, seen.feed, seen.operation, place)
            make = partial(_difference_maker(contract, seen, join(at, "properties")), of=node.total, unit=unit(place))
            yield from _other_names(make, place, node, least, _in_pounds(seen, least))
            yield from _unlisted_fields(make, place, at, node, least)


def _in_pounds(seen: Observation, least: float) -> set[Path]:
    """Return the places whose amounts seem to be in another unit than the contract's."""
    found = ((one, count) for one, count in seen.broken.values() if one.keyword.rule.keyword == _UNIT)
    return {one.site for one, count in found if count >= least * seen.at(one.site).total}


def _other_names(
    make: DifferenceMaker, place: Path, node: Node, least: float, pounds: set[Path]
) -> Iterator[Difference]:
    """Yield a difference for every other name of a listed field; the contract can adopt only one of them."""
    stands, kept = standing(node), renames(node, least)
    for name, listed in stands.items():
        why_not = "" if name in kept else _AGAIN if listed in kept.values() else _BOTH
        why_not = _OTHER_UNIT if (*place, listed) in pounds else why_not
        why_not = _ITS_UNIT.format(its) if (its := node.names.unit(name)) else why_not
        yield _other_name(make, (*place, listed), name, node.unlisted[name].stood, why_not)


def _unlisted_fields(make: DifferenceMaker, place: Path, at: str, node: Node, least: float) -> Iterator[Difference]:
    """Yield a difference for every field that stands for no listed one; names that may be data are reported together, not shown."""
    stands = standing(node)
    own = {name: found for name, found in node.unlisted.items() if name not in stands}
    shown = _shown(own, node, least)
    for name, found in sorted(shown.items(), key=lambda item: (-item[1].count, item[0])):
        yield _unlisted(make, place, at, name, found)
    if node.is_full:
        yield _unnamed(make, place, f"{_names(COUNTED)} and more", node.others if node.is_unsure else node.own)
    elif len(shown) < len(own):
        hidden = sum(found.count for name, found in own.items() if name not in shown)
        yield _unnamed(make, place, _names(len(own) - len(shown)), min(hidden, node.own))


def _shown(own: dict[str, Unlisted], node: Node, least: float) -> dict[str, Unlisted]:
    """Return the names that certainly are field names, not data: enough objects have them, and they are spelt like names.

    If there were too many names, none is returned: which of them came first would be a matter of chance.
    """
    enough = max(FEW, least * node.total)
    certain = {name: found for name, found in own.items() if found.count >= enough and is_name(name)}
    return {} if node.is_full else certain


def _names(count: int) -> str:
    return counted(count, "name")


def _difference_maker(contract: Contract, seen: Observation, at: str) -> DifferenceMaker:
    """Return a maker of differences at a place, with the contract's certainty and source for it."""
    certainty, source, _ = evidence_at(contract.openapi, at)
    return partial(Difference, operation=seen.operation, contract=f"#{at}", certainty=certainty, source=source)


def _other_name(make: DifferenceMaker, place: Path, name: str, count: int, why_not: str) -> Difference:
    at = join(make.keywords["contract"].removeprefix("#"), place[-1])
    return make(
        kind=NAME,
        place=place_text(place),
        contract=f"#{at}",
        says=str(place[-1]),
        shows=_plain(name),
        count=count,
        change=None if why_not else ContractChange("rename", at, name),
        why_not=why_not,
    )


def _unlisted(make: DifferenceMaker, place: Path, at: str, name: str, found: Unlisted) -> Difference:
    types = sorted(found.types)
    change = ContractChange("list_field", at, [name, types])
    own, shows = place_text((*place, name)), " or ".join(types)
    return make(kind=UNLISTED, place=own, says="-", shows=shows, count=found.count, change=change)


def _unnamed(make: DifferenceMaker, place: Path, shows: str, count: int) -> Difference:
    own = place_text((*place, "…"))
    return make(kind=UNLISTED, place=own, says="-", shows=shows, count=count, why_not=_DATA)


def _plain(name: str) -> str:
    return place_text((name,))
