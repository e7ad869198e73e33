"""Strict parsing: anything wrong with the text itself is a finding of a law, with its place; nothing raises."""

import json
import re

import pytest
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker
from feedproof.validators.text.laws import LAWS
from feedproof.validators.text.strict import mend_surrogates
from hypothesis import given
from hypothesis import strategies as st

Row = tuple[str, str, int, int]
"""Rule, pointer, line and column."""


def rows(data: bytes, *, lines: bool | None = None, at: str | None = None) -> list[Row]:
    checker = Checker(feed="venues", action="read", at=at)
    found = checker.check(data, lines=lines).findings
    return [(finding.rule, finding.pointer, finding.line, finding.column) for finding in found]


VENUE = b'{"VenueID": "V-3", "Label": "Hall"%s}'
HUGE = b"9" * 5000

TEXTS: dict[str, tuple[bytes, list[Row]]] = {
    "nothing": (b"", [("empty-payload", "", 1, 1)]),
    "white space": (b" \r\n\t\n", [("empty-payload", "", 1, 1)]),
    "a byte order mark and nothing": (b"\xef\xbb\xbf", [("byte-order-mark", "", 1, 1), ("empty-payload", "", 1, 1)]),
    "a byte order mark": (b"\xef\xbb\xbf" + VENUE % b"", [("byte-order-mark", "", 1, 1)]),
    "a byte order mark before a fault": (
        b"\xef\xbb\xbf" + VENUE % b',\n"Town": 5',
        [("byte-order-mark", "", 1, 1), ("wrong-type", "/Town", 2, 9)],
    ),
    "one byte of latin-1": (VENUE % b', "Town": "K\xf6ln"', [("not-utf-8", "", 1, 47)]),
    "latin-1 after characters of several bytes": (
        '{"Label": "Köln 🚑",\n "Town": "K'.encode() + b"\xf6ln",
        [("not-utf-8", "", 2, 12)],
    ),
    "UTF-16": ("{}".encode("utf-16"), [("not-utf-8", "", 1, 1)]),
    "a raw half of a surrogate pair": (VENUE % b', "Town": "\xed\xa0\xbd"', [("not-utf-8", "", 1, 46)]),
    "twice, compact": (VENUE % b',"Label":"x"', [("duplicate-field", "/Label", 1, 36)]),
    "twice, pretty, with tabs": (
        b'{\r\n\t"VenueID":\t"V-3",\r\n\t"Label":\t"x",\r\n\t"VenueID":\t"V-4"\r\n}',
        [("duplicate-field", "/VenueID", 4, 2)],
    ),
    "three times": (
        VENUE % b', "Label": 1, "Label": "x"',
        [("duplicate-field", "/Label", 1, 37), ("duplicate-field", "/Label", 1, 49)],
    ),
    "twice, once escaped": (VENUE % b', "\\u004cabel": "x"', [("duplicate-field", "/Label", 1, 37)]),
    "twice, deep inside": (VENUE % b', "More": [{"a": 1, "a": 2}]', [("duplicate-field", "/More/0/a", 1, 55)]),
    "not a number": (VENUE % b', "Latitude": NaN', [("not-a-number", "/Latitude", 1, 49)]),
    "infinity": (VENUE % b', "Latitude": Infinity', [("not-a-number", "/Latitude", 1, 49)]),
    "less than nothing": (VENUE % b', "Latitude":\n\t-Infinity', [("not-a-number", "/Latitude", 2, 2)]),
    "plus infinity, which nobody reads": (VENUE % b', "Latitude": +Infinity', [("not-json", "/Latitude", 1, 49)]),
    "5,000 digits": (VENUE % (b', "Latitude": ' + HUGE), [("number-too-large", "/Latitude", 1, 49)]),
    "a power beyond all": (VENUE % b', "Latitude": 1e999', [("number-too-large", "/Latitude", 1, 49)]),
    "one above the largest": (VENUE % b', "X": 9007199254740993', [("number-too-large", "/X", 1, 42)]),
    "the largest": (VENUE % b', "X": -9007199254740992', []),
    "half a pair": (VENUE % b', "Town": "a\\ud83d"', [("broken-character", "/Town", 1, 45)]),
    "the other half": (VENUE % b', "Town": "\\ude91"', [("broken-character", "/Town", 1, 45)]),
    "halves the wrong way round": (VENUE % b', "Town": "\\ude91\\ud83d"', [("broken-character", "/Town", 1, 45)]),
    "half a pair in a name": (VENUE % b', "a\\ud83d": 1', [("broken-character", "/a\ud83d", 1, 37)]),
    "a whole pair": (VENUE % b', "Town": "\\ud83d\\ude91"', []),
    "a backslash before a u that escapes nothing": (VENUE % b', "Town": "\\\\ud83d"', []),
    "128 levels": (VENUE % (b', "X": ' + b"[" * 127 + b"]" * 127), []),
    "129 levels": (VENUE % (b', "X": ' + b"[" * 128 + b"]" * 128), [("too-deep", "/X" + "/0" * 127, 1, 169)]),
    "100,000 levels": (b"[" * 100_000, [("too-deep", "/0" * 128, 1, 129)]),
    "100,000 objects": (b'{"a":' * 100_000, [("too-deep", "/a" * 128, 1, 641)]),
    "cut off in a name": (b'{"VenueID": "V-3",\n"Lab', [("not-json", "", 2, 5)]),
    "cut off in a text": (b'{"VenueID": "V-3', [("not-json", "/VenueID", 1, 17)]),
    "cut off in an escape": (b'{"VenueID": "V-3\\u00', [("not-json", "/VenueID", 1, 17)]),
    "cut off after a comma": (b'{"VenueID": "V-3",\n', [("not-json", "", 2, 1)]),
    "cut off after a colon": (b'{"VenueID":', [("not-json", "/VenueID", 1, 12)]),
    "a comma too many": (VENUE % b",\n", [("not-json", "", 2, 1)]),
    "a comma too many in an array": (b"[1,\n]", [("not-json", "/1", 2, 1)]),
    "a comma missing": (b'{"VenueID": "V-3"\n"Label": "Hall"}', [("not-json", "/VenueID", 2, 1)]),
    "a quote inside a text": (VENUE % b', "Town": "the "old" one"', [("not-json", "/Town", 1, 51)]),
    "a line break inside a text": (VENUE % b', "Town": "a\nb"', [("not-json", "/Town", 1, 47)]),
    "a tab inside a text": (VENUE % b', "Town": "a\tb"', [("not-json", "/Town", 1, 47)]),
    "a path of Windows": (VENUE % b', "Town": "C:\\dir"', [("not-json", "/Town", 1, 48)]),
    "True": (VENUE % b', "Open": True', [("not-json", "/Open", 1, 45)]),
    "a date without quotes": (VENUE % b', "Open": 2027-04-12', [("not-json", "/Open", 1, 45)]),
    "a leading zero": (VENUE % b', "Latitude": 051.5', [("not-json", "/Latitude", 1, 49)]),
    "a comma for the point": (VENUE % b', "Latitude": 51,5', [("not-json", "", 1, 52)]),
    "single quotes": (b"{'VenueID': 'V-3'}", [("not-json", "", 1, 2)]),
    "a comment": (b'{"VenueID": "V-3", // the hall\n"Label": "Hall"}', [("not-json", "", 1, 20)]),
    "something behind": (VENUE % b"" + b" x", [("not-json", "", 1, 37)]),
    "a web page": (b"<!DOCTYPE html>\n<html>", [("not-json", "", 1, 1)]),
}


