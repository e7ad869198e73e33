"""Cassettes: as vcrpy writes them, in the shape of Ruby's VCR, in YAML and in JSON, whole and broken."""

import gzip
import json
import zlib
from base64 import b64encode
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import yaml
from feedproof.spec.errors import FeedproofError
from feedproof.validators.bulk import Bulk
from feedproof.validators.bulk.stream import Stream
from feedproof.validators.check import Checker
from feedproof.validators.checked import Checked
from feedproof.validators.text.strict import LONGEST
from recordings import GOOD, READ, cassette, entry, interaction

VCRPY = """\
interactions:
- request:
    body: '{"StartDate": "2027-01-11T09:00:00", "EndDate": "2027-01-15T17:00:00",
      "Status": "it''s on hold", "MaxPlaces": 22}'
    headers:
      Accept: &any ['*/*']
      Authorization: [Bearer SECRET]
      Content-Type: [application/json]
    method: POST
    uri: https://feeds.example.com/app/api/coursedates?key=SECRET
  response:
    body:
      string: !!binary |
        PACKED
    headers:
      Content-Encoding: [gzip]
      Content-Type: [application/json]
      Set-Cookie: [SECRET]
    status:
      code: 201
      message: Created
- request:
    body: null
    headers: {Accept: *any}
    method: GET
    uri: https://elsewhere.example.com/
  response:
    body: {string: !!python/unicode 'x'}
    headers: !!python/object:requests.structures.CaseInsensitiveDict {_store: {}}
    status: {code: 200, message: OK}
version: 1
"""
SCHEMATHESIS = """\
command: 'st run http://127.0.0.1:8000'
recorded_with: 'Schemathesis 4.32.5'
seed: 1
http_interactions:
- id: 'a'
  status: 'SUCCESS'
  request:
    uri: 'http://127.0.0.1:8000/coursedates/7'
    method: 'PUT'
    headers:
      "Content-Type":
      - "application/json"
    body:
      encoding: 'utf-8'
      string: SENT
  response:
    status:
      code: '200'
      message: "OK"
    headers:
      "content-type":
      - "application/json"
    body:
      encoding: 'utf-8'
      base64_string: 'BASE64'
- id: 'b'
  status: 'ERROR'
  request:
    uri: 'http://127.0.0.1:8000/coursedates'
    method: 'GET'
    headers:
  response: null
"""
PACKED = b64encode(gzip.compress(json.dumps(READ | {"MaxPlaces": 0}).encode(), mtime=0)).decode()
BASE64 = b64encode(json.dumps(READ | {"MaxPlaces": 0}).encode()).decode()
SENT = json.dumps(json.dumps(GOOD | {"Status": "caf?", "MaxPlaces": 0})).replace("?", "\\xE9")


def pieces(data: bytes | str, name: str = "x.yaml") -> list[Checked]:
    raw = data if isinstance(data, bytes) else data.encode()
    with Bulk(Checker(today=date(2026, 11, 26))) as bulk:
        return list(bulk.check(Stream(BytesIO(raw)), name))


def found(data: bytes | str, name: str = "x.yaml") -> list[tuple[str, str, int, int]]:
    return [
        (each.rule, each.pointer, each.line, each.column) for checked in pieces(data, name) for each in checked.findings
    ]


def trouble(data: bytes | str, name: str = "x.yaml") -> str:
    with pytest.raises(FeedproofError) as caught:
        pieces(data, name)
    return str(caught.value)


@pytest.mark.parametrize("name", ["x.yaml", "x.YML", "<stdin>"])
def test_a_cassette_of_vcrpy_is_judged(name: str) -> None:
    data = VCRPY.replace("PACKED", PACKED)
    assert found(data, name) == [
        ("unlisted-value", "/interactions/0/request/body/Status", 4, 17),
        ("not-positive", "/interactions/0/response/body/string/MaxPlaces", 13, 24),
    ]
    (checked,) = pieces(data)
    assert checked.exchanges == {"judged": 1, "of_no_feed": 1}
    assert "SECRET" not in repr(checked.findings)
    assert checked.findings[0].message.startswith(
        'interaction 0, POST /coursedates: Status is "it\'s on hold", not one of'
    )


