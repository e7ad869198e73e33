"""The acid test: each keyword, broken at each site of the contract, gives exactly one finding: its own, at that site.

The payload before it is broken, and the one on the boundary, give no finding. This holds for the judge's own ways, the walk and
the compiled suspects, and for both JSON Schema engines; for each, a test shows that it is the one that judges.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import pytest
from acid import TAKEN, evidence_of, examine, known
from engines import JudgeBy
from feedproof.fixtures.spoil import Site, edge, sites, sound, spoil
from feedproof.spec.contract import bundled
from feedproof.spec.evidence import Evidence
from feedproof.spec.evidence import evidence_of as written
from feedproof.spec.nulls import NOT_NULL
from feedproof.spec.pointer import pointer, resolve, split
from feedproof.validators import Judge
from feedproof.validators.keyword import entries
from feedproof.validators.model import Context, Rank
from feedproof.validators.paths import follow, put
from feedproof.validators.rules import rules
from ways import BLINDFOLDS, WAYS

CONTRACT = bundled()
TODAY = date(2026, 1, 1)
"""A day before all dates that the builder gives, so that nothing is over yet."""
KNOWN = known(CONTRACT)


ACTIONS = [(feed.name, action) for feed in CONTRACT.feeds.values() for action in feed.actions]


@cache
def judge_of(feed: str, action: str, way: str | None = None) -> Judge:
    context = Context(action, TODAY, KNOWN, TAKEN)
    return JudgeBy(feed, context, WAYS[way]) if way else Judge(feed, context)


def case(feed: str, action: str, site: Site) -> Any:
    entry = str(site.entry) if isinstance(site.entry, str) else evidence_of(site)[2].rpartition("/")[2]
    return pytest.param(feed, action, site, id=f"{feed} {action} {pointer(site.place) or '/'} {site.rule.id} {entry}")


def cases() -> list[Any]:
    return [case(feed, action, site) for feed, action in ACTIONS for site in sites(judge_of(feed, action))]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("feed", "action", "site"), cases())
def test_breaking_a_site_gives_its_finding_and_no_other(way: str, feed: str, action: str, site: Site) -> None:
    examine(judge_of(feed, action, way), site)


@pytest.mark.parametrize(("feed", "action", "site"), cases())
def test_the_evidence_is_what_the_contract_says_there(feed: str, action: str, site: Site) -> None:
    certainty, source, at = evidence_of(site)
    assert declared(at) == (certainty, source), f"{feed} {action}: {at}"
    argument = resolve(CONTRACT.openapi, at.removeprefix("#"))
    if site.rule.keyword == NOT_NULL:
        assert site.entry is True
        assert site.place[-1] not in argument["besides"]
    elif site.rule.keyword == "required":
        assert site.entry in argument
    elif site.rule.keyword == "type":
        assert site.entry == ([argument] if isinstance(argument, str) else argument)
    else:
        assert ({key: site.entry[key] for key in argument} if isinstance(argument, dict) else site.entry) == argument


def declared(at: str) -> tuple[str, str]:
    """Return certainty and source as the document has them: of the entry, of the keyword, or of what is around it."""
    *around, keyword = split(at.removeprefix("#"))
    value = resolve(CONTRACT.openapi, at.removeprefix("#"))
    owner = resolve(CONTRACT.openapi, pointer(around))
    candidates = [value, owner.get("x-evidence", {}).get(keyword) if isinstance(owner, dict) else None]
    candidates += [resolve(CONTRACT.openapi, pointer(around[:depth])) for depth in range(len(around), 0, -1)]
    best = next(node for node in candidates if isinstance(node, dict) and "x-certainty" in node)
    return best["x-certainty"], best["x-source"]


@pytest.mark.parametrize(("feed", "action"), ACTIONS)
def test_no_site_is_left_out(feed: str, action: str) -> None:
    judge = judge_of(feed, action)
    found = sorted(evidence_of(site)[2] for site in sites(judge))
    assert found == sorted(keywords(judge.schema, writes=action != "read"))


def keywords(schema: dict[str, Any], *, writes: bool) -> Iterable[str]:
    """Yield the contract pointer of every keyword; of a field that cannot be sent, only that it cannot."""
    for keyword, rule in rules().items():
        for entry in entries(rule, schema[keyword]) if keyword in schema else []:
            if not writes or not speaks_of_locked(entry, schema):
                yield written(schema, keyword, entry)[2]
    for child in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        if writes and child.get("readOnly"):
            yield child["x-evidence"]["readOnly"][2]
        else:
            yield from keywords(child, writes=writes)


def speaks_of_locked(entry: Any, schema: dict[str, Any]) -> bool:
    locked = [name for name, child in schema.get("properties", {}).items() if child.get("readOnly")]
    if isinstance(entry, str):
        return entry in locked
    return isinstance(entry, dict) and "x-contract" in entry and any(f"'{name}'" in str(entry) for name in locked)


def test_every_rule_is_put_to_the_test() -> None:
    tested = {site.rule.keyword for feed, action in ACTIONS for site in sites(judge_of(feed, action))}
    assert tested == rules().keys()


@pytest.mark.parametrize(("feed", "action", "site"), cases())
def test_the_boundary_is_the_rules_own(feed: str, action: str, site: Site) -> None:
    """Where a rule has a boundary, `edge` stands on it, unless the value has to be one of those that exist."""
    judge = judge_of(feed, action)
    if site.rule.rank not in {Rank.BOUND, Rank.RELATION}:
        assert edge(judge, site, sound(judge, site)) == sound(judge, site)
        return
    payload = sound(judge, site)
    spoilt = follow(spoil(judge, site, payload), site.place)
    on_it = put(payload, site.place, site.rule.satisfy(site.entry, spoilt))
    assert edge(judge, site, payload) == on_it or "x-references" in site.schema


def one_site(keyword: str) -> tuple[Judge, Site]:
    judge = judge_of("course-dates", "create")
    return judge, next(site for site in sites(judge) if site.rule.keyword == keyword)


def changed(site: Site, **parts: Any) -> Site:
    return site._replace(keyword=site.keyword._replace(rule=site.rule._replace(**parts)))


def test_it_fails_when_breaking_does_nothing() -> None:
    judge, site = one_site("maxLength")
    with pytest.raises(AssertionError, match=r"exactly one finding: \[\]"):
        examine(judge, changed(site, spoil=lambda _limit, value: value))


def test_it_fails_when_something_else_breaks() -> None:
    judge, site = one_site("maxLength")
    with pytest.raises(AssertionError, match=r"exactly one finding: .*wrong-type"):
        examine(judge, changed(site, spoil=lambda _limit, _value: 7))


def test_it_fails_when_more_breaks() -> None:
    judge, site = one_site("x-at-most")
    with pytest.raises(AssertionError, match=r"exactly one finding: .*missing-field.*numbers-out-of-order"):
        examine(judge, changed(site, spoil=lambda _pair, _value: {site.entry["smaller"]: 2, site.entry["larger"]: 1}))


def test_it_fails_when_the_evidence_is_another_ones() -> None:
    judge, site = one_site("maxLength")
    other = site.keyword._replace(evidence=Evidence("assumed", "reason: none", "#"))
    with pytest.raises(AssertionError, match="the evidence is another one's"):
        examine(judge, site._replace(keyword=other))


def test_it_fails_when_a_rule_finds_nothing() -> None:
    judge, site = one_site("x-before")
    blind = JudgeBy("course-dates", judge.context, lambda _schema, _context: lambda _payload: [])
    with pytest.raises(AssertionError, match="exactly one finding"):
        examine(blind, site)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("blinded", BLINDFOLDS)
@pytest.mark.parametrize("keyword", ["maxLength", "x-before"])
def test_it_fails_when_the_way_that_judges_is_blind(
    keyword: str, blinded: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge, site = one_site(keyword)
    monkeypatch.setattr(*BLINDFOLDS[blinded])
    own = JudgeBy("course-dates", judge.context, WAYS[way])
    if way == blinded:
        with pytest.raises(AssertionError, match="exactly one finding"):
            examine(own, site)
    else:
        examine(own, site)
