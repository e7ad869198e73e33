"""The reported meaning of a difference for payloads is true: no record that both contracts judge contradicts it.

Every keyword, with every argument that it has, is changed in every possible way. The records are valid ones, and ones broken at
each place by the rules of either contract. And no meaning is reported without need: for each keyword and each direction, a
record shows it.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

import pytest
from feedproof.fixtures.build import records
from feedproof.fixtures.plan import FULL, MINIMAL
from feedproof.fixtures.spoil import Site, edge, sites, sound, spoil
from feedproof.spec import dialect
from feedproof.spec.contract import Contract, bundled
from feedproof.spec.dialect import DialectKeyword, keywords
from feedproof.spec.diff import differences
from feedproof.spec.diff.difference import Difference
from feedproof.spec.diff.effect import Effect
from feedproof.spec.errors import FeedproofError
from feedproof.spec.flat import schemas
from feedproof.spec.nulls import NOT_NULL, nullable
from feedproof.validators import Judge
from feedproof.validators.model import Context
from feedproof.validators.rules import rules

CONTRACT = bundled()
TODAY = date(2026, 1, 1)
Place = tuple[str | int, ...]
KNOWN = {
    schema["x-references"]: frozenset(schema["examples"])
    for feed in CONTRACT.feeds.values()
    for schema in schemas(feed.actions["read"])
    if "x-references" in schema
} | {"others": frozenset({"1"})}
EVERY = 9
"""Of the records that are broken elsewhere, one of so many is judged; there, all are."""
SILENT = {Effect.WORDS, Effect.UNJUDGED, Effect.EVIDENCE}
ACTIONS = [(feed.name, action) for feed in CONTRACT.feeds.values() for action in feed.actions if action != "update"]
"""What is sent to update is judged as what is sent to create."""


class Taken(dict[str, str]):
    """Ids that other records have: whatever the rule makes of a sound one when it spoils it, in whichever property."""

    def __missing__(self, value: str) -> str:
        return "line 1 of another.json"

    def __contains__(self, value: object) -> bool:
        return str(value).endswith("-again")


def judge_of(contract: Contract, feed: str, action: str) -> Judge:
    return Judge(feed, Context(action, TODAY, KNOWN, Taken(any="line 1")), contract)


def only(feed: str, action: str, schema: dict[str, Any]) -> Contract:
    """Return the contract with this schema alone, and without operations."""
    return CONTRACT.replace(
        openapi={"paths": {}}, feeds={feed: CONTRACT.feeds[feed]._replace(actions={action: schema})}
    )


@dataclass(frozen=True, slots=True)
class Mutation:
    """A keyword at a place of a flat schema, from one argument to another; None is no keyword."""

    feed: str
    action: str
    place: Place
    keyword: str
    old: Any
    new: Any

    def contracts(self) -> tuple[Contract, Contract]:
        schema = CONTRACT.feeds[self.feed].actions[self.action]
        old, new = (self._with(schema, self.place, argument) for argument in (self.old, self.new))
        return only(self.feed, self.action, old), only(self.feed, self.action, new)

    def _with(self, schema: dict[str, Any], place: Place, argument: Any) -> dict[str, Any]:
        """Return the schema with this argument; what does not change is the same object."""
        if place:
            inside = schema["items"] if place[0] == 0 else schema["properties"]
            if place[0] == 0:
                return schema | {"items": self._with(inside, place[1:], argument)}
            return schema | {"properties": inside | {place[0]: self._with(inside[str(place[0])], place[1:], argument)}}
        own = {name: said for name, said in schema.items() if name != self.keyword}
        if self.keyword == NOT_NULL and not argument:
            return nullable(own)
        return own if argument is None else own | {self.keyword: argument}


def mutations(feed: str, action: str) -> Iterator[Mutation]:
    """Yield every keyword with every argument, where it stands first, with every other argument."""
    seen: set[tuple[str, str]] = set()
    for place, schema in _all(CONTRACT.feeds[feed].actions[action], ()):
        own = [keyword for keyword in rules() if keyword in schema and (keyword, str(schema[keyword])) not in seen]
        seen |= {(keyword, str(schema[keyword])) for keyword in own}
        for keyword in own:
            for new in others(keyword, schema[keyword], schema):
                yield Mutation(feed, action, place, keyword, schema[keyword], new)


def _all(schema: dict[str, Any], at: Place) -> Iterator[tuple[Place, dict[str, Any]]]:
    yield at, schema
    for name, child in schema.get("properties", {}).items():
        yield from _all(child, (*at, name))
    if "items" in schema:
        yield from _all(schema["items"], (*at, 0))


def others(keyword: str, argument: Any, schema: dict[str, Any]) -> Iterator[Any]:
    """Yield other arguments of a keyword, by what kind of value it is; None is none at all."""
    yield None
    if isinstance(argument, bool):
        yield False
    elif isinstance(argument, int):
        yield from (argument + 1, argument + 7, max(argument * 3, 2))
    elif isinstance(argument, dict):
        yield from ({**argument, name: other} for name, value in argument.items() for other in _members(name, value))
    elif isinstance(argument, list):
        yield from _lists(keyword, argument, schema)
    else:
        yield from OTHERS[keyword](argument, schema)


def _members(name: str, value: Any) -> list[Any]:
    if isinstance(value, int):
        return [value + 1, value + 1_000]
    return [[], [*value, "Own"]] if name == "besides" else []


def _lists(keyword: str, argument: list[Any], schema: dict[str, Any]) -> Iterator[list[Any]]:
    yield from ([*argument[:at], *argument[at + 1 :]] for at in range(min(len(argument), 3)) if len(argument) > 1)
    more: list[Any] = [deepcopy(argument[0])]
    if keyword == "required":
        more = [name for name in schema["properties"] if name not in argument][:2]
    elif keyword == "enum":
        more = ["Other"]
    elif keyword == "type":
        more = [name for name in ("null", "number", "string") if name not in argument]
    else:
        more = [_changed(argument[0])]
        yield from ([], [*more, *argument[1:]])
    yield from ([*argument, one] for one in more)


def _changed(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry about something else: the names of two members, or the values, changed."""
    made = deepcopy(entry)
    for name in ("smaller", "earlier"):
        if name in made:
            made |= {name: "Other"}
    for name in ("fields", "of", "span"):
        if name in made:
            made[name] = [made[name][0], "Other"]
    for values in made.get("values", {}).values():
        values[:] = ["Other"]
    return made


