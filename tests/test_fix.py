"""Fixing a record: only certain values are fixed, no fix gives a new finding, and fixing once is enough."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from feedproof.fixtures import record
from feedproof.fixtures.build import build
from feedproof.fixtures.plan import MINIMAL, Plan
from feedproof.fixtures.spoil import Site, sites, sound
from feedproof.spec.contract import bundled
from feedproof.spec.nearest import same
from feedproof.spec.pointer import pointer
from feedproof.validators import Change, Fixed, Judge, check, fix
from feedproof.validators.fixing.edits import Edit
from feedproof.validators.fixing.records import Attempt, Fix, RecordFixer
from feedproof.validators.fixing.suggestion import suggested_fix
from feedproof.validators.keyword import Keyword
from feedproof.validators.model import Breach, Context, Path, Renamed, SuggestedFix
from feedproof.validators.paths import follow, put
from feedproof.validators.respell import meant_date, meant_value
from feedproof.validators.rules import rules
from feedproof.validators.text.document import Record, texts
from hypothesis import given, settings
from hypothesis import strategies as st

ACTIONS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
TODAY = date(2026, 1, 1)
JUDGES = {(feed, action): Judge(feed, Context(action, TODAY)) for feed, action in ACTIONS}
RANDOM = st.randoms(use_true_random=False)


def fixer(judge: Judge) -> RecordFixer:
    return RecordFixer(judge, lambda _rule: True, ())


# ------------------------------------------------------------------------------------------ what a spelling means
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("31/12/2026", "2026-12-31"),
        ("31/12/2026 09:00", "2026-12-31T09:00:00"),
        ("3/31/2027 9:00", "2027-03-31T09:00:00"),
        ("05/05/2026", "2026-05-05"),
        ("31-12-2026 09:00:30", "2026-12-31T09:00:30"),
        ("31.12.2026 9:00:05,5 +0100", "2026-12-31T09:00:05.5+01:00"),
        ("20270308T090000Z", "2027-03-08T09:00:00Z"),
        ("20270308", "2027-03-08"),
        ("2027/3/1", "2027-03-01"),
        ("2026-12-31 09:00:00 +01", "2026-12-31T09:00:00+01:00"),
        ("2026-12-31t09:00z", "2026-12-31T09:00:00Z"),
        (" 2026-12-31T09:00:00\u00a0", "2026-12-31T09:00:00"),
        ("Thu, 31 Dec 2026 09:00:00 GMT", "2026-12-31T09:00:00Z"),
        ("31 December 2026", "2026-12-31"),
        ("1 Sept 2026", "2026-09-01"),
        ("Dec 31 2026  9:00AM", "2026-12-31T09:00:00"),
        ("December 31, 2026 11:59 pm", "2026-12-31T23:59:00"),
    ],
)
def test_a_date_that_means_one_thing(text: str, meant: str) -> None:
    assert meant_date(text) == meant
    assert meant_date(meant) is None


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026",
        "01.04.2027 09:00",
        "31/12/26",
        "31/02/2026",
        "29.02.2027",
        "31/12-2026",
        "2026-13-01",
        "2026-12-31T25:00:00",
        "2026-12-31T09:60:00",
        "12/31/2026 12:00 PM",
        "31 Dec 2026 13:00 pm",
        "31 Dec 2026 0:30 am",
        "Fri, 31 Dec 2026 09:00:00 GMT",
        "31 Dez 2026",
        "20122026",
        "44622.375",
        "٣١/12/2026",
        "tomorrow",
        "",
        "2026-12-31",
        "2026-12-31T09:00:00+01:00",
    ],
)
def test_a_date_that_is_not_certain_or_right_already(text: str) -> None:
    assert meant_date(text) is None


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("12", 12),
        ("-1.50", -1.5),
        (" 12 ", 12),
        ("true", True),
        ("False", False),
        (12, "12"),
        ("007", None),
        ("1e3", None),
        ("1,250.00", None),
        ("£195", None),
        ("+5", None),
        ("yes", None),
        ("", None),
        ("9007199254740993", None),
        ("0.12345678901234567890", None),
        (12.0, None),
        (True, None),
        (None, None),
        ([], None),
    ],
)
def test_what_a_value_means(value: Any, meant: Any) -> None:
    assert meant_value(value) == meant
    assert type(meant_value(value)) is type(meant)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("fully booked", ["Booked", "FullyBooked"], "FullyBooked"),
        (" FULLY-booked_", ["FullyBooked"], "FullyBooked"),
        ("Canceled", ["Cancelled"], None),
        ("Fully.Booked", ["FullyBooked"], None),
        ("ab", ["Ab", "A b"], None),
        ("", ["A"], None),
    ],
)
def test_the_same_word(word: str, known: list[str], expected: str | None) -> None:
    assert same(word, known) == expected


# ---------------------------------------------------------------------------------------------- at every site
def wordy(word: str, chance: random.Random) -> str:
    """Return a word in another case, with spaces, hyphens and underscores."""
    return "".join(chance.choice(["", "", " ", "-", "_"]) + chance.choice([c.upper(), c.lower()]) for c in word) + " "


def dated(value: str, chance: random.Random) -> str:
    """Return a date and time as other programs spell it."""
    day, time = date.fromisoformat(value[:10]), value[11:]
    spellings = [f"{day:%d %b %Y} {time}", f"{day:%Y/%m/%d} {time}", f"{day:%B %d, %Y}  {time} "]
    spellings += [f"{day:%d/%m/%Y} {time}", f"{day:%m-%d-%Y} {time}"] if day.day > 12 else []
    return chance.choice([*spellings, f"{day:%Y%m%d}T{time.replace(':', '')}"])


def quoted(value: Any, chance: random.Random) -> Any:
    """Return a truth value or a number as text, and for a text a number."""
    if isinstance(value, bool):
        return chance.choice([str(value), str(value).upper(), str(value).lower()])
    return (
        chance.randrange(10**6) if isinstance(value, str) else chance.choice(["{}", " {} "]).format(json.dumps(value))
    )


def misnamed(value: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    wrong = chance.choice(sorted(value))
    return {wordy(name, chance) if name == wrong else name: member for name, member in value.items()}


SPOILT: dict[str, Callable[[Any, Any, random.Random], Any]] = {
    "enum": lambda listed, _value, chance: wordy(chance.choice(listed), chance),
    "format": lambda _name, value, chance: dated(value, chance) if value[0].isdigit() else f" {value}\n",
    "x-date-spelling": lambda _true, value, chance: value.replace("T", chance.choice([" ", "t"])),
    "x-no-double-space": lambda _true, value, chance: (
        value + chance.choice(["  ", " \u00a0", "   "]) + "x\u00a0\u00a0y"
    ),
    "type": lambda _name, value, chance: quoted(value, chance),
    "x-listed-only": lambda _names, value, chance: misnamed(value, chance),
}
"""Keyword to what spoils a value so that its fix is certain."""

RESTORED = {"format", "x-date-spelling", "x-listed-only"}
"""Keywords whose fix gives back the very payload that was spoilt."""


def is_certain(site: Site) -> bool:
    """Return whether a type can be spoilt so that it is certain what was meant; other keywords always can."""
    is_plain = site.entry == ["string"] and not site.schema.keys() & {"enum", "format"}
    return site.rule.keyword != "type" or is_plain or site.entry in (["integer"], ["number"], ["boolean"])


ALL = [(judge, site) for judge in JUDGES.values() for site in sites(judge) if site.rule.fix]
CASES = [
    pytest.param(judge, site, id=f"{judge.feed} {judge.context.action} {pointer(site.place) or '/'} {site.rule.id}")
    for judge, site in ALL
    if is_certain(site)
]


def test_every_rule_with_a_fix_is_spoilt_here() -> None:
    assert SPOILT.keys() == {keyword for keyword, rule in rules().items() if rule.fix}
    assert {site.rule.keyword for _, site in ALL} == SPOILT.keys()


def keys(judge: Judge, payload: Any) -> set[Any]:
    return {violation.key for violation in judge.violations(payload)}


def dumped(value: Any) -> str:
    return json.dumps(value)


def examine(judge: Judge, site: Site, chance: random.Random, mender: RecordFixer) -> None:
    """Spoil a site, fix it, and hold the laws."""
    payload = sound(judge, site, chance.randrange(50))
    spoilt = put(payload, site.place, SPOILT[site.rule.keyword](site.entry, follow(payload, site.place), chance))
    before = dumped(spoilt)
    broken = {key for key in keys(judge, spoilt) if key[0] == site.rule.id}
    attempt = mender.fix(spoilt)
    assert dumped(spoilt) == before, "its input was changed"
    assert broken, "nothing was broken"
    assert broken & keys(judge, attempt.record) == set(), "it is still there"
    assert {violation.key for violation in attempt.violations} == keys(judge, attempt.record)
    if site.rule.keyword in RESTORED:
        assert dumped(attempt.record) == dumped(payload), "it is not what it was"
    assert mender.fix(attempt.record).edits == {}, "a second time changes something"


@pytest.mark.parametrize(("judge", "site"), CASES)
@settings(max_examples=8)
@given(RANDOM)
def test_what_is_spoilt_so_is_fixed(judge: Judge, site: Site, chance: random.Random) -> None:
    examine(judge, site, chance, fixer(judge))


ODD = [
    "fully booked", "OnHold ", "31/12/2026 09:00", "30 Dec 2026", "2026-12-30 17:00Z", "03/04/2026", 20261231, "12", "0", "-1.5",
    "True", "false", "a  b", " x ", "", None, True, 7, 0, -3, 4.5, [], {}, [{"start_date": "31/12/2026 10:00"}], "day",
]  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> tuple[Judge, Any]:
    """Return a record in which much may be wrong, names too."""
    judge = draw(st.sampled_from(list(JUDGES.values())))
    record = build(judge, draw(st.integers(0, 20)), draw(st.sampled_from([Plan(), MINIMAL])))
    chance = draw(RANDOM)
    wrong = draw(st.dictionaries(st.sampled_from(sorted(judge.schema["properties"])), st.sampled_from(ODD), max_size=5))
    names = {name: wordy(name, chance) if chance.random() < 0.1 else name for name in record | wrong}
    return judge, {names[name]: value for name, value in (record | wrong).items()}


@settings(max_examples=250)
@given(records())
def test_nothing_new_is_found_whatever_was_wrong(case: tuple[Judge, Any]) -> None:
    judge, record = case
    before = {violation.key for violation in judge.violations(record)}
    text = dumped(record)
    attempt = fixer(judge).fix(record)
    assert dumped(record) == text
    worst = {place: fix.violation.severity for fix in attempt.fixes() for place in stood_at(attempt, fix)}
    for violation in judge.violations(attempt.record):
        assert violation.key in before or violation.severity < worst[violation.place]
    assert fixer(judge).fix(attempt.record).edits == {}
    assert before or attempt.record is record


def stood_at(attempt: Attempt, fix: Fix) -> list[Path]:
    """Return where what was fixed stands now."""
    place = fix.violation.place
    return [place, *(now for now, was in attempt.moved.items() if was == place)]


@pytest.mark.parametrize(("feed", "action"), ACTIONS)
@pytest.mark.parametrize("plan", [Plan(), MINIMAL])
def test_a_record_without_findings_is_left_alone(feed: str, action: str, plan: Plan) -> None:
    judge = JUDGES[feed, action]
    for seed in range(50):
        record = build(judge, seed, plan)
        attempt = fixer(judge).fix(record)
        assert (attempt.record is record) or judge.violations(record)
        assert attempt.edits.keys() == set() or judge.violations(record)


# ---------------------------------------------------------------------------------- the laws of fixing can fail
def one(keyword: str) -> tuple[Judge, Site]:
    judge = JUDGES["course-dates", "create"]
    return judge, next(site for site in sites(judge) if site.rule.keyword == keyword)


def faulty(monkeypatch: pytest.MonkeyPatch, keyword: str, fixing: Any) -> None:
    monkeypatch.setitem(rules(), keyword, rules()[keyword]._replace(fix=fixing))


@pytest.mark.parametrize(
    ("keyword", "fixing", "match"),
    [
        ("enum", lambda _listed, _value, _at: None, "still there"),
        ("enum", lambda _listed, value, _at: value.strip(), "still there"),
        ("format", lambda _name, _value, _at: "2026-12-31T09:00:00", "not what it was|still there"),
        ("x-listed-only", lambda _names, _value, _at: Renamed("Unheard"), "still there"),
    ],
)
def test_a_fix_that_is_none_is_seen(keyword: str, fixing: Any, match: str, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty(monkeypatch, keyword, fixing)
    judge, _ = one(keyword)
    fresh = Judge(judge.feed, judge.context)
    site = next(site for site in sites(fresh) if site.rule.keyword == keyword)
    with pytest.raises(AssertionError, match=match):
        examine(fresh, site, random.Random(1), fixer(fresh))


# ------------------------------------------------------------------------------------------------- single cases
GOOD = {"StartDate": "2026-12-30T09:00:00", "EndDate": "2026-12-31T17:00:00", "Status": "Available", "MaxPlaces": 12}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"Status": "in progress"}, {"Status": "InProgress"}),
        ({"EndDate": "31/12/2026 17:00"}, {"EndDate": "2026-12-31T17:00:00"}),
        ({"EndDate": "31/12/2026"}, {"EndDate": "2026-12-31"}),  # a note on the time is milder
        ({"EndDate": "31/12/2026 17:00Z"}, {"EndDate": "2026-12-31T17:00:00Z"}),  # so is a warning on the offset
        ({"EndDate": 20261231}, {"EndDate": "2026-12-31"}),
        ({"NetCost": "195"}, {"NetCost": 195}),
        ({"ExternalID": 42}, {"ExternalID": "42"}),
        ({"AimsText": "a  b   c"}, {"AimsText": "a b c"}),
        ({"aims_text": "a  b"}, {"AimsText": "a b"}),
    ],
)
def test_it_is_fixed(wrong: dict[str, Any], right: dict[str, Any]) -> None:
    done = fix(GOOD | wrong, feed="course-dates", operation="create")
    assert done.payload == GOOD | right
    assert {change.is_name for change in done.changes} >= {False}


def test_what_a_fix_reveals_is_fixed_with_it() -> None:
    whole = record("course-dates", "read", seed=3)
    dates = {name: whole[name] for name in ("StartDate", "EndDate")}
    session = {"SessionID": "S-1", "Name": "Theory", **dates}
    rest = {name: value for name, value in whole.items() if name != "Sessions"}
    wrong = rest | {"sessions": [session | {"StartDate": dates["StartDate"].replace("T", " ")}]}
    assert fix(wrong, feed="course-dates", operation="read").payload == rest | {"Sessions": [session]}
    [found] = check(wrong, feed="course-dates", operation="read")
    assert found.fix
    assert [one.text for one in found.fix.replacements] == ['"Sessions"', json.dumps(dates["StartDate"])]


@pytest.mark.parametrize(
    "wrong",
    [
        {"Status": "Canceled"},
        {"EndDate": "03/04/2027 09:00"},
        {"EndDate": "30/12/2026 08:00"},  # it would end before it starts
        {"EndDate": "2026-12-31"},  # nobody knows the time
        {"MaxPlaces": "0"},  # as a number it is not positive
        {"MaxPlaces": "12", "MinPlaces": 13},  # more than there are
        {"NetCost": 19.5},
        {"Cost": 499.0},  # pounds, in another interface
        {"course_date_id": "7"},  # to be read only
        {"status": "Available"},  # it is there already
        {"aims_text": "a", "AIMS TEXT": "b"},
        {"CF_status": "x"},
        {"ExternalID": True},
        {"ExternalID": 4.5},
        {"CourseIsAdvertised": "Y"},
        {"CourseIsAdvertised": 1},
        {"Status": None},
        {"Status": ["Available"]},
    ],
)
def test_it_is_left_alone(wrong: dict[str, Any]) -> None:
    payload = GOOD | wrong
    done = fix(payload, feed="course-dates", operation="create")
    assert done == Fixed(payload, ())
    assert done.payload is payload


def test_what_goes_together_is_fixed_together() -> None:
    wrong = GOOD | {"StartDate": "30/12/2026 09:00Z", "EndDate": "31/12/2026 17:00Z"}
    right = GOOD | {"StartDate": "2026-12-30T09:00:00Z", "EndDate": "2026-12-31T17:00:00Z"}
    assert fix(wrong, feed="course-dates", operation="create").payload == right


def test_one_that_cannot_be_fixed_does_not_stop_the_others() -> None:
    wrong = GOOD | {"MaxPlaces": "0", "Status": "on hold", "NetCost": "195000", "ExternalID": 7}
    right = GOOD | {"MaxPlaces": "0", "Status": "OnHold", "NetCost": 195000, "ExternalID": "7"}
    assert fix(wrong, feed="course-dates", operation="create").payload == right


def test_a_program_gets_the_payload_and_each_change() -> None:
    wrong = {"results": [GOOD, GOOD | {"aims_text": "a  b", "Status": "available"}]}
    kept = deepcopy(wrong)
    done = fix(wrong, feed="course-dates", operation="read")
    assert wrong == kept
    assert done.payload == {"results": [GOOD, GOOD | {"AimsText": "a b"}]}
    assert done.payload["results"][0] is GOOD
    assert done.changes == (
        Change("unlisted-value", 1, "/results/1/Status", "available", "Available"),
        Change("unlisted-field", 1, "/results/1/aims_text", "aims_text", "AimsText", is_name=True),
        Change("unlisted-field", 1, "/results/1/aims_text", "a  b", "a b"),
    )


def test_a_program_may_give_bytes() -> None:
    line = json.dumps(GOOD | {"Status": "available"}).encode()
    done = fix(b"\xef\xbb\xbf" + line + b"\r\n\n" + line, feed="course-dates", operation="create")
    assert done.payload == line.replace(b"av", b"Av") + b"\r\n\n" + line.replace(b"av", b"Av")
    assert [(change.rule, change.record, change.pointer) for change in done.changes] == [
        ("byte-order-mark", None, ""),
        ("unlisted-value", 0, "/Status"),
        ("unlisted-value", 1, "/Status"),
    ]


@pytest.mark.parametrize(
    "payload", [None, 7, "x", [], [None], {"results": 3}, b"", b"{", b"\xff", float("nan"), {"x": "\ud800"}]
)
def test_anything_may_come(payload: Any) -> None:
    assert fix(payload, feed="course-dates", operation="create") == Fixed(payload, ()) or payload != payload  # noqa: PLR0124


def test_a_finding_says_what_fixes_it() -> None:
    wrong = GOOD | {"aims_text": "a  b", "Status": "available", "MaxPlaces": 0}
    told = {found.rule: found.fix and found.fix.says for found in check(wrong, feed="course-dates", operation="create")}
    assert told == {
        "unlisted-field": 'rename it to "AimsText" and write "a b"',
        "unlisted-value": 'write "Available"',
        "not-positive": None,
    }


@pytest.mark.parametrize("called", ["Name", "na me"])
def test_a_personal_value_is_not_told_whatever_its_field_is_called(called: str) -> None:
    (text,) = texts(json.dumps({called: "a  SECRET"}).encode(), lines=False)
    field = {"type": "string", "x-personal": True, "x-no-double-space": True}
    rule = rules()["x-listed-only"]
    violation = Keyword(rule, {}, ("stated", "page: x", "#")).broken((), Breach((called,), ("is odd",)))
    edits = (Edit((called,), "Name", is_name=True), Edit((called,), "a SECRET", is_name=False))
    told = suggested_fix({"properties": {"Name": field}}, Record(text.value, text, (), 0), Fix(violation, edits), 1)
    assert told == SuggestedFix('rename it to "Name" and respell a personal value')


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the records that are judged from now on."""
    records: list[Any] = []
    real = Judge.find_violations

    def counting(judge: Judge, record: Any, *rest: Any) -> Any:
        records.append(record)
        return real(judge, record, *rest)

    monkeypatch.setattr(Judge, "find_violations", counting)
    return records


def test_many_fixes_of_which_one_is_none_take_few_judgements(asked: list[Any]) -> None:
    session = {"SessionID": 1, "StartDate": "30/12/2026 09:00", "EndDate": "30/12/2026 17:00"}
    record = GOOD | {"CourseDateID": "1", "TimeZone": "x", "Sessions": [dict(session) for _ in range(200)]}
    record["Sessions"][77]["EndDate"] = "30/12/2026 08:00"
    attempt = fixer(JUDGES["course-dates", "read"]).fix(record)
    assert [violation.place for violation in attempt.violations] == [("Sessions", 77, "StartDate")]
    assert 1 < len(asked) < 60


def test_fixes_that_all_bring_something_new_are_not_tried_for_ever(asked: list[Any]) -> None:
    session = {"StartDate": "31/12/2027 10:00", "EndDate": "2027-01-12T10:00:00"}
    record = GOOD | {"CourseDateID": "1", "TimeZone": "x", "Sessions": [dict(session) for _ in range(1000)]}
    assert len(fixer(JUDGES["course-dates", "read"]).fix(record).violations) >= 1000
    assert 1 < len(asked) < 200
