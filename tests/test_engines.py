"""Three engines find the same, whatever becomes of a valid record: production, reference, and the rules alone.

The third walks the schema and asks every rule itself. So a keyword that an engine finds broken and its rule does not
explain, or the other way round, is seen too.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path as File
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Context
from feedproof.validators.engine import Broken, production
from feedproof.validators.keyword import entries
from feedproof.validators.model import Path
from feedproof.validators.reference import reference
from feedproof.validators.rules import rules
from hypothesis import given
from hypothesis import strategies as st

GOLDEN = File(__file__).parent.parent / "fixtures" / "golden"
KINDS = [(feed, action) for feed, parts in bundled().feeds.items() for action in parts.actions]
CONTEXT = Context(today=date(2027, 1, 4), known={"training-providers": frozenset({"NORTHB4Y2K"})})
EDGES: list[Any] = [
    *(None, True, False, [], {}, [[]], {"": None}, "", " ", "  ", "\u00a0 ", "\x00", "🚑" * 256, "x" * 255, "x" * 256),
    *(0, -0.0, 1, -1, 1.0, 0.1, 0.5, 12.0, 12.000000000000001, 1e-300, 1e300, -1e300, 2**53, -(2**53), 91, -180.5),
    *("1", "NaN", "null", "Available", "available", "FullyBooked", "Completed", "SumOfSessions", "Enabled", "Day"),
    *("2027-01-01", "2027-01-01T00:00:00", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00+14:00", "2027-01-01T24:00:00"),
    *("9999-12-31T23:59:59", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00", "2027-02-29T00:00:00"),
    *("31/12/2027", "https://example.org/a b", "https://", "HTTP://example.org", "//example.org", "https://[::1"),
    *("12086", "NORTHB4Y2K", [{"StartDate": "2027-01-01T00:00:00"}], [{"SessionID": ""}, 5], [None], {"StartDate": 1}),
]
VALUES = st.sampled_from(EDGES) | st.text(max_size=5) | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9)


def valid(feed: str, action: str) -> dict[str, Any]:
    prefix = "" if action == "read" else f"{action}-"
    return dict(json.loads((GOLDEN / feed / f"{prefix}full.json").read_bytes()))


@st.composite
def changed(draw: st.DrawFn, record: Any) -> Any:
    """Return a record in which some values are others, some fields are missing, and some are too many."""
    names = sorted(bundled().schema("course-dates", "read")["properties"]) + sorted(record)
    record = dict(record)
    for name in draw(st.lists(st.sampled_from([*names, "CF_x", "Cost", "other"]), max_size=6, unique=True)):
        if draw(st.integers(0, 4)):
            record[name] = draw(VALUES)
        else:
            record.pop(name, None)
    return record


@dataclass(frozen=True, slots=True)
class Site:
    """A broken keyword, as an engine reports it."""

    instance_path: Path
    schema_path: Path


def alone(schema: dict[str, Any], context: Context) -> Callable[[Any], Iterable[Broken]]:
    """Return an engine that is nothing but the rules."""
    return lambda record: walk(schema, record, (), (), context)


def walk(schema: dict[str, Any], value: Any, place: Path, at: Path, context: Context) -> Iterator[Broken]:
    for keyword, rule in rules().items():
        for entry in entries(rule, schema[keyword]) if keyword in schema else []:
            yield from (Site(place, (*at, keyword)) for _fault in rule.check(entry, value, context))
    for name, child in schema.get("properties", {}).items() if isinstance(value, dict) else ():
        if name in value:
            yield from walk(child, value[name], (*place, name), (*at, "properties", name), context)
    for index, item in enumerate(value) if isinstance(value, list) and "items" in schema else ():
        yield from walk(schema["items"], item, (*place, index), (*at, "items"), context)


def keywords(broken: Iterable[Broken]) -> set[tuple[Path, Path]]:
    return {(tuple(site.instance_path), tuple(site.schema_path)) for site in broken}


@cache
def engines(feed: str, action: str) -> list[Callable[[Any], Iterable[Broken]]]:
    schema, context = bundled().schema(feed, action), CONTEXT._replace(action=action)
    return [engine(schema, context) for engine in (production, reference, alone)]


@cache
def checkers(feed: str, action: str) -> list[Checker]:
    return [Checker(feed=feed, action=action, context=CONTEXT, engine=engine) for engine in (production, reference)]


def check_agreement(feed: str, action: str, payload: Any) -> None:
    """Hold the broken keywords of all three against each other, and what is said of them."""
    fast, slow, plain = (keywords(engine(payload)) for engine in engines(feed, action))
    assert fast == slow
    assert fast == plain
    data = json.dumps(payload).encode()
    first, second = (checker.check(data).findings for checker in checkers(feed, action))
    assert first == second


@pytest.mark.parametrize(("feed", "action"), KINDS)
@given(data=st.data())
def test_the_engines_find_the_same_in_a_changed_record(feed: str, action: str, data: st.DataObject) -> None:
    check_agreement(feed, action, data.draw(changed(valid(feed, action))))


@pytest.mark.parametrize(("feed", "action"), KINDS)
@given(payload=VALUES)
def test_the_engines_find_the_same_where_a_record_should_be(feed: str, action: str, payload: Any) -> None:
    check_agreement(feed, action, payload)


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_the_engines_find_the_same_for_every_edge_in_every_field(feed: str, action: str) -> None:
    record = valid(feed, action)
    for name in bundled().schema(feed, action)["properties"]:
        for edge in EDGES:
            payload = record | {name: edge}
            fast, slow, plain = (keywords(engine(payload)) for engine in engines(feed, action))
            assert fast == slow == plain, payload
