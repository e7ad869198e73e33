"""A rule explained: where the contract uses it, on what evidence, and what its finding looks like."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from ..fixtures.spoil import Site, sites, sound, spoil
from ..spec.contract import Contract
from ..spec.dialect import keyword_named
from ..spec.errors import FeedproofError
from ..validators.across import Across
from ..validators.bulk.stream import Stream
from ..validators.check import Checker
from ..validators.judge import Judge
from ..validators.model import Context, Finding, Rule
from ..validators.show import place_text

_EXAMPLE_DAY = date(2027, 1, 1)


@dataclass(frozen=True, slots=True)
class Use:
    """One site of a rule in the contract: its place in a record, argument, evidence, and the operations it judges."""

    feed: str
    place: str
    argument: Any
    severity: str
    certainty: str
    source: str
    contract: str
    operations: list[str] = field(default_factory=list)


def uses(contract: Contract, rule: Rule) -> list[Use]:
    """Return every site of the rule that a payload can reach; operations that share a site share an entry."""
    found: dict[tuple[str, str, str, str], Use] = {}
    for judge, site in _sites(contract, rule):
        use = _use(judge, site)
        key = (use.feed, use.place, use.contract, json.dumps(use.argument))
        found.setdefault(key, use).operations.append(judge.context.action)
    return list(found.values())


def _sites(contract: Contract, rule: Rule) -> Iterator[tuple[Judge, Site]]:
    for feed in contract.feeds.values():
        for action in feed.actions:
            judge = Judge(feed.name, Context(action, _EXAMPLE_DAY), contract)
            yield from ((judge, site) for site in sites(judge) if site.rule is rule)


def _use(judge: Judge, site: Site) -> Use:
    certainty, source, at = site.keyword.evidence
    argument = keyword_named(site.rule.keyword).authored(site.entry)
    return Use(judge.feed, place_text(site.place), argument, str(site.keyword.severity), certainty, source, at)


def example(contract: Contract, rule: Rule) -> tuple[str, Finding] | None:
    """Return (operation, finding) of a record that breaks the rule; None where only a server can tell."""
    for judge, site in _sites(contract, rule):
        finding = _finding(judge, site)
        if finding:
            return judge.context.action, finding
    return None


def _finding(judge: Judge, site: Site) -> Finding | None:
    try:
        record = spoil(judge, site, sound(judge, site))
    except FeedproofError:
        return None
    checker = Checker(judge.contract, *judge.kind, today=judge.context.today)
    found = checker.check(json.dumps(record).encode()).findings
    return next((finding for finding in found if finding.rule == site.rule.id), None) or _twice(checker, record, site)


def _twice(checker: Checker, record: Any, site: Site) -> Finding | None:
    """Return the finding of a rule across records, if it is one, in a list that holds the record twice."""
    data = json.dumps([record, record], indent=2).encode()
    across = Across(checker, lambda rule: rule == site.rule.id)
    across.begin("list.json", lambda: nullcontext(Stream(BytesIO(data))), is_lines=False)
    across.add(across.checker.check(data))
    return next(across.findings(), None)
