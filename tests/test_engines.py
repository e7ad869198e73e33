"""The judge and two JSON Schema engines find the same, however a valid record is changed.

Two things are compared. The keywords that jsonschema-rs, jsonschema and the walk find broken: this shows a keyword that an engine
finds broken and its rule does not explain, or the other way round. And the findings in whole documents, by each engine and by the
judge, which walks the first records and compiles functions for more.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path as File
from typing import Any

import pytest
from engines import ENGINES, Reports, asked, jsonschema_reports, jsonschema_rs_reports
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Judge
from feedproof.validators.accept import suspect
from feedproof.validators.model import Context, Path
from feedproof.validators.walk import AppliedKeyword
from hypothesis import given
from hypothesis import strategies as st
from ways import BLINDFOLDS, WAYS, By

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


Keywords = set[tuple[Path, Path]]
"""Broken keywords: a path into the payload and one into the schema, the last part being the keyword."""
Finder = Callable[[Any], list[Keywords]]


def by_engine(reports: Reports, feed: str, action: str) -> Finder:
    """Return what finds broken what an engine reports by itself, and what the rules say of that."""
    schema, context = bundled().schema(feed, action), CONTEXT._replace(action=action)
    broken = reports(schema, context)

    def found(payload: Any) -> list[Keywords]:
        errors = list(broken(payload))
        reported = {(tuple(error.instance_path), tuple(error.schema_path)) for error in errors}
        return [reported, explained(asked(schema, payload, errors), context)]

    return found


def by_rules(way: str, feed: str, action: str) -> Finder:
    """Return what finds broken what the rules say, where this way asks them."""
    context = CONTEXT._replace(action=action)
    ask = WAYS[way](bundled().schema(feed, action), context)
    return lambda payload: [explained(ask(payload) or (), context)]


def explained(to_ask: Iterable[AppliedKeyword], context: Context) -> Keywords:
    return {
        (place, (*schema_path(place), keyword.rule.keyword))
        for keyword, place, value in to_ask
        for _fault in keyword.rule.check(keyword.entry, value, context)
    }


def schema_path(place: Path) -> Iterator[str | int]:
    for part in place:
        yield from ("items",) if isinstance(part, int) else ("properties", part)


@cache
def finders(feed: str, action: str) -> list[Finder]:
    """Return all that can say which keywords are broken: engines by themselves, and the rules that each way asks."""
    engines = [by_engine(reports, feed, action) for reports in (jsonschema_rs_reports, jsonschema_reports)]
    return engines + [by_rules(way, feed, action) for way in WAYS if way not in ENGINES]


def all_found(finders: list[Finder], payload: Any) -> list[Keywords]:
    return [found for find in finders for found in find(payload)]


@cache
def checkers(feed: str, action: str) -> list[Checker]:
    return [
        Checker(feed=feed, action=action, today=CONTEXT.today, known=CONTEXT.known),
        *(By(way, feed, action, CONTEXT) for way in WAYS),
    ]


def check_agreement(finders: list[Finder], checkers: list[Checker], payload: Any) -> None:
    """Hold the broken keywords of all against each other, and what is said of them."""
    first, *others = all_found(finders, payload)
    assert [other ^ first for other in others] == [set()] * len(others)
    data = json.dumps(payload).encode()
    findings, *more = (checker.check(data).findings for checker in checkers)
    assert more == [findings] * len(more)


@pytest.mark.parametrize(("feed", "action"), KINDS)
@given(data=st.data())
def test_the_engines_find_the_same_in_a_changed_record(feed: str, action: str, data: st.DataObject) -> None:
    check_agreement(finders(feed, action), checkers(feed, action), data.draw(changed(valid(feed, action))))


@pytest.mark.parametrize(("feed", "action"), KINDS)
@given(payload=VALUES)
def test_the_engines_find_the_same_where_a_record_should_be(feed: str, action: str, payload: Any) -> None:
    check_agreement(finders(feed, action), checkers(feed, action), payload)


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_the_engines_find_the_same_for_every_edge_in_every_field(feed: str, action: str) -> None:
    record = valid(feed, action)
    for name in bundled().schema(feed, action)["properties"]:
        for edge in EDGES:
            payload = record | {name: edge}
            first, *others = all_found(finders(feed, action), payload)
            assert others == [first] * len(others), payload


@pytest.mark.parametrize("blinded", BLINDFOLDS)
@pytest.mark.parametrize("change", [{"Name": "x" * 256}, {"MinPlaces": 9, "MaxPlaces": 8}])
def test_it_fails_when_one_of_them_is_blind(
    change: dict[str, Any], blinded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = valid("course-dates", "create") | change
    check_agreement(finders("course-dates", "create"), checkers("course-dates", "create"), payload)
    monkeypatch.setattr(*BLINDFOLDS[blinded])
    blind = finders.__wrapped__("course-dates", "create"), checkers.__wrapped__("course-dates", "create")
    with pytest.raises(AssertionError, match=r"set\(\)"):
        check_agreement(blind[0], [], payload)
    with pytest.raises(AssertionError, match="Finding"):
        check_agreement(blind[0][:1], blind[1], payload)


def test_what_cannot_be_compiled_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suspect, "suspecting", lambda _schema, _context: lambda _record: None)
    own, payload = Judge("course-dates"), {"Status": "no such status"}
    first, *others = (own.violations(payload) for _ in range(30))
    assert first
    assert others == [first] * len(others)


def test_no_engine_is_loaded_by_judging() -> None:
    """However many records there are, and whatever is wrong with them."""
    code = """
import json, sys
from feedproof.validators import check
for payload in [None, 1, [], [[]], {}, {"Status": 1}, [{"MinPlaces": 9, "MaxPlaces": 8}] * 50, b"[NaN]", b'{"a": 1e999}', b"{"]:
    check(payload, feed="course-dates")
print(*{"jsonschema", "jsonschema_rs"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout.strip() == ""
