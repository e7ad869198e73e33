"""Fixing a document: single values and names change, and no other byte."""

import json
import random
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker, fix
from feedproof.validators.fixed import documents
from feedproof.validators.fixed.documents import DocumentFixer
from feedproof.validators.text.splice import _respelt, spelt
from hypothesis import given, settings
from hypothesis import strategies as st

GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden" / "course-dates"
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,:\[\]{}"]+|[\s,:\[\]{}]+')
RANDOM = st.randoms(use_true_random=False)
GOOD: dict[str, Any] = {
    "CourseDateID": "12086",
    "StartDate": "2027-04-12T09:00:00",
    "EndDate": "2027-04-13T17:00:00",
    "TimeZone": "Europe/London",
    "Status": "Available",
    "MaxPlaces": 12,
}
WRONG: list[tuple[str, str, Any]] = [
    ("Status", "Status", "fully booked"),
    ("Status", "status", "Available"),
    ("EndDate", "EndDate", "13/04/2027 17:00"),
    ("MaxPlaces", "MaxPlaces", "12.0"),
    ("CourseDateID", "CourseDateID", 12086),
    ("AimsText", "AimsText", 'é🚑  a \\  " \u2028  /'),
    ("Sessional", "Sessional", "True"),
    ("NetCost", "net cost", "19500"),
    ("x", "Unheard", "31/12/2026"),
    ("x", "CF_é", "a  b"),
]
"""Which field, what it is called instead, and its value: the last two are none of --fix's business."""


def written(value: Any, chance: random.Random, spaces: str) -> str:
    """Return the JSON text of a value with white space and escapes here and there."""

    def space() -> str:
        return "".join(chance.choice(spaces) for _ in range(chance.choice([0, 0, 1, 2]))) if spaces else ""

    if isinstance(value, list):
        inner = [written(item, chance, spaces) for item in value]
    elif isinstance(value, dict):
        pairs = [(written(key, chance, ""), written(member, chance, spaces)) for key, member in value.items()]
        inner = [f"{key}{space()}:{space()}{member}" for key, member in pairs]
    else:
        return json.dumps(value, ensure_ascii=chance.random() < 0.5)
    signs = "[]" if isinstance(value, list) else "{}"
    return signs[0] + ",".join(f"{space()}{part}{space()}" for part in inner) + signs[1]


@st.composite
def wrong_records(draw: st.DrawFn) -> dict[str, Any]:
    record = dict(GOOD)
    for name, called, value in draw(st.lists(st.sampled_from(WRONG), max_size=4, unique_by=lambda entry: entry[0])):
        record.pop(name, None)
        record[called] = value
    return {name: record[name] for name in draw(st.permutations(sorted(record)))}


SHAPES: dict[str, Callable[[list[Any]], Any]] = {
    "bare": lambda records: records[0],
    "array": lambda records: records,
    "envelope": lambda records: {"count": len(records), "results": records, "z": "a  b"},
}


def tokens(document: bytes) -> list[str]:
    """Return what a JSON text consists of: texts, other scalars, and what stands between them."""
    return TOKEN.findall(document.decode())


def hold(document: bytes, after: bytes, values: list[Any], expected: list[Any], changes: int) -> None:
    """Hold the laws on a document before and after."""
    old, new = tokens(document), tokens(after)
    assert "".join(old).encode() == document
    assert len(old) == len(new)
    changed = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
    assert len(changed) == changes
    assert not [was for was, _ in changed if was[0] in " \t\r\n,:[]{}"]
    assert [json.loads(line) for line in lines(after, values)] == expected


def lines(document: bytes, values: list[Any]) -> list[bytes]:
    return [line for line in document.split(b"\n") if line.strip()] if len(values) > 1 else [document]


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=30)
@given(st.lists(wrong_records(), min_size=1, max_size=3), RANDOM)
def test_only_what_is_fixed_changes(shape: str, records: list[Any], chance: random.Random) -> None:
    value = SHAPES[shape](records)
    document = written(value, chance, " \t\r\n").encode()
    if b"\n" in document.strip() and shape == "bare":
        document = b"\n" + document  # not to be taken for lines
    done = fix(document, feed="course-dates")
    expected = fix(value, feed="course-dates")
    hold(document, done.payload, [value], [expected.payload], len(expected.changes))
    assert fix(done.payload, feed="course-dates") == done._replace(changes=())


