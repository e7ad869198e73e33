"""The accepting path for bytes is sound, too: it accepts only strict JSON, without duplicate or unlisted fields."""

import json
import random
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from feedproof.fixtures.plan import TODAY
from feedproof.fixtures.spoil import breakable, sound, spoil
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Judge
from feedproof.validators.key_values import key_row
from feedproof.validators.model import Context
from feedproof.validators.text.document import line_text

pytest.importorskip("msgspec", reason="the extra [bulk] is not installed")

from feedproof.validators.bulk.quick import read
from feedproof.validators.bulk.typed import AcceptBytes, typed

GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden"
TYPED = [
    ("course-dates", "read"),
    ("course-dates", "create"),
    ("course-dates", "update"),
    ("trainers", "read"),
    ("venues", "read"),
]
ROUNDS = 6000
GOOD = (
    '{"CourseDateID": "7", "Name": "é", "StartDate": "2027-04-12T09:00:00Z", "EndDate": "2027-04-13T17:00:00Z",'
    ' "Status": "Available", "MaxPlaces": 12, "Duration": 1.5, "Sessions": [{"SessionID": "a"}]}'
)


@cache
def path(feed: str, action: str) -> AcceptBytes:
    accept = typed(bundled().schema(feed, action), Context(action))
    assert accept is not None
    return accept


def findings(data: bytes, feed: str = "course-dates", action: str = "read") -> list[Any]:
    return Checker(feed=feed, action=action).check(data, lines=True).findings


def number(text: str) -> str:
    return GOOD.replace(": 12,", f": {text},")


@pytest.mark.parametrize(
    ("names", "row"),
    [((), True), (("CourseDateID",), "7"), (("ImageURL",), True), (("CourseDateID", "ImageURL"), ("7", None))],
)
def test_a_good_record_is_accepted_and_what_it_tells_is_told(names: tuple[str, ...], row: Any) -> None:
    assert findings(GOOD.encode()) == []
    accept = typed(bundled().schema("course-dates", "read"), Context(), names)
    assert accept is not None
    assert accept(GOOD.encode()) == row


@pytest.mark.parametrize("names", [("CourseDateID",), ("CourseDateID", "ImageURL")])
@pytest.mark.parametrize("identity", ["", "0", "7"])
def test_a_row_is_the_one_that_a_judged_record_has(identity: str, names: tuple[str, ...]) -> None:
    schema = deepcopy(bundled().schema("course-dates", "read"))
    del schema["properties"]["CourseDateID"]["minLength"]  # as the overlay of a tenant may, who has an empty id
    record = json.loads(GOOD) | {"CourseDateID": identity}
    accept = typed(schema, Context(), names)
    assert accept is not None
    assert accept(json.dumps(record).encode()) == key_row(schema, names, record)


