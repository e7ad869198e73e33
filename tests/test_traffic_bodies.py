"""The bodies of a recording are counted by kind: whole, packed, cut, elsewhere, of another type, or absent."""

import gzip
import json
import zlib
from base64 import b64encode
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from feedproof.spec.errors import FeedproofError
from feedproof.validators.bulk import Bulk
from feedproof.validators.bulk.stream import Stream
from feedproof.validators.check import Checker
from feedproof.validators.checked import Checked
from recordings import GOOD, JSON, READ, cassette, entry, har, interaction

BAD = json.dumps(GOOD | {"Status": "on hold"})
BESIDE = entry("PUT", "/coursedates/7", json.dumps(GOOD))
"""An exchange that is judged, so that what is told of another one is not that nothing was."""


def judged(data: bytes, name: str = "x.har") -> Checked:
    with Bulk(Checker(today=date(2026, 11, 26))) as bulk:
        (checked,) = bulk.check(Stream(BytesIO(data)), name)
    return checked


def of_har(each: Any) -> tuple[list[str], dict[str, int]]:
    checked = judged(har(each, BESIDE))
    return [finding.rule for finding in checked.findings], dict(checked.unjudged)


def of_cassette(each: Any) -> tuple[list[str], dict[str, int]]:
    checked = judged(json.dumps(cassette([each, interaction(BESIDE)])).encode(), "x.json")
    return [finding.rule for finding in checked.findings], dict(checked.unjudged)


def sent(text: Any = None, coding: str = "", length: Any = None, **request: Any) -> Any:
    each = entry("POST", "/coursedates", text, status=201)
    said = {"content-encoding": coding, "Content-Length": length}
    each["request"]["headers"] += [{"name": name, "value": value} for name, value in said.items() if value]
    each["request"] |= request
    return each


def answered(**content: Any) -> Any:
    each = entry("GET", "/coursedates/7")
    each["response"]["content"] |= content
    return each


def posted(text: Any, coding: str = "", length: Any = None) -> Any:
    each = interaction(entry("POST", "/coursedates", text, status=201))
    said = {"content-encoding": coding, "Content-Length": length}
    each["request"]["headers"] |= {name: [value] for name, value in said.items() if value}
    return each


PACKED = gzip.compress(BAD.encode(), mtime=0).decode("latin-1")
DEFLATED = zlib.compress(BAD.encode()).decode("latin-1")
READ_AS_UTF_8 = PACKED.encode("latin-1").decode(errors="replace")
WRONG, CUT, LEFT_OUT, NO_TEXT = (["unlisted-value"], {}), ([], {"cut": 1}), ([], {"left_out": 1}), ([], {"not_text": 1})
NONE: Any = ([], {})


@pytest.mark.parametrize(
    ("text", "coding", "expected"),
    [
        (PACKED, "gzip", WRONG),
        (PACKED, "GZIP", WRONG),
        (DEFLATED, "deflate", WRONG),
        (BAD, "gzip", WRONG),
        (BAD.replace("on hold", "on hold\ufffd"), "gzip", WRONG),
        (READ_AS_UTF_8, "gzip", NO_TEXT),
        (PACKED[:-9], "gzip", NO_TEXT),
        (PACKED, "br", NO_TEXT),
        ("Status=OnHold", "gzip", (["not-json"], {})),
        (READ_AS_UTF_8, "", (["not-json"], {})),
    ],
)
def test_bytes_that_were_taken_for_text_are_unpacked_or_told_as_no_text(text: str, coding: str, expected: Any) -> None:
    """HAR has no base64 for what was sent, so browsers write its bytes as characters, whole or not."""
    assert of_har(sent(text, coding)) == of_cassette(posted(text, coding)) == expected


def test_a_text_counts_before_the_fields_of_a_form() -> None:
    each = sent(BAD)
    each["request"]["postData"]["params"] = [{"name": "Status", "value": "OnHold"}]
    assert of_har(each) == WRONG


def test_a_header_without_a_value_says_nothing() -> None:
    each = posted(BAD)
    each["request"]["headers"]["Content-Encoding"] = []
    assert of_cassette(each) == WRONG


def test_the_place_in_bytes_that_were_taken_for_text_is_where_they_begin() -> None:
    (finding,) = judged(har(sent(PACKED, "gzip"))).findings
    line = har(sent(PACKED, "gzip")).decode().splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith('"\\u001f')


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (sent(length="300", bodySize=0), LEFT_OUT),
        (sent(bodySize=300), LEFT_OUT),
        (sent(length="0", bodySize=0), NONE),
        (sent(length="x", bodySize=None), NONE),
        (sent(postData={"mimeType": JSON, "text": GOOD | {"Status": "on hold"}}), WRONG),
        (sent(postData={"mimeType": JSON, "text": [GOOD]}), (["wrong-type"], {})),
        (sent(postData={"mimeType": JSON, "text": 7}), (["wrong-type"], {})),
        (sent(postData=BAD), WRONG),
        (answered(text=READ | {"MaxPlaces": 0}), (["not-positive"], {})),
        (
            answered() | {"response": {"status": 200, "content": json.dumps(READ | {"MaxPlaces": 0})}},
            (["not-positive"], {}),
        ),
    ],
)
def test_a_body_is_what_stands_there_in_whatever_shape_or_was_left_out(each: Any, expected: Any) -> None:
    """As browsers write Blobs and files, and other programs what they do not write as a text in an object."""
    assert of_har(each) == expected


