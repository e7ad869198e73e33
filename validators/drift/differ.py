"""Compare an observation with the contract: every difference, and the fields that never occurred."""

from collections.abc import Iterator
from dataclasses import replace

from ...spec.contract import Contract
from ..model import Certainty, Rank, Severity
from ..show import place_text
from .difference import Difference, Verdict
from .fields import NAMES, lists, names
from .keywords import TOO_MANY, keyword
from .node import MOST, Node
from .observe import BrokenKeyword, Observation
from .other_names import with_lost
from .plausible import FEW

_TOO_FEW = f"fewer than {FEW} are too few to tell; it may be a slip"
_READ = "read"
_SENT = "what you send does not show what the server accepts; only names are adopted from it"


def differences(contract: Contract, seen: Observation, least: float) -> list[Difference]:
    """Return every difference, in the order of the contract's fields.

    A difference in less than the share `least` (0 to 1) of the data is a fault of the data rather than of the contract. Unless
    `least` is 0, one or two cases are too few to change the contract, except for the names of fields.
    """
    places = {place: number for number, (place, _) in enumerate(seen.root)}
    broken = sorted(
        with_lost(seen, least).values(),
        key=lambda one: (places[one[0].site], one[0].keyword.evidence.at, one[0].detail),
    )
    found = [(one, one.count) for one in (*lists(contract, seen, least), *names(contract, seen, least))]
    telling = [(one, count) for one, count in broken if _tells(seen, one, count, least)]
    found += [weighed for one, count in telling for weighed in _weighed([*keyword(seen, one, count)], least)]
    return [_with_verdict(difference, weight, least) for difference, weight in found]


def _tells(seen: Observation, broken: BrokenKeyword, count: int, least: float) -> bool:
    """Return whether a broken keyword shows something about the tenant.

    Valid records may have a note of a RELATION, too, so such a note counts only if hardly any record lacks it.
    """
    if broken.keyword.severity is not Severity.NOTE or broken.keyword.rule.rank is not Rank.RELATION:
        return True
    of = seen.at(broken.site).total
    return of - count <= least * of and (count >= FEW or not least)


def _weighed(found: list[Difference], least: float) -> list[tuple[Difference, int]]:
    """Return the differences of a keyword, each with the count that decides whether it is rare.

    If there are more values than are reported separately, each may be rare although all of them together are not.
    """
    rare = [one.count for one in found[:MOST] if one.count < least * one.of]
    together = sum(rare) + found[MOST].count if len(found) > MOST else 0
    return [(one, max(one.count, together)) for one in found]


def _with_verdict(difference: Difference, weight: int, least: float) -> Difference:
    """Set the verdict: the certainty and the share decide whether the contract or the data are at fault."""
    if difference.certainty == Certainty.STATED:
        return replace(difference, verdict=Verdict.STATED, change=None, why_not="")
    if weight < least * difference.of:
        return replace(difference, verdict=Verdict.RARE, change=None, why_not="")
    if difference.operation != _READ and difference.change and difference.kind not in NAMES:
        return replace(difference, change=None, why_not=_SENT)
    if difference.count < least * difference.of:
        return replace(difference, change=None, why_not=TOO_MANY)
    if least and difference.count < FEW and difference.change and difference.kind not in NAMES:
        return replace(difference, change=None, why_not=_TOO_FEW)
    return difference


def never_seen(seen: Observation) -> Iterator[str]:
    """Yield each listed field that never occurred, although its object did; not required fields, or those that must not be sent."""
    for place, node in seen.root:
        if node.total:
            left_out = {*node.schema.get("required", ()), *_not_sent(seen, node)}
            unseen = (name for name, member in node.members.items() if not member.total and name not in left_out)
            yield from (place_text((*place, name)) for name in unseen)


def _not_sent(seen: Observation, node: Node) -> Iterator[str]:
    if seen.operation != _READ:
        yield from (name for name, member in node.members.items() if member.schema.get("readOnly"))