SPELLINGS = {
    "no space": (GOOD.replace(": ", ":").replace(", ", ","), True),
    "much space": (
        GOOD.replace(":", " : ").replace("T09 : 00 : 00", "T09:00:00").replace("T17 : 00 : 00", "T17:00:00"),
        True,
    ),
    "a carriage return behind it": (GOOD + "\r", True),
    "an escaped letter": (GOOD.replace('"é"', r'"\u00e9"'), True),
    "an escaped name": (GOOD.replace('"Name"', r'"\u004eame"'), True),
    "an escaped line feed": (GOOD.replace('"é"', r'"a\nb"'), True),
    "a fraction of 500 digits": (GOOD.replace("1.5", "1." + "5" * 500), True),
    "an exponent": (GOOD.replace("1.5", "15E-1"), True),
    "minus zero for a number": (GOOD.replace("1.5", '1.5, "Tax": -0'), True),
    "an escaped quote": (GOOD.replace('"é"', r'"a \"b\" c"'), None),
    "a quote by its number": (GOOD.replace('"é"', r'"a\u0022:b"'), True),
    "a backslash at the end": (GOOD.replace('"é"', r'"a\\"'), None),
    "a colon and a quote in a text": (GOOD.replace('"é"', r'"\":"'), None),
    "a field twice": (GOOD.replace('"Name"', '"Name": "x", "Name"'), False),
    "a field twice, spaces before the colon": (GOOD.replace('"Name"', '"Name" : "x", "Name" '), False),
    "a field twice, once escaped": (GOOD.replace('"Name"', r'"N\u0061me": "x", "Name"'), False),
    "a field twice, once null": (GOOD.replace('"Name"', '"Name": null, "Name"'), False),
    "a number twice": (GOOD.replace('"MaxPlaces"', '"MaxPlaces": 1, "MaxPlaces"'), False),
    "a field twice, and an odd quote": (GOOD.replace('"Name": "é"', r'"Name": "\"", "Name": "\""'), False),
    "an array twice": (GOOD.replace('"Sessions"', '"Sessions": [], "Sessions"'), False),
    "a field twice in an item": (GOOD.replace('"SessionID"', '"SessionID": "b", "SessionID"'), False),
    "an unlisted field": (GOOD.replace('"Name"', '"Nme"'), False),
    "an unlisted field in an item": (GOOD.replace('"SessionID"', '"x": 1, "SessionID"'), None),
    "null": (number("null"), False),
    "a number in quotes": (number('"12"'), False),
    "true for a number": (number("true"), False),
    "NaN": (GOOD.replace("1.5", "NaN"), False),
    "1e400": (GOOD.replace("1.5", "1e400"), False),
    "an integer above 2**53": (number(str(2**53 + 1)), False),
    "the largest integer": (number(str(2**53 - 1)), True),
    "a whole float": (number("12.0"), True),
    "a leading zero": (number("012"), False),
    "a plus": (number("+12"), False),
    "a bare point": (GOOD.replace("1.5", "1."), False),
    "half a character": (GOOD.replace('"é"', r'"\ud83d"'), False),
    "a pair of halves": (GOOD.replace('"é"', r'"\ud83d\ude00"'), True),
    "a raw control character": (GOOD.replace('"é"', '"a\x01"'), False),
    "a raw tab": (GOOD.replace('"é"', '"a\tb"'), False),
    "a delete character": (GOOD.replace('"é"', '"a\x7f"'), True),
    "a bad escape": (GOOD.replace('"é"', r'"\x41"'), False),
    "a NUL behind it": (GOOD + "\0", False),
    "a byte order mark": ("\ufeff" + GOOD, False),
    "two records": (GOOD + GOOD, False),
    "a comma at the end": (GOOD[:-1] + ",}", False),
    "a comment": (GOOD + " // x", False),
    "cut off": (GOOD[:-1], False),
    "an array of it": (f"[{GOOD}]", None),
    "nothing": ("", None),
    "256 characters": (GOOD.replace("é", "🚑" * 256), False),
    "255 characters": (GOOD.replace("é", "🚑" * 255), True),
    "a space for the T": (GOOD.replace("12T", "12 "), False),
    "an offset without colon": (GOOD.replace("00:00Z", "00:00+0100"), False),
    "no offset on one": (GOOD.replace("12T09:00:00Z", "12T09:00:00"), False),
    "no such day": (GOOD.replace("04-12T", "04-31T"), False),
    "the wrong order": (GOOD.replace("13T17", "11T17"), False),
    "the same time, another offset": (GOOD.replace("13T17:00:00Z", "12T10:00:00+01:00"), False),
    "a nested array": ('{"Sessions":' + "[" * 5000 + "]" * 5000 + "}", False),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_that_has_a_finding_is_accepted(name: str) -> None:
    """True: accepted. False: it has a finding, so it must not be. None: clean or not, what is accepted is clean."""
    text, expected = SPELLINGS[name]
    accepted, found = bool(path("course-dates", "read")(text.encode())), bool(findings(text.encode()))
    assert not (accepted and found)
    assert expected is None or (accepted, found) == (expected, not expected)


def test_bytes_that_are_no_text_are_not_accepted() -> None:
    for wrong in (b"\xff", b"\xed\xa0\x80", b"\xc3"):
        assert not path("course-dates", "read")(GOOD.encode().replace("é".encode(), wrong))
        assert not path("course-dates", "read")(GOOD.encode().replace(b'"Name"', b'"Nam' + wrong + b'"'))


def is_read_alike(data: bytes) -> bool:
    """Return whether the quick reader reads a text; then the exact one has found no flaw and the very same value."""
    try:
        value = read(data)
    except (ValueError, RecursionError):
        return False
    text = line_text(data, 1, is_first=True)
    assert text is not None
    assert (text.flaws, repr(text.value)) == ([], repr(value)), data
    return True


READ = {
    "a field twice, spaces before the colon": False,
    "a field twice, and an odd quote": False,
    "an array twice": False,
    "a field twice in an item": False,
    "an escaped quote": True,
    "a quote by its number": True,
    "a backslash at the end": True,
    "an integer above 2**53": False,
    "the largest integer": True,
    "NaN": False,
    "1e400": False,
    "half a character": False,
    "a byte order mark": False,
    "a nested array": False,
    "an unlisted field": True,
    "null": True,
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_edge_spellings_are_read_alike(name: str) -> None:
    assert is_read_alike(SPELLINGS[name][0].encode()) in {READ.get(name, True), READ.get(name, False)}


def test_what_is_too_deep_is_not_read_quickly() -> None:
    assert is_read_alike(b'{"a":' + b"[" * 126 + b"]" * 126 + b"}")
    assert not is_read_alike(b'{"a":' + b"[" * 128 + b"]" * 128 + b"}")


TOKENS = [
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "\\",
        '\\"',
        "\\\\",
        "\\u0022",
        "\\ud83d",
        "'",
        "\n",
        "\r",
        "\t",
        " ",
        "\x00",
        "\x7f",
    ),
    *(
        "-",
        "+",
        ".",
        "e9",
        "0",
        "12",
        "1e999",
        str(2**53),
        str(2**53 + 1),
        "NaN",
        "true",
        "null",
        "é",
        "\u2028",
        "\ufeff",
        "Z",
    ),
    *(
        '"Name": "x",',
        '"MaxPlaces": 1,',
        '"Sessions": [],',
        '"SessionID": "x",',
        '"CF_x": 1,',
        '"TrainerID":"", ',
        "T",
        "-00:30",
    ),
]


def mutated(chance: random.Random, text: str) -> str:
    """Return the text with parts of it cut out, doubled, moved, or something put in."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        end = min(end, start + chance.choice([0, 0, 1, 2, 9, 30]))
        part = chance.choice([chance.choice(TOKENS), text[start:end] * 2, text[end : end + 20]])
        text = text[:start] + part + text[end:]
    return text


def originals(feed: str, action: str) -> list[str]:
    prefix = "" if action == "read" else f"{action}-"
    records = [json.loads((GOLDEN / feed / f"{prefix}{size}.json").read_bytes()) for size in ("minimal", "full")]
    texts = [json.dumps(record, ensure_ascii=False) for record in records]
    return [
        *texts,
        *(text.replace(": ", ":").replace(", ", ",") for text in texts),
        *([GOOD] if feed == "course-dates" else []),
    ]


@pytest.mark.parametrize(("feed", "action"), TYPED)
def test_what_is_accepted_has_no_finding(feed: str, action: str) -> None:
    chance = random.Random(f"{feed}/{action}")
    texts, accepted = originals(feed, action), 0
    for _ in range(ROUNDS):
        data = mutated(chance, chance.choice(texts)).replace("\n", " ").encode()
        is_read = is_read_alike(data)
        if path(feed, action)(data):
            assert is_read
            accepted += 1
            assert findings(data, feed, action) == [], data
    assert accepted > ROUNDS / 50


@pytest.mark.parametrize(("feed", "action"), TYPED)
def test_every_rule_is_doubted_where_it_is_broken(feed: str, action: str) -> None:
    judge = Judge(feed, Context(action, TODAY))
    accept = typed(judge.schema, judge.context)
    assert accept is not None
    for site in breakable(judge):
        whole = sound(judge, site)
        assert accept(json.dumps(whole).encode()), (site.rule.id, site.place)
        assert not accept(json.dumps(spoil(judge, site, whole)).encode()), (site.rule.id, site.place)