@pytest.mark.parametrize(
    ("length", "body_size", "expected"),
    [("300", 0, LEFT_OUT), ("300", -1, LEFT_OUT), (None, 300, LEFT_OUT), ("0", 0, NONE)],
)
def test_an_answer_that_the_browser_did_not_keep_was_left_out(length: Any, body_size: int, expected: Any) -> None:
    """Its content has the size 0, as that of an answer without a body."""
    each = entry("GET", "/coursedates/7")
    each["response"] |= {"content": {"size": 0, "mimeType": JSON}, "bodySize": body_size}
    each["response"]["headers"] = [{"name": "Content-Length", "value": length}] if length else []
    assert of_har(each) == expected


@pytest.mark.parametrize(("length", "expected"), [("300", LEFT_OUT), ("0", NONE), (None, NONE)])
def test_a_body_of_a_cassette_of_which_only_the_length_was_recorded_was_left_out(length: Any, expected: Any) -> None:
    assert of_cassette(posted(None, length=length)) == expected


OPEN = [
    BAD[:60],
    BAD[:-1],
    '{"Sessional": tr',
    '{"MaxPlaces": -',
    '{"MaxPlaces": 2',
    '{"Sessions": [{}',
    '{"Name": "caf\\u00',
]


@pytest.mark.parametrize("text", OPEN)
def test_json_that_does_not_end_and_was_longer_was_cut(text: str) -> None:
    """However it ends: a member may be whole."""
    longer = str(len(text) + 50)
    assert of_har(sent(text, bodySize=len(text) + 50)) == CUT
    assert of_har(sent(text, length=longer)) == of_cassette(posted(text, length=longer)) == CUT
    assert of_har(answered(text=text, size=len(text) + 50)) == CUT
    in_bytes = answered(text=b64encode(text.encode()).decode(), encoding="base64", size=len(text) + 50)
    assert of_har(in_bytes) == CUT


@pytest.mark.parametrize("text", OPEN)
def test_json_that_does_not_end_and_was_not_longer_is_a_finding(text: str) -> None:
    assert of_har(sent(text, length=str(len(text)))) == of_cassette(posted(text)) == (["not-json"], {})


@pytest.mark.parametrize(
    ("text", "rule"),
    [(BAD, "unlisted-value"), (BAD.replace(",", "", 1), "not-json"), (f"{BAD} x", "not-json"), ("x", "not-json")],
)
def test_what_is_wrong_before_the_end_is_a_finding_however_long_it_was(text: str, rule: str) -> None:
    assert of_har(sent(text, bodySize=4000)) == ([rule], {})


MEMBERS = [json.dumps(READ)[:20], json.dumps(READ | {"MaxPlaces": 0})[20:]]


def gzipped(*parts: str) -> bytes:
    return b"".join(gzip.compress(part.encode(), mtime=0) for part in parts)


def test_a_gzip_of_several_members_is_all_of_them() -> None:
    """As RFC 1952 has it."""
    each = answered(text=b64encode(gzipped(*MEMBERS)).decode(), encoding="base64")
    each["response"]["headers"] = [{"name": "content-encoding", "value": "gzip"}]
    assert of_har(each) == (["not-positive"], {})
    each["response"]["content"]["text"] = b64encode(gzipped(*MEMBERS, "x")).decode()
    assert of_har(each) == (["not-json"], {})


@pytest.mark.parametrize(
    ("data", "coding"), [(gzipped(BAD) + b"junk", "gzip"), (zlib.compress(b"{}") + b"x", "deflate")]
)
def test_what_follows_the_packed_bytes_is_not_passed_over(data: bytes, coding: str) -> None:
    each = answered(text=b64encode(data).decode(), encoding="base64")
    each["response"]["headers"] = [{"name": "content-encoding", "value": coding}]
    with pytest.raises(FeedproofError, match=f"is marked as compressed with {coding} and cannot be decompressed"):
        judged(har(each, BESIDE))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", ["not-json"]),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", []),
        ("text/html", []),
        ("*/*", ["not-json"]),
    ],
)
def test_a_program_that_takes_anything_asked_for_no_page(accept: str, expected: list[str]) -> None:
    """Java says by itself that it takes HTML, or anything; a browser that is to show a page says more."""
    each = entry("GET", "/coursedates", answered="<html>log in</html>")
    each["request"]["headers"] = [{"name": "Accept", "value": accept}]
    each["response"]["content"]["mimeType"] = "text/html"
    assert of_har(each)[0] == expected
    made = interaction(each)
    made["request"]["headers"] = {"accept": [accept]}
    made["response"]["headers"] = {"Content-Type": ["text/html"]}
    assert of_cassette(made)[0] == expected