@pytest.mark.parametrize("name", ["x.yaml", "<stdin>"])
def test_a_cassette_in_the_shape_of_ruby_is_judged(name: str) -> None:
    data = SCHEMATHESIS.replace("SENT", SENT).replace("BASE64", BASE64)
    status, places = (data.splitlines()[14].index(sign) + 1 for sign in ('\\"caf', '0}"'))
    assert found(data, name) == [
        ("unlisted-value", "/http_interactions/0/request/body/string/Status", 15, status),
        ("not-positive", "/http_interactions/0/request/body/string/MaxPlaces", 15, places),
        ("not-positive", "/http_interactions/0/response/body/base64_string/MaxPlaces", 25, 22),
    ]
    assert pieces(data)[0].exchanges == {"judged": 1, "without_status": 1}


PSYCH = """\
---
http_interactions:
- request:
    method: get
    uri: https://feeds.example.com/app/api/coursedates/7
    body:
      encoding: US-ASCII
      string: ''
    headers: {}
  response:
    status:
      code: 200
      message: OK
    headers:
      Content-Encoding:
      - gzip
      Content-Type:
      - application/json
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        PACKED
  recorded_at: Thu, 26 Nov 2026 09:30:00 GMT
recorded_with: VCR 6.2.0
"""


def test_a_cassette_of_ruby_with_a_packed_body_is_judged() -> None:
    assert found(PSYCH.replace("PACKED", PACKED), "x.yml") == [
        ("not-positive", "/http_interactions/0/response/body/string/MaxPlaces", 21, 23)
    ]


def test_a_cassette_in_json_is_judged() -> None:
    """By betamax, whose headers are in any case, and with the interactions behind other members."""
    each = interaction(entry("PUT", "/coursedates/7", answered=json.dumps(READ)))
    each["request"]["body"] = {"encoding": "utf-8", "string": json.dumps(GOOD | {"MaxPlaces": 0})}
    data = json.dumps({"recorded_with": "betamax/0.9.0", "http_interactions": [each]})
    column = data.index('0}"') + 1
    expected = [("not-positive", "/http_interactions/0/request/body/string/MaxPlaces", 1, column)]
    assert found(data, "x.json") == found(data, "x.yaml") == expected


def answered(content: bytes, coding: str) -> str:
    made = interaction(
        entry("GET", "/coursedates/7"), headers={"content-encoding": coding, "Content-Type": "application/json"}
    )
    made["response"]["body"] = {"base64_string": b64encode(content).decode()}
    return json.dumps(cassette([made]))


BODY = json.dumps(READ | {"MaxPlaces": 0}).encode()


@pytest.mark.parametrize(
    ("content", "coding"),
    [
        (gzip.compress(BODY, mtime=0), "gzip"),
        (gzip.compress(BODY, mtime=0), "x-GZIP"),
        (zlib.compress(BODY), "deflate"),
        (zlib.compress(BODY)[2:-4], "deflate"),
        (BODY, "identity"),
        (BODY, ""),
        (b" " + BODY, "gzip"),
        (b" " + BODY, "br"),
    ],
)
def test_a_body_is_unpacked_as_its_header_says(content: bytes, coding: str) -> None:
    assert [each[:2] for each in found(answered(content, coding))] == [
        ("not-positive", "/interactions/0/response/body/base64_string/MaxPlaces")
    ]


def test_text_that_the_recorder_unpacked_is_judged_as_it_is() -> None:
    """A recorder may keep the header of what it unpacked."""
    each = interaction(entry("GET", "/coursedates/7", answered="no JSON"))
    each["response"]["headers"] |= {"content-encoding": ["gzip"]}
    assert [rule for rule, *_ in found(json.dumps(cassette([each])))] == ["not-json"]


def test_what_is_packed_into_as_many_characters_as_it_holds_stands_where_it_begins() -> None:
    for size in range(1, 2000):
        body = json.dumps(READ | {"Name": "x" * size, "MaxPlaces": 0}, separators=(",", ":")).encode()
        packed = b64encode(gzip.compress(body, mtime=0))
        if len(packed) == len(body):
            break
    data = answered(gzip.compress(body, mtime=0), "gzip")
    assert [each[2:] for each in found(data)] == [(1, data.index(packed.decode()))]


CALLED = "interaction 0, answer to GET /coursedates/{CourseDateID}: the body"