@pytest.mark.parametrize(("data", "expected"), TEXTS.values(), ids=TEXTS)
def test_a_law_is_broken_at_its_place(data: bytes, expected: list[Row]) -> None:
    assert rows(data, lines=False) == expected


def test_every_law_is_in_the_table() -> None:
    assert {rule for _data, found in TEXTS.values() for rule, *_place in found} - {"wrong-type"} == LAWS.keys()


@pytest.mark.parametrize("data", [data for data, _rows in TEXTS.values()], ids=TEXTS)
def test_a_law_says_what_to_do(data: bytes) -> None:
    for finding in Checker(feed="venues", action="read").check(data).findings:
        assert finding.hint
        assert "\n" not in finding.message + finding.hint
        assert len(finding.message) < 200


GOOD = '{"Status": "Available"}'
COMMENT = "remove the comment: JSON has none"
STRAIGHT = "put it in straight double quotes"
TO_DO = {
    "a brace too many": (GOOD + "}", "remove what follows; write several records one per line"),
    "two records": (GOOD + GOOD, "remove what follows; write several records one per line"),
    "undefined": ('{"NetCost": undefined}', "leave the field out when it has no value"),
    "None": ('{"NetCost": None}', "leave the field out when it has no value"),
    "True": ('{"Sessional": True}', "write true"),
    "no value before the end": ('{"NetCost":}', "write a value, or remove the field"),
    "no value before the end, and space": ('{"NetCost": \r\n}', "write a value, or remove the field"),
    "no value before the next": ('{"NetCost": , "Tax": 1}', "write a value, or remove the field"),
    "a comma too many": ('{"NetCost": 1,\n }', "remove the comma before it"),
    "a comma too many in an array": ('{"Sessions": [1, ]}', "remove the comma before it"),
    "another bracket": ('{"Sessions": [}', "write a value"),
    "another bracket for a name": ("{]", "put names in double quotes"),
    "a value missing in an array": ("[1,,2]", "write a value"),
    "a comment after a colon": ('{"NetCost": /* none */ 1}', "remove the comment: JSON has none"),
    "a comment after a value": ('{"NetCost": 1 // none\n}', COMMENT),
    "a comment after a record": (GOOD + " /* one */", COMMENT),
    "a comment of a script": ("# one\n" + GOOD, COMMENT),
    "a comment of a script after a comma": ('{"NetCost": 1, # none\n"Tax": 1}', COMMENT),
    "a comma after a record": (
        GOOD + ",",
        "remove the comma; write several records one per line, or all of them between [ and ]",
    ),
    "a no-break space": ('{"NetCost": 1,\u00a0"Tax": 1}', "remove the invisible character U+00A0"),
    "a byte order mark between records": (GOOD + "\ufeff" + GOOD, "remove the invisible character U+FEFF"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le").decode(), "save it as UTF-8: this looks like UTF-16"),
    "UTF-16 of the other order": (GOOD.encode("utf-16-be").decode(), "save it as UTF-8: this looks like UTF-16"),
    "a comma in a number": ('{"NetCost": 1,200}', "put names in double quotes, and no comma into a number"),
    "a template": ('{"NetCost": {{cost}}}', "fill in the variable of the template, or remove one brace"),
    "backquotes": ('{"Status": `Available`}', "put it in double quotes"),
    "curly quotes": ('{"Status": \u201cAvailable\u201d}', STRAIGHT),
    "curly quotes of a name": ("{\u201cStatus\u201d: 1}", STRAIGHT),
    "low quotes": ('{"Status": \u201eAvailable\u201c}', STRAIGHT),
    "curly single quotes": ('{"Status": \u2018Available\u2019}', STRAIGHT),
    "single quotes": ("{'Status': 1}", "put it in double quotes"),
    "nearly a form": ("StartDate=2027-03-29T09%3A00&Status=On+Hold&Sessions%5B0%5D=&x", "put text in double quotes"),
    "a form of pairs": ("StartDate=2027-03-29T09%3A00&Status=On+Hold&Name=\r\n", "send JSON: this looks like a form"),
    "a form of names in brackets": ("Sessions[0][Name]=a&Sessions[1][Name]=b", "send JSON: this looks like a form"),
    "a padded token": ("QUJD==", "put text in double quotes"),
    "one setting": ("STATUS=Available", "put text in double quotes"),
    "settings": ("STATUS=Available\nNAME=a&b=c", "put text in double quotes"),
    "text": ("Available & free = no", "put text in double quotes"),
}


@pytest.mark.parametrize(("text", "hint"), TO_DO.values(), ids=TO_DO)
def test_the_hint_fits_what_is_wrong(text: str, hint: str) -> None:
    checker = Checker(feed="course-dates", action="create", is_body=True)
    (finding,) = checker.check(text.encode(), lines=False).findings
    assert (finding.rule, finding.hint) == ("not-json", hint)


FAULT = VENUE % b', "Latitude": NaN, "Town": 5'
WRAPPED: dict[str, tuple[bytes, str | None, list[Row]]] = {
    "bare": (FAULT, None, [("not-a-number", "/Latitude", 1, 49), ("wrong-type", "/Town", 1, 62)]),
    "an array": (
        b"[\n  " + VENUE % b"" + b",\n  " + FAULT + b"\n]",
        None,
        [("not-a-number", "/1/Latitude", 3, 51), ("wrong-type", "/1/Town", 3, 64)],
    ),
    "an envelope": (
        b'{"count": 1, "results": [' + FAULT + b"]}",
        None,
        [("not-a-number", "/results/0/Latitude", 1, 74), ("wrong-type", "/results/0/Town", 1, 87)],
    ),
    "an envelope whose list is none": (b'{"count": 1, "results": null}', None, [("wrong-type", "/results", 1, 25)]),
    "lines": (
        VENUE % b"" + b"\n\r\n" + FAULT + b"\r\n" + FAULT + b"\n",
        None,
        [
            ("not-a-number", "/Latitude", 3, 49),
            ("wrong-type", "/Town", 3, 62),
            ("not-a-number", "/Latitude", 4, 49),
            ("wrong-type", "/Town", 4, 62),
        ],
    ),
    "a pointer to the record": (
        b'{"a/b": {"~": [0,\n' + FAULT + b"]}}",
        "/a~1b/~0/1",
        [("not-a-number", "/a~1b/~0/1/Latitude", 2, 49), ("wrong-type", "/a~1b/~0/1/Town", 2, 62)],
    ),
    "a pointer to an array": (
        b'{"venues": [' + FAULT + b"]}",
        "/venues",
        [("not-a-number", "/venues/0/Latitude", 1, 61), ("wrong-type", "/venues/0/Town", 1, 74)],
    ),
    "a pointer past a flaw elsewhere": (
        b'{"total": NaN, "venue": ' + VENUE % b"" + b"}",
        "/venue",
        [("not-a-number", "/total", 1, 11)],
    ),
}


@pytest.mark.parametrize(("data", "at", "expected"), WRAPPED.values(), ids=WRAPPED)
def test_a_finding_stands_at_its_place_in_every_shape(data: bytes, at: str | None, expected: list[Row]) -> None:
    assert rows(data, at=at) == expected


def test_a_broken_line_leaves_the_others_judged() -> None:
    data = FAULT + b'\n{"VenueID": \n' + FAULT
    assert [row[0] for row in rows(data)] == ["not-a-number", "wrong-type", "not-json", "not-a-number", "wrong-type"]


def test_what_is_fixed_in_a_text_says_so() -> None:
    (found,) = Checker(feed="venues", action="read").check(b"\xef\xbb\xbf" + VENUE % b"").findings
    assert found.fix == (found.hint, ())


def test_findings_come_in_the_order_of_their_places() -> None:
    data = b'{"VenueID": 5,\n "Label": "Hall",\n "Label": 6}'
    assert [row[2:] for row in rows(data)] == [(1, 13), (3, 2), (3, 11)]


@pytest.mark.parametrize("at", ["/nothing", "/0", "VenueID", "/VenueID/0", "/~2"])
def test_a_pointer_that_leads_nowhere_is_one_clear_line(at: str) -> None:
    with pytest.raises(FeedproofError) as caught:
        Checker(feed="venues", action="read", at=at).check(VENUE % b"", "venues.json")
    assert str(caught.value).startswith("venues.json: ")
    assert at in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.lists(st.sampled_from([r"\ud83d", r"\ude00", r"\uD83D", r"\u0041", r"\\", "ud83d", "x"])))