@settings(max_examples=30)
@given(st.lists(wrong_records(), min_size=2, max_size=4), RANDOM)
def test_only_what_is_fixed_changes_in_lines(records: list[Any], chance: random.Random) -> None:
    document = "".join(
        written(item, chance, " \t") + chance.choice(["\n", "\r\n", "\n\n"]) for item in records
    ).encode()
    done = fix(document, feed="course-dates")
    expected = [fix(record, feed="course-dates") for record in records]
    changes = sum(len(each.changes) for each in expected)
    hold(document, done.payload, records, [each.payload for each in expected], changes)
    assert fix(done.payload, feed="course-dates").changes == ()


@settings(max_examples=30)
@given(st.lists(wrong_records(), min_size=1, max_size=3), RANDOM)
def test_the_replacements_of_the_findings_are_what_is_written(records: list[Any], chance: random.Random) -> None:
    document = written(records, chance, " \t\n").encode()
    found = Checker(feed="course-dates", action="read").check(document, lines=False).findings
    parts = [(f.line - part.above, part) for f in found if f.fix for part in f.fix.replacements]
    shown = document.decode().split("\n")
    for line, part in sorted(parts, key=lambda pair: (pair[0], pair[1].column), reverse=True):
        text = shown[line - 1]
        shown[line - 1] = text[: part.column - 1] + part.text + text[part.end - 1 :]
    assert "\n".join(shown).encode() == fix(document, feed="course-dates").payload


@pytest.mark.parametrize(
    ("value", "token", "expected"),
    [
        (12.5, '"12.50"', "12.50"),
        (12, '" 12 "', "12"),
        (True, '"True"', "true"),
        (True, '"true"', "true"),
        ("7", "7", '"7"'),
        ("a b\u00e9 c", r'"a  b\u00e9  c"', r'"a b\u00e9 c"'),
        ("a \u00e9/b", r'"a  \u00E9\/b"', r'"a \u00E9\/b"'),
        ("é b", '"é  b"', '"é b"'),
        ('a "b\\', r'"a  \"b\\"', r'"a \"b\\"'),
        ("\U0001f691 x", r'"\ud83d\ude91  x"', r'"\ud83d\ude91 x"'),
        ("aa", '"a"', '"aa"'),
        ("a", '"aaa"', '"a"'),
        ("", '" "', '""'),
        ("StartDate", '"start_date"', '"StartDate"'),
    ],
)
def test_a_value_is_spelt_like_the_one_before(value: Any, token: str, expected: str) -> None:
    assert spelt(value, token) == expected
    assert json.loads(expected) == value


@given(st.text(), st.text(), st.booleans())
def test_a_text_is_always_spelt_right(old: str, new: str, ascii_only: bool) -> None:
    token = json.dumps(old, ensure_ascii=ascii_only)
    assert json.loads(spelt(new, token)) == new
    assert spelt(old, token) == token
    assert not ascii_only or spelt(new, token).isascii()


@given(st.text(st.characters(exclude_characters='"\\', exclude_categories=["Cc", "Cs"])), st.text(), st.booleans())
def test_the_short_way_for_plain_texts_spells_as_the_long_one(old: str, new: str, is_same: bool) -> None:
    token, value = f'"{old}"', old + new if is_same else new
    assert spelt(value, token) == _respelt(value, token)