@pytest.mark.parametrize(
    ("content", "coding", "expected"),
    [
        (gzip.compress(BODY, mtime=0)[:-20], "gzip", "is marked as compressed with gzip and cannot be decompressed"),
        (b"\x1f\x8bx", "gzip", "is marked as compressed with gzip and cannot be decompressed"),
        (b"x", "deflate", "is marked as compressed with deflate and cannot be decompressed"),
        (b"x", "br", "is compressed as br, which is not supported here; it must come uncompressed"),
        (b"x", "SECRET", "is compressed as something else, which is not supported here; it must come uncompressed"),
        (
            gzip.compress(b" " * (LONGEST + 1), mtime=0),
            "gzip",
            f"holds more than {LONGEST:,} bytes, so it was not read",
        ),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_told(content: bytes, coding: str, expected: str) -> None:
    assert trouble(answered(content, coding)) == f"{CALLED} {expected}"


def test_of_many_troubles_the_first_is_told() -> None:
    made = json.loads(answered(b"x", "br"))["interactions"] * 1200
    assert trouble(json.dumps(cassette(made))).endswith("it must come uncompressed (and 1,199 more)")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"status": {"code": "201"}}, "judged"),
        ({"status": "201 Created", "code": 201}, "judged"),
        ({"status": 500, "status_code": "201"}, "judged"),
        ({"status": {"code": 400}, "code": 201}, "not_accepted"),
        ({"status": {"code": 201}, "truncated_from": 70_000, "body": None}, "judged"),
        ({"headers": None, "body": "x"}, "judged"),
    ],
)
def test_an_answer_may_be_odd(change: Any, outcome: str) -> None:
    (checked,) = pieces(json.dumps(cassette([interaction(entry("POST", "/coursedates", json.dumps(GOOD)), **change)])))
    assert (checked.findings, checked.exchanges) == ([], {outcome: 1})
    assert checked.unjudged == (
        {"cut": 1} if "truncated_from" in change else {"not_json": 1} if "body" in change else {}
    )


ALONE = "is traffic with the feeds, of which nothing could be checked"


@pytest.mark.parametrize("status", [None, {"code": "no number"}, "Created"])
def test_an_answer_without_a_status_is_told_as_that(status: Any) -> None:
    each = interaction(entry("POST", "/coursedates", json.dumps(GOOD)), status=status)
    assert trouble(json.dumps(cassette([each]))) == f"{ALONE} (1 without status)"


@pytest.mark.parametrize("body", ['{"results": [{"Cour', None])
def test_a_body_that_schemathesis_cut_is_told_as_not_judged(body: str | None) -> None:
    cut = interaction(entry("GET", "/coursedates"), truncated_from=70_000, body={"string": body})
    assert trouble(json.dumps(cassette([cut]))) == f"{ALONE} (1 cut)"
    other = interaction(entry("GET", "/venues", answered='{"results": []}'))
    (checked,) = pieces(json.dumps(cassette([cut, other])))
    assert (checked.exchanges, checked.unjudged) == ({"judged": 1, "not_judged": 1}, {"cut": 1})


def test_a_cassette_that_vcrpy_wrote_for_httpx_before_version_6_is_judged() -> None:
    each = interaction(entry("POST", "/coursedates", json.dumps(GOOD)))
    each["response"] = {"content": json.dumps(READ | {"MaxPlaces": 0}), "status_code": 201, "http_version": "HTTP/1.1"}
    data = yaml.safe_dump(cassette([each]))
    assert [each[:2] for each in found(data)] == [("not-positive", "/interactions/0/response/content/MaxPlaces")]


def test_a_cassette_of_go_is_judged() -> None:
    each = interaction(entry("PUT", "/coursedates/7", json.dumps(GOOD | {"MaxPlaces": 0})))
    each["request"]["url"] = each["request"].pop("uri")
    each["response"] = {"body": json.dumps(READ), "status": "200 OK", "code": 200, "duration": "1s"}
    data = f"---\n{yaml.safe_dump(cassette([each]))}"
    assert [each[:2] for each in found(data)] == [("not-positive", "/interactions/0/request/body/MaxPlaces")]


WRONG = GOOD | {"Status": "on hold", "MaxPlaces": 0, "Sessional": False, "NetCost": 19.5, "Name": None}


