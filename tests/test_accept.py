"""The accepting path is sound: jsonschema-rs finds nothing wrong in the records that it accepts. And it accepts good records."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from engines import Engine, JudgeBy
from feedproof.fixtures.build import build
from feedproof.fixtures.plan import Plan
from feedproof.fixtures.spoil import breakable, sound, spoil
from feedproof.spec.contract import bundled
from feedproof.validators import check, instant, moment
from feedproof.validators.accept import doubt
from feedproof.validators.address import is_plain
from feedproof.validators.instant import Memo, clocks, instants
from feedproof.validators.judge import Judge
from feedproof.validators.keyword import Violation
from feedproof.validators.model import Context
from feedproof.validators.moment import is_rfc3339, moment_of
from feedproof.validators.paths import put
from hypothesis import given
from hypothesis import strategies as st
from ways import WAYS, By

KINDS = [(feed, action) for feed, parts in bundled().feeds.items() for action in parts.actions]
CONTEXT = Context(today=date(2027, 1, 4), known={"training-providers": frozenset({"NORTHB4Y2K"})})
ROUNDS = 3000
EDGES: list[Any] = [
    *(None, True, False, [], {}, [[]], {"": None}, "", " ", "  ", "a\u00a0b", "\x00", "🚑" * 256, "x" * 255, "x" * 256),
    *(0, -0.0, 1, -1, 1.0, 0.1, 0.5, 12.0, 1e-300, 1e300, -1e300, 2**53, -(2**53), 2**53 + 1, 10**30, 91, -180.5),
    *(
        float("nan"),
        float("inf"),
        "\ud800",
        "a\udfffb",
        {"\ud800": 1},
        {1: 2},
        (1, 2),
        b"x",
        {"a": {"b": float("nan")}},
    ),
    *("1", "NaN", "null", "Available", "available", "FullyBooked", "Completed", "SumOfSessions", "Enabled", "Day"),
    *("2027-01-01", "2027-01-01T00:00:00", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00+14:00", "2027-01-01T24:00:00"),
    *("2027-01-01t00:00:00z", "2027-01-01 00:00:00", "2027-01-01T00:00:00.5", "2027-01-01T00:00:00+0100", "2027-W01-1"),
    *("9999-12-31T23:59:59", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00", "2027-02-29T00:00:00"),
    *("2027-01-01T00:00:00+01:99", "2027-01-01T00:00:60", "2027-01-01T09:00:00\n", "٢027-01-01T00:00:00"),
    *("31/12/2027", "https://example.org/a b", "https://", "HTTP://example.org", "//example.org", "https://[::1"),
    *("12086", "NORTHB4Y2K", [{"StartDate": "2027-01-01T00:00:00"}], [{"SessionID": ""}, 5], [None], {"StartDate": 1}),
]
NAMES = ["CF_x", "Cost", "other", "", "\ud800"]


full = WAYS["jsonschema-rs"]
"""An engine that shares no code but the rules with the paths that are tested."""


@cache
def judge(feed: str, action: str, engine: Engine | None = None) -> Judge:
    context = CONTEXT._replace(action=action)
    return JudgeBy(feed, context, engine) if engine else Judge(feed, context)


@cache
def good(feed: str, action: str) -> list[Any]:
    """Return records without any finding, fuller and emptier ones."""
    plans = [Plan(chance=chance, day=date(2026, 1, 5)) for chance in (0, 0.5, 0.9, 1)]
    return [build(judge(feed, action), seed, plan, lambda _violation: True) for plan in plans for seed in range(5)]


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in children:
        yield from places(child, (*place, step))


def mutated(chance: random.Random, record: Any) -> Any:
    """Return the record with one to three values changed, swapped, removed or added, anywhere in it."""
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        at = list(places(record))
        place = chance.choice(at)
        kind = chance.random()
        if kind < 0.6:
            record = put(record, place, chance.choice(EDGES))
        elif kind < 0.8:
            record = put(record, place, follow(record, chance.choice(at)))
        else:
            record = resized(chance, record, place)
    return record


def follow(value: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        value = value[step]
    return value


def resized(chance: random.Random, record: Any, place: tuple[Any, ...]) -> Any:
    """Remove a member of the object at the place, or add one."""
    value = follow(record, place)
    if not isinstance(value, dict):
        return record
    if value and chance.random() < 0.5:
        gone = chance.choice(list(value))
        return put(record, place, {name: member for name, member in value.items() if name != gone})
    return put(record, place, value | {chance.choice(NAMES): chance.choice(EDGES)})


def seen(violations: list[Violation]) -> list[Any]:
    return sorted((v.rule.id, v.place, v.breach.says, v.breach.hint, v.evidence) for v in violations)


def as_json(value: Any) -> bytes | None:
    """Return a value as JSON, NaN and halves of characters too; None where it cannot be JSON."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except TypeError:
        return None


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_good_records_are_accepted(feed: str, action: str) -> None:
    assert judge(feed, action).accepts is not doubt
    assert [record for record in good(feed, action) if not judge(feed, action).accepts(record)] == []


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_what_is_accepted_has_no_finding(feed: str, action: str) -> None:
    chance, checker = random.Random(f"{feed}/{action}"), By("jsonschema-rs", feed, action, CONTEXT)
    accepted = 0
    for _ in range(ROUNDS):
        record = mutated(chance, chance.choice(good(feed, action)))
        if judge(feed, action).accepts(record):
            accepted += 1
            data = as_json(record)
            assert data is not None
            assert checker.check(data).findings == [], record
    assert accepted > ROUNDS / 50


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_the_suspects_are_all_that_there_is(feed: str, action: str) -> None:
    chance = random.Random(f"{action}/{feed}")
    for _ in range(ROUNDS // 3):
        record = mutated(chance, chance.choice(good(feed, action)))
        data = as_json(record)
        if data is None or b"\xed" in data or b"NaN" in data or b"Infinity" in data:
            continue
        record = json.loads(data)
        found = seen(judge(feed, action, full).violations(record))
        assert seen(judge(feed, action).violations(record)) == found, record
        at_first = Judge(feed, Context(action, CONTEXT.today, CONTEXT.known))
        assert seen(at_first.violations(record)) == found, record


@pytest.mark.parametrize(("feed", "action"), KINDS)
def test_every_rule_is_doubted_where_it_is_broken(feed: str, action: str) -> None:
    own = judge(feed, action)
    for site in breakable(own):
        assert not own.accepts(spoil(own, site, sound(own, site))), (site.rule.id, site.place)


def test_odd_python_values_are_not_accepted() -> None:
    record = good("course-dates", "read")[-1]
    assert judge("course-dates", "read").accepts(record)
    for odd in (type("Dict", (dict,), {})(record), record | {1: 2}, record | {"CF_x": (1,)}, [record], None):
        assert not judge("course-dates", "read").accepts(odd)


def test_deep_members_that_nothing_lists_are_not_accepted() -> None:
    deep: Any = 1
    for _ in range(2000):
        deep = [deep]
    assert not judge("course-dates", "read").accepts(good("course-dates", "read")[-1] | {"CF_x": deep})


@given(
    st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}.?([0-9]{2}(:?[0-9]{2}){1,2})?.{0,6}\Z")
    | st.text()
    | st.sampled_from(EDGES)
)
def test_an_instant_is_the_moment_that_is_read(text: Any) -> None:
    try:
        instant = instants[text]
    except (ValueError, TypeError):
        return
    slow = moment_of(text)
    assert slow is not None
    assert is_rfc3339(text)
    seconds = (slow.clock - datetime(1, 1, 1)) / timedelta(seconds=1) + 86_400  # noqa: DTZ001 - moments have no zone
    assert (instant, slow.finer) == (seconds + slow.has_offset / 2, "")


