"""Names: fields that the contract lists under another name, fields that it does not list, and what lists are called."""

from collections.abc import Iterator
from dataclasses import replace

from ...spec.contract import Contract
from ...spec.fields import evidence_at, fields_at, list_at
from ...spec.pointer import join
from .counters import Unlisted
from .difference import Change, Difference, Verdict
from .node import MOST_NAMES, Node, Place, unit, written
from .observe import Observation

NAME, LIST, UNLISTED = "other-name", "other-list", "unlisted-field"
_BOTH = "the listed name is there, too; which one counts is yours to say"
_MORE = f"fields beyond the first {MOST_NAMES}"
_MANY = "names without end are rather keys of a map, which the contract would have to describe"
_AGAIN = "another name is there more often"


def lists(contract: Contract, seen: Observation, least: float) -> Iterator[Difference]:
    """Yield every other name of what holds the records."""
    envelope, of = contract.feed(seen.feed).envelope, seen.lists.total()
    if not envelope or seen.lists.keys() <= {envelope}:
        return
    at = join(list_at(contract.openapi, seen.feed), "properties", envelope)
    blank = replace(_blank(contract, seen, at), place="the list", says=envelope, of=of, unit="list")
    why_not = _BOTH if seen.lists[envelope] >= least * of else ""
    for name, count in seen.lists.most_common():
        if name != envelope:
            change = None if why_not else Change("rename", at, name)
            yield replace(blank, kind=LIST, shows=_plain(name), count=count, change=change, why_not=why_not)
            why_not = why_not or _AGAIN


def names(contract: Contract, seen: Observation, least: float) -> Iterator[Difference]:
    """Yield every field whose name the contract does not list."""
    for place, node in seen.root:
        if any(not node.names.is_free(name) for name in node.unlisted):
            at = fields_at(contract.openapi, seen.feed, seen.operation, place)
            blank = replace(_blank(contract, seen, join(at, "properties")), of=node.total, unit=unit(place))
            stands = _stands(node)
            for name, found in node.unlisted.items():
                if name in stands:
                    listed = stands[name]
                    is_there = _own(node, listed) >= least * node.total
                    yield _other_name(blank, (*place, listed), name, found.stood, is_there=is_there)
                elif not node.names.is_free(name):
                    yield _unlisted(blank, place, at, name, found)
            if node.unnamed:
                yield _unnamed(blank, place, node.unnamed)


def _blank(contract: Contract, seen: Observation, at: str) -> Difference:
    """Return a difference that says only where it is, and how sure the contract is of that."""
    certainty, source = evidence_at(contract.openapi, at)
    return Difference(
        "", seen.feed, seen.operation, "", f"#{at}", "", certainty, source, "", 0, 0, "", Verdict.CONTRACT
    )  # fmt: skip


def _other_name(blank: Difference, place: Place, name: str, count: int, *, is_there: bool) -> Difference:
    at = join(blank.contract.removeprefix("#"), place[-1])
    return replace(
        blank,
        kind=NAME,
        place=written(place),
        contract=f"#{at}",
        says=place[-1],
        shows=_plain(name),
        count=count,
        change=None if is_there else Change("rename", at, name),
        why_not=_BOTH if is_there else "",
    )


def _unlisted(blank: Difference, place: Place, at: str, name: str, found: Unlisted) -> Difference:
    types = sorted(found.types)
    change = Change("list_field", at, [name, types])
    own, shows = written((*place, name)), " or ".join(types)
    return replace(blank, kind=UNLISTED, place=own, says="-", shows=shows, count=found.count, change=change)


def _unnamed(blank: Difference, place: Place, count: int) -> Difference:
    own = written((*place, "…"))
    return replace(blank, kind=UNLISTED, place=own, says="-", shows=_MORE, count=count, why_not=_MANY)


def _stands(node: Node) -> dict[str, str]:
    """Return the unlisted names that stand for a listed one, with that: of those for the same one, the most frequent."""
    found: dict[str, str] = {}
    for name, unlisted in sorted(node.unlisted.items(), key=lambda item: -item[1].stood):
        guess = node.names.guess(name)
        if unlisted.stood and guess and guess.listed not in found.values():
            found[name] = guess.listed
    return found


def _own(node: Node, listed: str) -> int:
    """Return how often a listed field was there under its own name."""
    guesses = ((node.names.guess(name), found.stood) for name, found in node.unlisted.items())
    return node.members[listed].total - sum(stood for guess, stood in guesses if guess and guess.listed == listed)


def _plain(name: str) -> str:
    return written((name,))