@pytest.mark.parametrize("name", ["body", "parsed_body"])
@pytest.mark.parametrize("written", [json.dumps, yaml.safe_dump])
def test_a_body_that_the_recorder_read_is_judged_as_the_value_that_it_is(written: Any, name: str) -> None:
    """So vcrpy writes what aiohttp is given as json=, and so do serializers of bodies."""
    answered = READ | {"MaxPlaces": "22"}
    each = interaction(entry("POST", "/coursedates", json.dumps(WRONG), json.dumps(answered), status=201))
    as_text = [place[:2] for place in found(json.dumps(cassette([each])))]
    del each["request"]["body"]
    each["request"][name] = WRONG
    each["response"]["body"] = {"string": answered}
    data = written(cassette([each]))
    assert sorted(place[:2] for place in found(data)) == sorted(
        (rule, pointer.replace("request/body", f"request/{name}")) for rule, pointer in as_text
    )
    assert len(as_text) > 4
    begins = [data.split("\n")[line - 1][column - 1 :] for _, _, line, column in found(data)]
    assert all(text.startswith(("{", "EndDate: ", "CourseDateID: ")) for text in begins)


@pytest.mark.parametrize("body", ["&own {Name: *own}", "&own [*own]"])
def test_a_body_that_holds_itself_is_told(body: str) -> None:
    data = VCRPY.replace("PACKED", PACKED)
    begin, end = data.index("'{"), data.index("22}'") + 4
    expected = "interaction 0, POST /coursedates: the body holds itself, or is nested too deep"
    assert trouble(f"{data[:begin]}{body}{data[end:]}") == expected


def test_a_body_that_aliases_repeat_takes_room_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one = interaction(entry("GET", "/coursedates/7", answered=json.dumps(READ | {"AimsText": "x" * (1 << 19)})))
    data = yaml.safe_dump(cassette([one] * 4))
    assert "*id001" in data
    assert found(data) == []
    monkeypatch.setattr("feedproof.validators.traffic.body.MOST", 1 << 20)
    assert trouble(data) == "holds more than 1 MB in bodies, so the rest was not read"


def test_a_body_of_aliases_of_aliases_takes_no_more_room_than_a_body_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedproof.validators.content_coding.LONGEST", 1 << 16)
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    data = VCRPY.replace("PACKED", PACKED)
    begin, end = data.index("'{"), data.index("22}'") + 4
    laughing = f"l0: &l0 x\n{laughs}{data[:begin]}*l39{data[end:]}"
    assert (
        trouble(laughing)
        == "interaction 0, POST /coursedates: the body holds more than 65,536 bytes, so it was not read"
    )


@pytest.mark.parametrize(
    "body",
    [
        "!!python/object/new:_io.BytesIO {state: !!python/tuple [!!binary eyJ9, 0, null]}",
        "!!python/object/apply:builtins.iter {args: [[!!binary eyJ9]], state: 0}",
        "!!python/object/apply:builtins.bytearray [x, latin-1]",
    ],
)
def test_a_body_that_was_an_object_of_a_program_is_told_as_not_judged(body: str) -> None:
    good = "- " + json.dumps(interaction(entry("PUT", "/coursedates/7", json.dumps(GOOD)))) + "\nversion: 1"
    data = VCRPY.replace("PACKED", PACKED).replace("version: 1", good)
    begin, end = data.index("'{"), data.index("22}'") + 4
    (checked,) = pieces(f"{data[:begin]}{body}{data[end:]}")
    assert [finding.rule for finding in checked.findings] == ["not-positive"]
    assert (checked.exchanges, checked.unjudged) == ({"judged": 2, "of_no_feed": 1}, {"not_text": 1})


LOST = "is not a list, so there is nothing to check; is the recording complete?"
NO_RECORDING = "is not a recording: it is neither HAR (log.entries), nor a cassette (interactions), nor a Postman collection (item)"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("interactions: x\n", f"interactions {LOST}"),
        ("http_interactions: {a: 1}\n", f"http_interactions {LOST}"),
        ("name: build\non: push\n", NO_RECORDING),
        ("- a\n", NO_RECORDING),
        ("# nothing\n", NO_RECORDING),
        (
            "interactions:\n- a\n",
            "interaction 0 has no request with a method and a URL, so it was not checked",
        ),
        (VCRPY[:100], "cannot be read as YAML at line 3, column 76; is it truncated?"),
        ("interactions: [" + "[" * 5000, "cannot be read as YAML at line 1, column 1014; is it truncated?"),
        (f"interactions: {'[' * 900}{']' * 900}\n", "is YAML that is nested too deep to be a recording"),
        (
            "# é\ninteractions: \x01\n",
            "cannot be read as YAML: the character U+0001 at line 2, column 15 is not allowed in it",
        ),
        (
            VCRPY.replace("PACKED", "=x"),
            "interaction 0, answer to POST /coursedates: the body is marked as base64, but is not",
        ),
    ],
)
def test_what_is_wrong_with_a_cassette_is_told_in_one_line(data: str, expected: str) -> None:
    assert trouble(data) == expected