# -------------------------------------------------------------------------------------------- hand-written payloads
FIXED = {
    "crm-double-spaces-in-aims": (["double-space"] * 2, 0),
    "crm-names-of-the-other-interfaces": (["missing-field"], 8),
    "crm-status-in-other-spellings": (["unlisted-value"] * 4, 3),
    "csv-script-byte-order-mark": (["byte-order-mark", "unlisted-value"], 0),
    "csv-script-day-first-dates": (["unreadable-text"], 7),
    "csv-script-numbers-in-quotes": (["wrong-type"] * 3, 3),
    "csv-script-other-date-spellings": (["unusual-date-spelling"] * 4 + ["unreadable-text"], 2),
    "csv-script-true-as-text": (["wrong-type"], 4),
    "intranet-sessions-outside-the-course": (["wrong-type"], 4),
}
"""The golden payloads in which something is certain: the rules of what is fixed, and how much is left; all others stay."""


def golden() -> list[Path]:
    payloads = (path for path in GOLDEN.glob("*/*") if path.suffix in {".json", ".ndjson"})
    return sorted(path for path in payloads if path.with_suffix(".expected").exists())


@pytest.mark.parametrize("path", golden(), ids=lambda path: path.stem)
def test_a_golden_payload_is_fixed_as_far_as_it_is_certain(path: Path) -> None:
    data, case = path.read_bytes(), json.loads(path.with_suffix(".expected").read_bytes())
    done = fix(data, feed="course-dates", operation=case["operation"])
    expected, count = FIXED.get(path.stem, ([], len(case["findings"])))
    assert [change.rule for change in done.changes] == expected
    assert (done.payload == data) is (expected == [])
    left = checker_of(case).check(done.payload, lines=True if path.suffix == ".ndjson" else None).findings
    assert not [finding for finding in left if finding.fix]
    assert len(left) == count


def checker_of(case: dict[str, Any]) -> Checker:
    today = date.fromisoformat(case["today"]) if "today" in case else date.max
    known = {name: frozenset(ids) for name, ids in case.get("known", {}).items()}
    return Checker(feed="course-dates", action=case["operation"], today=today, known=known, taken=case.get("taken"))


# ------------------------------------------------------------------------------------------------ odd documents
@pytest.mark.parametrize(
    "document",
    [
        b'{"Status": "available", "Status": "on hold"}',
        b'{"Status": "available", "AimsText": "\\ud83d  x"}',
        b'{"Status": "available"',
        b'{"Status": "available\xff"}',
        b"\xff\xfe{\x00",
        b"",
        b"  \n",
    ],
)
def test_what_is_not_sound_is_left_alone(document: bytes) -> None:
    assert fix(document, feed="course-dates").payload == document


def test_one_record_that_is_not_sound_does_not_stop_the_others() -> None:
    document = b'[{"Status": "available", "Status": "on hold"}, {"Status": "available", "NetCost": NaN}]'
    after = fix(document, feed="course-dates").payload
    assert after == b'[{"Status": "available", "Status": "on hold"}, {"Status": "Available", "NetCost": NaN}]'


@pytest.mark.parametrize("rest", [b'{"Status": "no"}', b"", b"{", b"\xff"])
def test_a_byte_order_mark_goes_whatever_comes_after(rest: bytes) -> None:
    assert fix(b"\xef\xbb\xbf" + rest, feed="course-dates").payload == rest


def test_only_what_is_wanted_is_fixed() -> None:
    document = b'\xef\xbb\xbf{"Status": "available", "MaxPlaces": "12"}'
    fixer = DocumentFixer(Checker(feed="course-dates", action="read"), lambda rule: rule == "wrong-type")
    (piece,) = fixer.pieces(BytesIO(document), "x")
    assert piece.after == document.replace(b'"12"', b"12")
    assert piece.fixed == {"wrong-type": 1}


def test_what_is_too_large_to_be_read_whole_is_not_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST", 100)
    monkeypatch.setattr(documents, "LONGEST", 100)
    record = json.dumps(GOOD | {"Status": "available"}).encode()
    fixer = DocumentFixer(Checker(feed="course-dates"))
    with pytest.raises(FeedproofError, match=" MB and not NDJSON, so it was not fixed"):
        list(fixer.pieces(BytesIO(record), "x"))
    with pytest.raises(FeedproofError, match="line 2 is longer than 100 bytes, so it was not fixed"):
        list(fixer.pieces(BytesIO(b"{}\n" + record), "x", is_lines=True))
