"""For any payload, `make_valid` returns one that keeps the binding rules; no rule fails on any value.

The contract suite makes the bodies that it generates valid, so a body that is still invalid here would be a false alarm there.
"""

import math
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest
from engines import STANDARD, JudgeBy
from feedproof.fixtures.build import build
from feedproof.fixtures.validity import KeywordFilter, is_binding, is_serious, make_valid
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.spec.evidence import Evidence
from feedproof.spec.flat import schemas
from feedproof.validators import Judge
from feedproof.validators.keyword import Keyword, entries, keywords_of
from feedproof.validators.model import Context, Rank, Rule
from feedproof.validators.paths import ABSENT, put
from feedproof.validators.rules import rules
from feedproof.validators.rules.format import FORMATS
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

CONTRACT = bundled()
ACTIONS = [(feed.name, action) for feed in CONTRACT.feeds.values() for action in feed.actions]
FLAT = [schema for feed, action in ACTIONS for schema in schemas(CONTRACT.schema(feed, action))]
NAMES = sorted({name for schema in FLAT for name in schema.get("properties", {})})
DAYS = [date.min, date(2026, 11, 23), date.max]

DATES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["0001-01-01", "0001-01-02", "1900-02-28", "2026-02-30", "2027-03-01", "9999-12-30", "9999-12-31"])
    | st.dates().map(str),
    st.sampled_from(["", "T00:00:00", "T23:59:59.999999", "T23:59:59.9999999999", "T09:00", " 09:00:00", "T24:00:00"]),
    st.sampled_from(["", "Z", "z", "+01:00", "-23:59", "+23:59", "+0100", "+14", "+24:00"]),
)
ODD_TEXTS = ["", "é" * 300, "a  b", "\u00a0\u00a0", "\x00", "https://[", "//", "7", "True"]
TEXTS = st.text(max_size=5) | st.sampled_from(ODD_TEXTS)
ODD = [0, -0.0, 0.5, -1, 5e-324, 1e308, -1e308, 255, 999.5, 2**53 + 1, 2**64, 10**30, 10**400, -(10**400)]
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(ODD)
LISTED = [word for schema in FLAT for word in (*schema.get("enum", []), *schema.get("examples", []))]
WORDS = sorted({word for word in LISTED if not isinstance(word, list | dict)}, key=str)
SCALARS = st.none() | st.booleans() | NUMBERS | DATES | TEXTS | st.sampled_from(WORDS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | TEXTS, inner, max_size=4),
    max_leaves=6,
)