def test_halves_of_pairs_are_told_from_pairs(parts: list[str]) -> None:
    text = f'"{"".join(parts)}"'
    mended = mend_surrogates(text)
    assert len(mended) == len(text)
    assert json.loads(mended) == re.sub("[\ud800-\udfff]", "\ufffd", json.loads(text))


def test_a_flaw_in_a_recognised_record_is_said_as_its_other_findings_are() -> None:
    record = '{"Status": "Available", "MaxPlaces": 12, "CourseDateID": "7", "NetCost": NaN, "Duration": -1}'
    for data in (f"[{{}}, {record}]", f'{{"results": [{{}}, {record}]}}', f"{{}}\n{record}\n"):
        flaw, other = (
            next(finding for finding in Checker().check(data.encode()).findings if finding.rule == rule)
            for rule in ("not-a-number", "not-positive")
        )
        assert flaw.message.startswith("NetCost is NaN")
        assert (flaw.feed, flaw.record, flaw.id) == (other.feed, other.record, other.id) == ("course-dates", 1, "7")
        assert flaw.pointer.removesuffix("NetCost") == other.pointer.removesuffix("Duration")


def test_a_flaw_of_no_record_has_no_feed() -> None:
    flaws = Checker().check(b'\xef\xbb\xbf[{"Status": "Available", "MaxPlaces": 12}, {"a": NaN}]').findings
    assert {(one.rule, one.feed, one.record) for one in flaws if one.rule in LAWS} == {
        ("byte-order-mark", "", None),
        ("not-a-number", "", None),
    }