OTHERS: dict[str, Callable[[Any, dict[str, Any]], list[Any]]] = {
    "type": lambda named, _: [["integer"], "number", [named, "null"], [named, "string"], [named, "boolean"], "string"],
    "format": lambda named, _: [name for name in keywords()["format"].argument["enum"] if name != named],
    "x-references": lambda _, __: ["others"],
    "x-key": lambda named, schema: [name for name in schema["properties"] if name != named][:2],
}


@cache
def pool(feed: str, action: str) -> list[tuple[Place | None, Any, bool]]:
    """Return records with whether the contract accepts them: valid ones, some with fields of their own, some broken at a place."""
    judge = judge_of(CONTRACT, feed, action)
    valid = [record for plan in (MINIMAL, FULL) for record in records(judge, 1, 5, plan)]
    strange = [valid[0] | {name: 1} for name in ("Own", "CF_Own")]
    broken = [(site.place, record) for site in sites(judge) for record in _shown(judge, site)]
    shown = [*((None, record) for record in (*valid, *strange)), *broken]
    return [(place, record, not judge.violations(record)) for place, record in shown]


def _shown(judge: Judge, site: Site) -> Iterator[Any]:
    try:
        record = sound(judge, site)
        yield from (spoil(judge, site, record), edge(judge, site, record))
    except (FeedproofError, LookupError, TypeError, ValueError, AttributeError, StopIteration):
        return  # nothing can be made of the keyword as it was changed


def own_records(mutation: Mutation, contract: Contract) -> Iterator[Any]:
    """Yield records at the very place: broken by the contract, and just not."""
    judge = judge_of(contract, mutation.feed, mutation.action)
    for site in sites(judge):
        if (site.rule.keyword, site.place) == (mutation.keyword, mutation.place):
            yield from _shown(judge, site)


