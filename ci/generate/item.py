"""The items that `feedproof generate` writes: payloads, and broken ones with their finding."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import click

from ...fixtures.build import records
from ...fixtures.edges import edges
from ...fixtures.library import spoilt
from ...fixtures.plan import FULL, MINIMAL, Plan
from ...fixtures.spoil import Site, breakable, sites_of
from ...spec.errors import FeedproofError
from ...validators.judge import Judge
from ...validators.show import subject
from ..terminal import complain
from .options import Options

MOST = 10_000_000
_PLANS = {None: Plan(), "minimal": MINIMAL, "full": FULL}


class Item(NamedTuple):
    """A payload and its name; for a broken payload, also the parts of its finding that are written with it."""

    payload: Any
    name: str
    finding: Mapping[str, str] = MappingProxyType({})

    def shown(self) -> Any:
        """Return the payload, together with its finding if it has one."""
        return {**self.finding, "payload": self.payload} if self.finding else self.payload


def items(judge: Judge, options: Options) -> Iterator[Item]:
    """Return the items for the options of the command. Errors in the options are raised at once."""
    if options.broken:
        return _broken(judge, options.broken, options)
    if options.plan == "edge":
        return (Item(edge.record, edge.name) for edge in edges(judge, options.seed, options.day))
    plan = replace(_PLANS[options.plan], day=options.day)
    return (Item(record, judge.feed) for record in records(judge, options.seed, options.number, plan))


def _broken(judge: Judge, wish: str, options: Options) -> Iterator[Item]:
    """Return the broken payloads. Raises UsageError or FeedproofError before the first one is made."""
    _refuse_fuller(options.plan)
    places = breakable(judge) if wish == "all" else sites_of(judge, wish)
    number, seed, day = options.number, options.seed, options.day
    if len(places) * number > MOST:
        most = MOST // len(places)
        raise click.UsageError(f"-n {number} is too many for {len(places)} places; give at most {most}")
    return _items(_spoilt(judge, site, f"{seed}/{each}", day) for site in places for each in range(number))


def _refuse_fuller(plan: str | None) -> None:
    if plan == "full":
        raise click.UsageError("--full: fields that a broken payload does not need could break, too; leave it out")
    if plan == "edge":
        raise click.UsageError("--edge: a payload on a boundary is not broken; leave out --edge or --broken")


class _Tied(NamedTuple):
    """A rule that the contract ties to others: where it was to be broken, and what breaks instead of it alone."""

    rule: str
    breaks: str
    place: str


def _items(found: Iterator[Item | _Tied]) -> Iterator[Item]:
    """Yield the items, then tell what is not among them. Raises FeedproofError when there is none."""
    tied, is_empty = dict[_Tied, None](), True
    for one in found:
        if isinstance(one, _Tied):
            tied[one] = None
        else:
            is_empty = False
            yield one
    if tied and is_empty:
        raise FeedproofError(_said(tied))
    if tied:
        complain(f"left out: {_said(tied)}")


def _said(tied: Iterable[_Tied]) -> str:
    places: dict[tuple[str, str], list[str]] = {}
    for rule, breaks, place in tied:
        places.setdefault((rule, breaks), []).append(place)
    return "; ".join(
        f"{rule} cannot be broken alone at {', '.join(at)}; what breaks is: {breaks}"
        for (rule, breaks), at in places.items()
    )


def _spoilt(judge: Judge, site: Site, seed: str, today: date) -> Item | _Tied:
    payload, found = spoilt(judge, site, seed, today)
    if [finding.rule for finding in found] != [site.rule.id]:
        breaks = ", ".join(finding.rule for finding in found) or "nothing"
        return _Tied(site.rule.id, breaks, subject(site.place))
    finding = {"severity": str(found[0].severity), "pointer": found[0].pointer, "message": found[0].message}
    return Item(payload, site.rule.id, {"rule": site.rule.id, **finding})