def test_an_empty_cassette_holds_no_exchange() -> None:
    for data in ("interactions: []\nversion: 1\n", "http_interactions:\n", '{"interactions": [], "version": 1}'):
        (checked,) = pieces(data)
        assert (checked.findings, checked.exchanges, checked.records) == ([], {}, 0)


MERGED = """\
base: &base
  request: &asked
    method: GET
    uri: https://feeds.example.com/app/api/coursedates/7
  response: &answer
    status: {code: 200}
    body: {string: 'BODY'}
more: &more {method: POST, body: '{}'}
interactions:
- *base
- <<: *base
  request: {<<: [{method: PUT, body: SENT}, *asked, *more, 7]}
- request: {<<: *asked}
  response:
    <<: *answer
    status: {code: 404}
"""


def test_what_is_merged_stands_where_it_is_written() -> None:
    """As people write cassettes by hand; own members count, and of the merged ones the first."""
    body, sent = json.dumps(READ | {"MaxPlaces": 0}), json.dumps(json.dumps(GOOD | {"MaxPlaces": 0}))
    data = MERGED.replace("BODY", body).replace("SENT", sent)
    at = data.splitlines()[6].index(': 0, "Course') + 3
    inside = data.splitlines()[11].index('0}"') + 1
    assert found(data) == [
        ("not-positive", "/interactions/0/response/body/string/MaxPlaces", 7, at),
        ("not-positive", "/interactions/1/response/body/string/MaxPlaces", 7, at),
        ("not-positive", "/interactions/1/request/body/MaxPlaces", 12, inside),
    ]
    (checked,) = pieces(data)
    assert checked.exchanges == {"judged": 2, "not_accepted": 1}


def test_what_merges_itself_or_much_takes_no_time() -> None:
    own = "self: &self {<<: *self, a: 1}\n"
    wide = ", ".join(f"k{n}: {n}" for n in range(40))
    laughs = f"l0: &l0 {{{wide}}}\n" + "".join(
        f"l{n}: &l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 9)}]}}\n" for n in range(1, 40)
    )
    assert [each[0] for each in found(own + laughs + VCRPY.replace("PACKED", PACKED))] == [
        "unlisted-value",
        "not-positive",
    ]


def test_of_a_body_that_stands_twice_the_last_counts_and_null_is_none() -> None:
    twice = SCHEMATHESIS.replace("SENT", f"'x'\n      string: {SENT}").replace("BASE64", "")
    assert {each[2] for each in found(twice)} == {16}
    none = SCHEMATHESIS.replace("SENT", "null").replace("'BASE64'", "~")
    (checked,) = pieces(none[: none.index("- id: 'b'")])
    assert checked.exchanges == {"without_body": 1}


@pytest.mark.parametrize("end", ["", "- [\n"], ids=["whole", "cut off"])
def test_a_cassette_that_is_not_utf_8_is_a_finding(end: str) -> None:
    assert [each[0] for each in found((VCRPY.replace("it''s", "café") + end).encode("latin-1"))] == ["not-utf-8"]


def test_aliases_are_followed_and_lead_into_no_circle() -> None:
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    data = f"l0: &l0 x\n{laughs}self: &self [*self]\n" + VCRPY.replace("PACKED", PACKED)
    assert [each[0] for each in found(data)] == ["unlisted-value", "not-positive"]


@pytest.mark.parametrize(
    "data", ['{"Status": "OnHold", "AimsText": "interactions: x"}', '{"StartDate": "x"}\n{"interactions": []}\n']
)
def test_json_called_yaml_is_a_payload_as_before(data: str) -> None:
    (checked,) = pieces(data)
    assert checked.exchanges == {}
    assert checked.records > 0


def test_a_tag_of_python_makes_nothing_and_the_place_is_behind_it() -> None:
    tagged = "!!python/object/apply:os.abort &there "
    data = VCRPY.replace("PACKED", PACKED).replace("body: '{", f"body: {tagged}'{{")
    assert [each[2:] for each in found(data)] == [(4, 17), (13, 24)]
    data = data.replace("it''s on hold", "OnHold").replace('"2027-01-15', '"2026-01-15')
    assert found(data) == [
        ("dates-out-of-order", "/interactions/0/request/body/EndDate", 3, data.splitlines()[2].index('"2026') + 1),
        ("not-positive", "/interactions/0/response/body/string/MaxPlaces", 13, 24),
    ]