def verdicts(mutation: Mutation, old: Contract, new: Contract) -> set[tuple[bool, bool]]:
    """Return, of records that are not judged alike, whether the old and the new contract accept them. The old one is ours."""
    was, now = (judge_of(contract, mutation.feed, mutation.action) for contract in (old, new))
    told = {
        (accepted, not now.violations(record))
        for number, (place, record, accepted) in enumerate(pool(mutation.feed, mutation.action))
        if place in {None, mutation.place} or number % EVERY == 0
    }
    own = [*own_records(mutation, old), *own_records(mutation, new)]
    told |= {(not was.violations(record), not now.violations(record)) for record in own}
    return {(before, after) for before, after in told if before != after}


def holds(said: set[Effect], told: set[tuple[bool, bool]]) -> bool:
    """Return whether what is said of a contract is true of what records tell."""
    gained, lost = (False, True), (True, False)
    if said <= SILENT:
        return not told
    if said <= SILENT | {Effect.LOOSER}:
        return lost not in told
    return gained not in told if said <= SILENT | {Effect.STRICTER} else True


@cache
def examined(feed: str, action: str) -> list[tuple[Mutation, list[Difference], set[tuple[bool, bool]]]]:
    """Return every mutation and what came of it, there and back."""
    found = []
    for mutation in mutations(feed, action):
        old, new = mutation.contracts()
        told, back = verdicts(mutation, old, new), replace(mutation, old=mutation.new, new=mutation.old)
        found.append((mutation, differences(old, new), told))
        found.append((back, differences(new, old), {(after, before) for before, after in told}))
    return found


@pytest.mark.parametrize(("feed", "action"), ACTIONS)
def test_what_is_said_is_true_of_every_record(feed: str, action: str) -> None:
    for mutation, found, told in examined(feed, action):
        assert holds({difference.effect for difference in found}, told), (mutation, found, told)
        assert {(difference.keyword, difference.place) for difference in found} <= {(mutation.keyword, mutation.place)}


def test_for_each_keyword_a_record_shows_that_it_is_stricter_and_looser() -> None:
    shown = set()
    for mutation, found, told in chain.from_iterable(examined(*each) for each in ACTIONS):
        kinds = {difference.kind for difference in found}
        said = {difference.effect for difference in found}
        if len(said) == 1 and told:
            shown |= {(mutation.keyword, kind in {"added", "removed"}, *said) for kind in kinds}
    both = Effect.STRICTER, Effect.LOOSER
    directed = {name for name, keyword in keywords().items() if keyword.stricter}
    whole = {(name, True, effect) for name in rules() if keywords()[name].stricter != "more" for effect in both}
    assert shown >= whole | {(name, False, effect) for name in directed for effect in both}


def test_without_a_direction_it_is_other() -> None:
    changed = [
        (mutation.keyword, difference.effect)
        for mutation, found, _ in chain.from_iterable(examined(*each) for each in ACTIONS)
        for difference in found
        if keywords()[mutation.keyword].stricter is None and difference.kind == "changed"
    ]
    assert {name for name, _ in changed} == {"format", "x-references", "x-key"}
    assert {effect for _, effect in changed} == {Effect.OTHER}


OPPOSITE = {"more": "fewer", "fewer": "more", "higher": "lower", "lower": "higher", "multiple": "lower"}


@pytest.mark.parametrize("name", [name for name, keyword in keywords().items() if keyword.stricter])
def test_a_wrong_direction_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = keywords()[name]
    wrong = (
        {member: OPPOSITE[word] for member, word in right.stricter.items()}
        if isinstance(right.stricter, dict)
        else None
    )
    known: dict[str, DialectKeyword] = keywords() | {
        name: replace(right, stricter=wrong or OPPOSITE[str(right.stricter)])
    }
    told = [each for pair in ACTIONS for each in examined(*pair) if each[0].keyword == name]
    monkeypatch.setattr(dialect, "keywords", lambda: known)
    said = [({difference.effect for difference in differences(*each[0].contracts())}, each[2]) for each in told]
    assert not all(holds(*each) for each in said)