def body(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly an object with the fields that rules hold against each other, and some others, mostly plausible."""
    known = {name: plausible(child) | SCALARS for name, child in schema.get("properties", {}).items()}
    related = {name: known[name] for name in known if any(f"'{name}'" in str(rule) for rule in relations(schema))}
    field = st.sampled_from(sorted(known) or NAMES)
    others = st.lists(field.flatmap(lambda name: st.tuples(st.just(name), known.get(name, VALUES))), max_size=3)
    strange = st.dictionaries(st.sampled_from(NAMES) | TEXTS, VALUES, max_size=1)
    made = st.tuples(strange, others.map(dict), st.fixed_dictionaries({}, optional=related))
    return made.map(lambda parts: parts[0] | parts[1] | parts[2])


def relations(schema: dict[str, Any]) -> list[Any]:
    return [schema[keyword] for keyword, rule in rules().items() if rule.rank is Rank.RELATION and keyword in schema]


def plausible(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "feed-date-time":
        return DATES
    kinds = {"integer": NUMBERS, "number": NUMBERS, "boolean": st.booleans(), "object": VALUES}
    if schema["type"] == ["array"]:
        return st.lists(body(schema["items"]) | VALUES, max_size=3)
    return kinds.get(schema["type"][0], TEXTS)


@cache
def judge_of(feed: str, action: str, today: date) -> Judge:
    return Judge(feed, Context(action, today))


@pytest.mark.parametrize("wanted", [is_binding, is_serious])
@pytest.mark.parametrize(("feed", "action"), ACTIONS)
def test_any_body_can_be_repaired_and_stays_as_it_is(feed: str, action: str, wanted: KeywordFilter) -> None:
    @settings(max_examples=150 if action == "create" else 40)
    @given(body(CONTRACT.schema(feed, action)) | VALUES, st.sampled_from(DAYS))
    def holds(payload: Any, today: date) -> None:
        judge = judge_of(feed, action, today)
        before = deepcopy(payload)
        mended = make_valid(judge, payload, wanted)
        assert [violation for violation in judge.violations(mended) if wanted(violation)] == []
        assert repr(payload) == repr(before)

    holds()


HARD: dict[str, dict[str, Any]] = {
    "the end of time": {"StartDate": "9999-12-31T23:59:59", "EndDate": "9999-12-31T23:59:59"},
    "the end of time, with an offset": {"StartDate": "9999-12-31T23:59:59Z", "EndDate": "9999-12-31T23:59:58-01:00"},
    "the beginning of time": {"StartDate": "0001-01-01T00:00:00+00:00", "EndDate": "0001-01-01T00:00:00+23:59"},
    "from the end of time to its beginning": {"StartDate": "9999-12-31", "EndDate": "0001-01-01"},
    "the same, with offsets": {"StartDate": "9999-12-31T00:00:00-01:00", "EndDate": "0001-01-01T00:00:00-01:00"},
    "all dates at the end of time": dict.fromkeys(
        ["StartDate", "EndDate", "AdvertisedStartDate", "AdvertisedEndDate"], "9999-12-31T23:59:59.9999999999"
    ),
    "finer than microseconds": {
        "StartDate": "2027-03-01T09:00:00.0000000002Z",
        "EndDate": "2027-03-01T09:00:00.0000000001Z",
    },
    "mixed offsets, each order wrong": {
        "StartDate": "2027-03-02T09:00:00",
        "EndDate": "2027-03-01T09:00:00Z",
        "AdvertisedStartDate": "2027-03-03",
        "AdvertisedEndDate": "2027-03-01 09:00+0100",
    },
    "no calendar": {"StartDate": "2026-02-30T09:00:00", "EndDate": "31/12/2026"},
    "numbers without end": {"MinPlaces": 10**400, "MaxPlaces": 1e308, "NetCost": -(10**400), "Duration": 5e-324},
    "half a place too many": {"MinPlaces": 1.5, "MaxPlaces": 1},
    "half a place": {"MinPlaces": 0.5, "MaxPlaces": 0.25},
    "nothing anywhere": dict.fromkeys(NAMES),
    "lists everywhere": {name: [[]] for name in NAMES},
    "objects everywhere": {name: {name: {name: name}} for name in NAMES},
    "sessions that are none": {"Sessions": [None, 1, "a", [], {}, {"StartDate": None}, {"EndDate": [{}]}]},
    "sessions outside": {
        "StartDate": "2027-03-02T09:00:00",
        "EndDate": "2027-03-01T09:00:00",
        "Sessions": [{"StartDate": "2028-01-01", "EndDate": "2026-01-01"}, {"StartDate": "2027-03-01T09:00:00Z"}],
    },
}


@pytest.mark.parametrize("wanted", [is_binding, is_serious])
@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize(("feed", "action"), ACTIONS)
@pytest.mark.parametrize("name", HARD)
def test_hard_bodies_can_be_repaired(name: str, feed: str, action: str, today: date, wanted: KeywordFilter) -> None:
    judge = judge_of(feed, action, today)
    mended = make_valid(judge, HARD[name], wanted)
    assert [violation.rule.id for violation in judge.violations(mended) if wanted(violation)] == []


def test_what_is_not_wanted_stays() -> None:
    judge = judge_of("course-dates", "create", date.max)
    payload = build(judge, 0) | {"MinPlaces": 40, "MaxPlaces": 20, "NetCost": 195.0}
    assert make_valid(judge, payload, is_binding) == payload | {"MinPlaces": 20}
    assert make_valid(judge, payload, is_serious) == payload | {"MinPlaces": 20, "NetCost": 1000}
    assert make_valid(judge, payload, lambda _violation: False) is payload


def test_repair_says_which_rule_it_could_not_keep() -> None:
    judge = judge_of("course-dates", "create", date.max)
    too_long = keywords_of(judge.schema["properties"]["ExternalID"], rules()["maxLength"])[0]
    asked = lambda payload: [(too_long, ("ExternalID",), payload["ExternalID"])]  # noqa: E731
    stubborn = JudgeBy("course-dates", judge.context, lambda _schema, _context: asked)
    with pytest.raises(FeedproofError, match="cannot be made valid; in the contract, look at: too-long"):
        make_valid(stubborn, {"ExternalID": _Endless("x" * 256)})


class _Endless(str):
    """A text that no cut makes shorter."""

    __slots__ = ()

    def __getitem__(self, _key: Any) -> "_Endless":
        return self


@pytest.mark.parametrize(
    ("keyword", "certainty", "binds"),
    [
        ("x-before", "stated", True),
        ("x-before", "observed", False),
        ("x-before", "assumed", False),
        ("maxLength", "stated", True),
        ("maxLength", "assumed", True),
        ("readOnly", "inferred", True),
    ],
)
def test_stated_and_standard_keywords_bind(keyword: str, certainty: str, binds: bool) -> None:
    breach = next(rules()["required"].check("a", {}, Context()))
    violation = Keyword(rules()[keyword], None, Evidence(certainty, "page: so", "#")).broken((), breach)
    assert is_binding(violation) is binds


RELATED = {keyword for keyword, rule in rules().items() if rule.rank is Rank.RELATION} - {"x-references"}
APPLIES: dict[Any, set[str]] = {
    str: {"maxLength", "minLength", "format", "x-date-spelling", "x-no-double-space", "x-references"},
    (int, float): {"minimum", "maximum", "exclusiveMinimum", "multipleOf", "x-minor-units"},
    dict: {"required", "x-listed-only", *RELATED},
}
KIND = {keyword: kind for kind, keywords in APPLIES.items() for keyword in keywords}
WHEREVER = {"readOnly", "required", "x-references"}
"""Keywords whose `satisfy` cannot do it alone: the rest is done by other keywords, or by a server."""


def arguments(rule: Rule) -> st.SearchStrategy[tuple[Any, Any]]:
    """Pairs of an argument that the contract gives the rule and a value made for the place, or for any."""
    found = [(entry, s) for s in FLAT if rule.keyword in s for entry in entries(rule, s[rule.keyword])]
    return st.sampled_from(found).flatmap(lambda pair: st.tuples(st.just(pair[0]), body(pair[1]) | VALUES))


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_no_rule_stumbles_over_any_value(rule: Rule) -> None:
    @settings(max_examples=40)
    @given(arguments(rule), st.sampled_from(DAYS), st.sampled_from(["read", "create", "update"]))
    def holds(pair: tuple[Any, Any], today: date, action: str) -> None:
        context = Context(action, today, {"training-providers": frozenset()})
        broken = list(rule.check(*pair, context))
        if isinstance(pair[1], KIND.get(rule.keyword, object)) and not isinstance(pair[1], bool):
            hold_satisfied(rule, *pair, context, bool(broken))

    holds()


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_no_rule_stumbles_over_what_json_does_not_have(rule: Rule) -> None:
    asked = [entry for schema in FLAT if rule.keyword in schema for entry in entries(rule, schema[rule.keyword])]
    assert asked
    for entry in asked:
        for value in (math.inf, -math.inf, math.nan, dict.fromkeys(NAMES, math.inf), ()):
            list(rule.check(entry, value, Context("create", date.min)))


@pytest.mark.parametrize(
    "rule", [rules()[keyword] for keyword in sorted(rules().keys() & STANDARD)], ids=lambda rule: rule.keyword
)
def test_a_rule_breaks_where_json_schema_says_that_its_keyword_does(rule: Rule) -> None:
    @settings(max_examples=40)
    @given(arguments(rule))
    def holds(pair: tuple[Any, Any]) -> None:
        entry, value = pair
        schema = {rule.keyword: [entry] if rule.each else entry}
        validator = Draft202012Validator(schema, formats=FORMATS, validate_formats=True)
        assert validator.is_valid(value) is not any(rule.check(entry, value, Context()))

    holds()


def hold_satisfied(rule: Rule, entry: Any, value: Any, context: Context, broken: bool) -> None:
    before = repr(value)
    mended = rule.satisfy(entry, value)
    assert repr(value) == before
    assert mended is ABSENT or rule.keyword in WHEREVER or list(rule.check(entry, mended, context)) == []
    assert mended is ABSENT or repr(rule.satisfy(entry, mended)) == repr(mended)
    if not broken and not rule.keyword.startswith(("x-only-after", "readOnly")):
        assert mended == value


@pytest.mark.parametrize(
    ("payload", "path", "value", "expected"),
    [
        ({"a": 1}, (), 2, 2),
        ({"a": 1}, ("a",), 2, {"a": 2}),
        ({"a": 1}, ("b",), 2, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, ("a",), ABSENT, {"b": 2}),
        ({"b": 2}, ("a",), ABSENT, {"b": 2}),
        ({"a": [1, 2]}, ("a", 1), 3, {"a": [1, 3]}),
        ({}, ("a", 0, "b"), 1, {"a": [{"b": 1}]}),
        ({"a": 1}, ("a", "b"), 2, {"a": {"b": 2}}),
        (None, ("a",), 1, {"a": 1}),
    ],
)
def test_put_returns_a_changed_copy(payload: Any, path: Any, value: Any, expected: Any) -> None:
    before = deepcopy(payload)
    assert put(payload, path, value) == expected
    assert payload == before