@pytest.mark.parametrize("text", ["2027-01-11T24:00:00", "2027-01-11T24:00:00Z", "2027-01-11T09:00:00+24:00"])
def test_a_day_has_no_hour_24_whatever_python_thinks_of_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Newer(datetime):
        """Reads the hour 24 as the next day, as newer versions of Python do."""

        @classmethod
        def fromisoformat(cls, text: str) -> Any:
            return datetime.fromisoformat(text.replace("T24", "T00").replace("+24:00", ""))

    for module in (moment, instant):
        monkeypatch.setattr(module, "datetime", Newer)
    monkeypatch.setattr(moment, "_offset", lambda text: text and timedelta())
    assert moment_of(text) is None
    with pytest.raises(ValueError, match=text[10:].replace("+", r"\+")):
        clocks[text[10:]]


@given(st.from_regex(is_plain.__self__, fullmatch=True))
def test_an_address_that_is_seen_at_once_is_one(text: str) -> None:
    parts = urlsplit(text)
    assert (parts.scheme in {"http", "https"}, bool(parts.hostname), any(map(str.isspace, text))) == (True, True, False)


def test_a_memo_keeps_few_and_short_texts() -> None:
    asked: list[str] = []
    memo = Memo(lambda text: asked.append(text) or len(text), most=2, longest=3)
    assert [memo[text] for text in ("a", "bb", "a", "long", "long", "ccc", "a")] == [1, 2, 1, 4, 4, 3, 1]
    assert asked == ["a", "bb", "long", "long", "ccc", "a"]
    assert len(memo) <= 2


def test_a_call_takes_the_accepting_path_and_finds_the_same() -> None:
    record = good("course-dates", "create")[-1]
    find: Callable[[Any], Any] = lambda payload: check(payload, feed="course-dates", operation="create")  # noqa: E731
    assert find(record) == find([record, record]) == find(json.dumps(record).encode()) == []
    answer = {"results": [good("course-dates", "read")[-1] | {"Status": 5}]}
    assert [f.rule for f in check(answer, feed="course-dates")] == ["wrong-type"]
    assert [(f.rule, f.pointer) for f in find([record, record | {"Status": "no"}])] == [("unlisted-value", "/1/Status")]
    assert [f.rule for f in find(record | {"AimsText": "\ud800"})] == ["broken-character"]
    assert find([]) == []


@pytest.mark.parametrize("status", ["Available", "no such status"])
def test_one_payload_loads_no_engine(status: str, tmp_path: Path) -> None:
    record = good("course-dates", "create")[-1] | {"Status": status}
    (tmp_path / "x.json").write_text(json.dumps(record), encoding="utf-8")
    code = "import sys; from feedproof.ci.cli import run; run(['check', 'x.json', '-q']); print(*sys.modules)"
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)  # noqa: S603 - our own command
    assert ("unlisted-value" in done.stdout) is (status != "Available")
    heavy = {
        "jsonschema",
        "jsonschema_rs",
        "msgspec",
        "orjson",
        "yaml",
        "multiprocessing",
        "concurrent",
        "pickle",
        "tempfile",
    }
    assert heavy & set(done.stdout.split()) == set()
