"""Hold what was seen against the contract: every difference, and what never came."""

from collections.abc import Iterator
from dataclasses import replace

from ...spec.contract import Contract
from ..model import Certainty, Rank, Severity
from ..show import place_text
from .difference import Difference, Verdict
from .fields import NAMES, lists, names
from .keywords import TOO_MANY, keyword
from .lost import with_lost
from .node import MOST, Node
from .observe import BrokenKeyword, Observation
from .plausible import FEW

_TOO_FEW = f"fewer than {FEW} are too few to tell; it may be a slip"
_READ = "read"
_SENT = "what you send does not show what the server accepts; only names are adopted from it"


def differences(contract: Contract, seen: Observation, least: float) -> list[Difference]:
    """Return every difference, in the order of the contract's fields.

    What less than the share `least` (0 to 1) has is a fault of a few rather than of the contract; unless that is 0, what one or
    two have is too little to tell, but how fields are called.
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
    """Say whether a broken keyword tells of the tenant. A note on how fields go together is left in valid records, too.

    So it tells of some records only, unless hardly one is without it.
    """
    if broken.keyword.severity is not Severity.NOTE or broken.keyword.rule.rank is not Rank.RELATION:
        return True
    of = seen.at(broken.site).total
    return of - count <= least * of and (count >= FEW or not least)


def _weighed(found: list[Difference], least: float) -> list[tuple[Difference, int]]:
    """Return the differences of a keyword, each with the count that says whether it is rare.

    Of more values than are counted apart, each may be rare, and all of them together are not.
    """
    rare = [one.count for one in found[:MOST] if one.count < least * one.of]
    together = sum(rare) + found[MOST].count if len(found) > MOST else 0
    return [(one, max(one.count, together)) for one in found]


def _with_verdict(difference: Difference, weight: int, least: float) -> Difference:
    """Decide by the evidence and the share whether the contract or the data are at fault."""
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
    """Yield each listed field that no object that may have it has, and that none has to have; not what may not be sent."""
    for place, node in seen.root:
        if node.total:
            left_out = {*node.schema.get("required", ()), *_not_sent(seen, node)}
            unseen = (name for name, member in node.members.items() if not member.total and name not in left_out)
            yield from (place_text((*place, name)) for name in unseen)


def _not_sent(seen: Observation, node: Node) -> Iterator[str]:
    if seen.operation != _READ:
        yield from (name for name, member in node.members.items() if member.schema.get("readOnly"))
