"""Any bytes give findings and no traceback, and the exact reader agrees with the standard library."""

import json
from typing import Any

from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker, check
from feedproof.validators.text.document import Text, parse
from hypothesis import example, given
from hypothesis import strategies as st

GOOD = '{"StartDate": "2027-04-12T09:00:00", "EndDate": "2027-04-13T17:00:00", "Status": "Available", "MaxPlaces": 12}'
SHAPES = st.sampled_from([GOOD, f"[{GOOD}, {GOOD}]", f'{{"results": [{GOOD}]}}', f"{GOOD}\n{GOOD}\n"])
FEEDS = st.sampled_from(
    [("course-dates", "create"), ("course-dates", "read"), ("delegates", "read"), ("venues", "read")]
)
TOKENS = st.sampled_from(
    [
        *("{", "}", "[", "]", ",", ":", '"', "\\", "\\u", "\\ud83d", "\\u0000", "'", "//", "\n", "\r", "\t", " "),
        *("-", "+", ".", "e9", "0", "12", "1e999", "9" * 401, "NaN", "-Infinity", "+Infinity", "true", "True", "null"),
        *('"Status"', '"MaxPlaces"', '"results"', "é", "\u2028", "\ufeff", "🚑"),
    ]
)
PATCHWORK = st.lists(TOKENS).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return the text of a good record with some of its parts cut out, doubled or put in."""
    text = draw(SHAPES)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 0, 1, 2, 9])))
        text = text[:start] + draw(TOKENS | st.just(text[start:end] * 2)) + text[end:]
    return text


@given(st.binary() | (mutated() | PATCHWORK).map(str.encode), FEEDS, st.sampled_from([True, False, None]))
@example(b'{"a": +Infinity}', ("venues", "read"), None)
@example(b"\xff\xfe", ("venues", "read"), None)
@example(b'"\\ud83d', ("venues", "read"), None)
def test_no_bytes_raise(data: bytes, feed: tuple[str, str], lines: Any) -> None:
    checked = Checker(feed=feed[0], action=feed[1]).check(data, lines=lines)
    total = data.count(b"\n") + 1
    assert all(1 <= finding.line <= total and finding.column >= 1 for finding in checked.findings)
    is_empty = lines and not data.strip(b" \t\r\n")
    assert checked.records or checked.findings or is_empty or json.loads(data) in ([], {"results": []})


def trouble(checker: Checker, data: bytes) -> str:
    """Return what a checker says when it cannot do its job."""
    try:
        checker.check(data, "payload.json")
    except FeedproofError as error:
        return str(error)
    return ""


POINTERS = st.none() | st.sampled_from(["", "/", "/0", "/results", "/results/0", "/Status/0", "/-1", "~"])


@given(st.binary() | (mutated() | PATCHWORK).map(str.encode), POINTERS)
@example(b"[]", None)
@example(b'{"ID": [], "Name": {}}', None)
def test_without_a_feed_or_at_a_pointer_the_trouble_is_one_line(data: bytes, at: str | None) -> None:
    said = trouble(Checker(at=at), data)
    assert said.startswith("payload.json: ") or not said
    assert "\n" not in said


def is_json(text: str) -> bool:
    """Return whether the standard library reads it, were it not for its limit on digits."""
    try:
        json.loads(text)
    except ValueError as error:
        return "Exceeds the limit" in str(error)
    return True


@given(mutated() | PATCHWORK | st.text())
@example('{"a": +Infinity}')
@example("[1 2]")
@example("1.")
@example("-")
@example("01")
@example('"\\u12"')
def test_the_exact_reader_agrees_with_the_standard_library(characters: str) -> None:
    text = Text(characters)
    parse(text)
    assert is_json(characters) == (not any(flaw.law == "not-json" for flaw in text.flaws))
    if not text.flaws:
        assert text.value == json.loads(characters)


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | FLOATS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.sampled_from([True, False]), st.sampled_from([None, 0, 2, "\t"]))
def test_what_a_json_library_writes_has_no_flaw(value: Any, ascii_only: Any, indent: Any) -> None:
    text = Text(json.dumps(value, ensure_ascii=ascii_only, indent=indent))
    parse(text)
    assert text.flaws == []
    assert text.value == value
    assert text.scan.flaws == []


def test_a_payload_in_memory_that_no_text_can_hold_is_a_finding() -> None:
    body = json.loads(GOOD)
    (number,) = check(body | {"MaxPlaces": float("nan")}, feed="course-dates", operation="create")
    (half,) = check(body | {"Name": "\ud83d"}, feed="course-dates", operation="create")
    assert (number.rule, half.rule) == ("not-a-number", "broken-character")
