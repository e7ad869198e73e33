"""Recorded traffic: which exchanges of a HAR are judged, by which schema, and what is found in them."""

import gzip
import json
from base64 import b64encode
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators.bulk import Bulk
from feedproof.validators.bulk.stream import Stream
from feedproof.validators.check import Checker
from feedproof.validators.checked import Checked
from recordings import BASE, GOOD, JSON, READ, entry, har

TODAY = date(2026, 11, 26)
BAD = GOOD | {"Status": "on hold"}
SENT, ANSWERED = "/log/entries/{}/request/postData/text", "/log/entries/{}/response/content/text"


def judged(data: bytes, name: str = "traffic.har", **options: Any) -> list[Checked]:
    with Bulk(Checker(today=TODAY, **options)) as bulk:
        return list(bulk.check(Stream(BytesIO(data)), name))


def found(data: bytes, name: str = "traffic.har", **options: Any) -> list[tuple[str, str]]:
    return [(each.rule, each.pointer) for checked in judged(data, name, **options) for each in checked.findings]


def outcomes(*entries: Any, **options: Any) -> dict[str, int]:
    return first(har(*entries), **options).exchanges


def first(data: bytes, **options: Any) -> Checked:
    """Return what came of a recording, whatever is told of it behind that."""
    with Bulk(Checker(today=TODAY, **options)) as bulk:
        return next(bulk.check(Stream(BytesIO(data)), "traffic.har"))


def trouble(data: bytes, name: str = "traffic.har", **options: Any) -> str:
    with pytest.raises(FeedproofError) as caught:
        judged(data, name, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (entry("POST", "/coursedates", json.dumps(BAD), status=201), [("unlisted-value", f"{SENT}/Status")]),
        (entry("PUT", "/coursedates/7", json.dumps(BAD)), [("unlisted-value", f"{SENT}/Status")]),
        (entry("put", "/CourseDates/7/?dry=1", json.dumps(BAD)), [("unlisted-value", f"{SENT}/Status")]),
        (entry("POST", "/coursedates", json.dumps([BAD])), [("wrong-type", SENT)]),
        (entry("POST", "/coursedates", '{"Status": '), [("not-json", f"{SENT}/Status")]),
        (
            entry("GET", "/coursedates", answered=json.dumps({"results": [READ, READ | {"MaxPlaces": 0}]})),
            [("not-positive", f"{ANSWERED}/results/1/MaxPlaces")],
        ),
        (
            entry("GET", "/coursedates/7", answered=json.dumps(READ | {"MaxPlaces": 0})),
            [("not-positive", f"{ANSWERED}/MaxPlaces")],
        ),
        (entry("GET", "/coursedates/7", answered=json.dumps([READ])), [("wrong-type", ANSWERED)]),
        (
            entry("POST", "/coursedates", json.dumps(BAD), json.dumps(READ | {"MaxPlaces": 0}), 201),
            [("unlisted-value", f"{SENT}/Status"), ("not-positive", f"{ANSWERED}/MaxPlaces")],
        ),
        (
            entry("POST", "/coursedates/7/venue/8", answered=json.dumps(READ | {"MaxPlaces": 0})),
            [("not-positive", f"{ANSWERED}/MaxPlaces")],
        ),
        (entry("POST", "/coursedates/7/venue/8", json.dumps(BAD), json.dumps(READ)), []),
        (entry("GET", "/venues/7", answered='{"VenueID": 7, "Label": "x"}'), [("wrong-type", f"{ANSWERED}/VenueID")]),
    ],
)
def test_a_body_is_judged_as_what_its_request_makes_it(each: Any, expected: list[tuple[str, str]]) -> None:
    others = entry("GET", "/elsewhere", answered="{}")
    assert found(har(others, each)) == [(rule, pointer.format(1)) for rule, pointer in expected]


@pytest.mark.parametrize(
    ("each", "outcome"),
    [
        (entry("POST", "/coursedates", json.dumps(GOOD), status=201), "judged"),
        (entry("GET", "/coursedates", answered='{"results": []}'), "judged"),
        (entry("GET", "/coursedates/7/notes", answered=json.dumps(BAD)), "of_no_feed"),
        (entry("DELETE", "/coursedates/7", answered=json.dumps(BAD)), "of_no_feed"),
        (entry("GET", "/coursedates", answered="{}") | {"request": {"method": "GET", "url": "http://["}}, "of_no_feed"),
        (entry("POST", "/coursedates", json.dumps(BAD), '{"errors": []}', 400), "not_accepted"),
        (entry("POST", "/coursedates", json.dumps(BAD), status=302), "not_accepted"),
        (entry("POST", "/coursedates", json.dumps(BAD), status=0), "without_status"),
        (entry("POST", "/coursedates", json.dumps(BAD)) | {"response": None}, "without_status"),
        (entry("POST", "/coursedates", status=201), "without_body"),
        (entry("POST", "/coursedates", " ", "", 201), "without_body"),
        (entry("POST", "/coursedates/7/trainers/8", json.dumps(BAD), status=201), "without_body"),
    ],
)
def test_every_exchange_is_accounted_for(each: Any, outcome: str) -> None:
    assert outcomes(each) == {outcome: 1}


@pytest.mark.parametrize(
    ("media", "text", "message"),
    [
        ("application/problem+JSON; charset=utf-8", "<x>", "a value is missing before '<'"),
        ("application/x-www-form-urlencoded", ' {"Status": "OnHold"}', "StartDate is missing"),
        (None, "[1]", "the record is an array, not an object"),
        ("text/html", "<html>", "the payload is HTML, not JSON"),
        ("application/xml", "<CourseDate/>", "the payload is XML, not JSON"),
        ("application/x-www-form-urlencoded", "Status=OnHold", "the payload is a form, not JSON"),
        (None, "Status=OnHold", "the payload is text, not JSON"),
        (None, "<!doctype html><p>", "the payload is HTML, not JSON"),
        ("text/plain", "<CourseDate/>", "the payload is XML, not JSON"),
    ],
)
def test_whatever_was_sent_as_a_record_is_judged(media: Any, text: str, message: str) -> None:
    each = entry("POST", "/coursedates", text, status=201)
    each["request"]["postData"]["mimeType"] = media
    checked = first(har(each))
    assert checked.exchanges == {"judged": 1}
    assert any(message in finding.message for finding in checked.findings)


def test_the_fields_of_a_form_are_told_as_what_they_are() -> None:
    each = entry("POST", "/coursedates", status=201)
    each["request"]["postData"] = {"mimeType": "multipart/form-data", "params": [{"name": "Status", "value": "SECRET"}]}
    ((finding,),) = [checked.findings for checked in judged(har(each))]
    assert (finding.rule, finding.pointer) == ("not-json", "/log/entries/0/request/postData/params")
    assert finding.message == "entry 0, POST /coursedates: the payload is a form, not JSON"
    assert finding.hint == "send JSON, and say so in its content type"


PAGE = "<html><form>log in</form></html>"


@pytest.mark.parametrize(
    ("method", "path", "accept", "expected"),
    [
        ("GET", "/coursedates", JSON, ["not-json"]),
        ("GET", "/coursedates/7", "*/*", ["not-json"]),
        ("GET", "/venues", "text/html,application/xhtml+xml,*/*;q=0.8", []),
        ("POST", "/coursedates/7/venue/8", JSON, []),
    ],
)
def test_a_page_as_the_answer_to_who_asked_for_records_is_a_finding(
    method: str, path: str, accept: str, expected: list[str]
) -> None:
    """A page that was asked for is none, and the contract is not sure what an assignment is answered with."""
    each = entry(method, path, answered=PAGE)
    each["request"]["headers"] = [{"name": "accept", "value": accept}]
    each["response"]["content"]["mimeType"] = "text/html; charset=utf-8"
    checked = first(har(each))
    assert [finding.rule for finding in checked.findings] == expected
    assert checked.unjudged == ({} if expected else {"not_json": 1})
    assert checked.exchanges == ({"judged": 1} if expected else {"not_judged": 1})


def posted(**data: Any) -> Any:
    each = entry("POST", "/coursedates", answered=json.dumps(READ), status=201)
    each["request"] |= data
    return each


@pytest.mark.parametrize(
    ("each", "why"),
    [
        (posted(postData={"mimeType": JSON, "_file": "abc.json"}), "in_another_file"),
        (posted(postData={"mimeType": JSON, "_sha1": "abc.json"}), "in_another_file"),
        (posted(bodySize=120), "left_out"),
        (posted(postData={"mimeType": JSON, "text": ""}, bodySize=120), "left_out"),
        (
            posted(postData={"mimeType": JSON, "text": '{"Sta', "comment": "Body truncated: 5 of 9 bytes recorded"}),
            "cut",
        ),
    ],
)
def test_a_body_that_is_there_and_not_judged_is_counted_and_told(each: Any, why: str) -> None:
    others = [entry("GET", "/venues", answered='{"results": []}'), entry("PUT", "/coursedates/7", json.dumps(GOOD))]
    (checked,) = judged(har(each, *others))
    assert (checked.exchanges, checked.unjudged) == ({"judged": 3}, {why: 1})
    each["response"]["content"] = {"size": 0}
    (checked,) = judged(har(each, *others))
    assert (checked.exchanges, checked.unjudged) == ({"judged": 2, "not_judged": 1}, {why: 1})


def test_an_entry_that_is_broken_does_not_stop_the_others() -> None:
    data = har(None, entry("PUT", "/coursedates/7", json.dumps(BAD)), {"request": {"method": "GET"}})
    checked = first(data)
    assert ([finding.rule for finding in checked.findings], checked.exchanges) == (
        ["unlisted-value"],
        {"judged": 1, "not_judged": 2},
    )
    told = "entry 0 has no request with a method and a URL, so it was not checked (and 1 more)"
    assert trouble(data) == told


@pytest.mark.parametrize(
    ("text", "size", "expected"),
    [
        ('{"results": [{"CourseDateID": "1', 4000, {"cut": 1}),
        ('{"results": []}', 4000, {}),
        ('{"results": [{"CourseDateID": "é', 33, {}),
        ("<html>", 4000, {}),
    ],
)
def test_a_body_that_is_shorter_than_it_was_and_has_no_end_was_cut(text: str, size: int, expected: Any) -> None:
    each = entry("GET", "/coursedates", answered=text)
    each["response"]["content"]["size"] = size
    assert first(har(each)).unjudged == expected


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (201.0, "judged"),
        ("201", "judged"),
        ("2²", "without_status"),
        pytest.param("2" * 5000, "without_status", id="many digits"),
    ],
)
def test_a_status_may_be_a_number_of_any_kind(status: Any, outcome: str) -> None:
    assert outcomes(entry("PUT", "/coursedates/7", json.dumps(GOOD), status=status)) == {outcome: 1}


def test_an_answer_behind_a_byte_order_mark_that_was_unpacked_is_judged_as_it_is() -> None:
    each = entry("GET", "/coursedates/7", answered=b64encode(b"\xef\xbb\xbf" + json.dumps(READ).encode()).decode())
    each["response"]["content"]["encoding"] = "base64"
    each["response"]["headers"] = [{"name": "content-encoding", "value": "gzip"}]
    assert [rule for rule, _ in found(har(each))] == ["byte-order-mark"]


def test_bodies_have_a_limit_together_and_packed_ones_each(monkeypatch: pytest.MonkeyPatch) -> None:
    each = entry("GET", "/coursedates/7", answered=b64encode(gzip.compress(json.dumps(READ).encode())).decode())
    each["response"]["content"]["encoding"] = "base64"
    each["response"]["headers"] = [{"name": "content-encoding", "value": "gzip"}]
    monkeypatch.setattr("feedproof.validators.traffic.body.MOST", 0)
    told = "holds more than 0 MB in bodies, so the rest was not read"
    assert trouble(har(each)) == told
    told = "entry 0, answer to GET /coursedates/{CourseDateID}: the body holds more than 100 bytes, so it was not read"
    monkeypatch.undo()
    monkeypatch.setattr("feedproof.validators.content_coding.LONGEST", 100)
    each["response"]["content"]["text"] = b64encode(json.dumps(READ).encode() + b" " * 400).decode()
    assert trouble(har(each)) == told


def test_nothing_judged_of_what_was_sent_or_of_all_is_not_clean() -> None:
    listed = entry("GET", "/venues", answered='{"results": []}')
    told = "no body that was sent could be checked (1 in another file)"
    assert trouble(har(posted(postData={"_file": "x"}), listed)) == told
    assert trouble(har(posted(postData={"_file": "x"}), entry("POST", "/coursedates", "x", status=400))) == told
    unseen = entry("GET", "/coursedates")
    unseen["response"]["content"] = {"size": 400}
    away = entry("PUT", "/coursedates/7", json.dumps(GOOD), status=0)
    told = "is traffic with the feeds, of which nothing could be checked (1 left out, 2 without status)"
    assert trouble(har(unseen, away, away)) == told
    assert first(har(unseen, away, listed)).exchanges == {"judged": 1, "not_judged": 1, "without_status": 1}


@pytest.mark.parametrize(
    ("size", "body_size", "unjudged"), [(400, -1, 1), (-1, 400, 1), (0, 20, 0), (-1, -1, 0), (None, None, 0), (0, 0, 0)]
)
def test_an_answer_of_which_only_the_size_is_recorded_was_left_out(size: Any, body_size: Any, unjudged: int) -> None:
    each = entry("GET", "/coursedates")
    each["response"] |= {"content": {"size": size, "mimeType": JSON}, "bodySize": body_size}
    assert first(har(each)).unjudged == ({"left_out": 1} if unjudged else {})


def test_bytes_in_base64_are_judged_and_their_place_is_where_they_begin() -> None:
    each = entry("GET", "/coursedates/7", answered=b64encode(json.dumps(READ | {"MaxPlaces": 0}).encode()).decode())
    each["response"]["content"]["encoding"] = "base64"
    data = har(entry("GET", "/elsewhere"), each)
    ((finding,),) = [checked.findings for checked in judged(data)]
    line = data.decode().splitlines()[finding.line - 1]
    assert (finding.rule, finding.line) == ("not-positive", 3)
    assert line[finding.column - 1 :].startswith('"eyJ')


def bytes_of(body: Any) -> str:
    return b64encode(json.dumps(body).encode()).decode()


@pytest.mark.parametrize(
    ("creator", "encoding", "rule"),
    [("harfile", "base64", "not-positive"), ("harfile", None, "not-json"), ("x", "base64", "not-json")],
)
def test_what_schemathesis_sent_is_read_as_base64_where_it_writes_all_bytes_so(
    creator: str, encoding: str | None, rule: str
) -> None:
    """With --report-preserve-bytes; HAR has no member that would say so of what was sent."""
    each = entry("POST", "/coursedates", bytes_of(GOOD | {"MaxPlaces": 0}), "", 201)
    each["response"]["content"]["encoding"] = encoding
    plain = entry("PUT", "/coursedates/7", json.dumps(GOOD))
    data = har(plain, each).replace(b'"name": "x"', f'"name": "{creator}"'.encode())
    assert [finding for finding, _ in found(data)] == [rule]
    ((finding,),) = [checked.findings for checked in judged(data)]
    assert finding.line == 3


@pytest.mark.parametrize("name", ["Content-Encoding", "content-encoding"])
def test_bytes_that_are_packed_still_are_unpacked(name: str) -> None:
    packed = gzip.compress(json.dumps(READ | {"MaxPlaces": 0}).encode())
    each = entry("GET", "/coursedates/7", answered=b64encode(packed).decode())
    each["response"]["content"]["encoding"] = "base64"
    each["response"]["headers"] = [{"name": "Date", "value": "br"}, {"name": name, "value": "GZIP"}]
    assert found(har(each)) == [("not-positive", f"{ANSWERED}/MaxPlaces".format(0))]


def test_what_is_wrapped_around_records_is_told_without_options_of_payloads() -> None:
    (checked,) = judged(har(entry("GET", "/coursedates", answered=json.dumps({"data": {"items": [READ]}}))))
    ((rule, feed, hint, message),) = [(each.rule, each.feed, each.hint, each.message) for each in checked.findings]
    assert (rule, feed, hint) == ("unknown-feed", "course-dates", "")
    assert (
        message == "entry 0, answer to GET /coursedates: the payload is not a record, but holds records at /data/items"
    )
    (checked,) = judged(har(entry("POST", "/coursedates", json.dumps({"data": GOOD}), status=201)))
    assert [finding.hint for finding in checked.findings] == ["send what is there by itself"]


def test_what_nobody_hears_of_is_told_by_another_rule_in_a_recording_too() -> None:
    """A missing field tells of the one that is misspelt, unless missing fields are ignored."""
    body = {"maxPlaces" if name == "MaxPlaces" else name: value for name, value in GOOD.items()}
    data = har(entry("POST", "/coursedates", json.dumps(body)))
    assert [rule for rule, _ in found(data)] == ["missing-field"]
    assert "unlisted-field" in [rule for rule, _ in found(data, ignored=frozenset({"missing-field"}))]


def test_findings_come_in_order_of_place() -> None:
    each = entry("POST", "/coursedates", json.dumps(BAD), json.dumps(READ | {"MaxPlaces": 0}), 201)
    turned = {"response": each["response"], "request": each["request"]}
    assert [rule for rule, _ in found(har(turned))] == ["not-positive", "unlisted-value"]


def test_a_finding_tells_the_exchange_and_stands_where_the_value_is_written() -> None:
    text = json.dumps({"Name": 'a "b" \\ é 🎓\n'} | GOOD | {"MaxPlaces": 0}, ensure_ascii=False)
    data = har(entry("GET", "/elsewhere"), entry("PUT", "/coursedates/7?token=SECRET", text))
    ((finding,),) = [checked.findings for checked in judged(data)]
    assert finding.message == "entry 1, PUT /coursedates/{CourseDateID}: MaxPlaces is 0, not above 0"
    assert (finding.feed, finding.record, finding.path) == ("course-dates", 0, "traffic.har")
    assert data.decode().splitlines()[finding.line - 1][finding.column - 1 :].startswith('0}"')


def test_records_are_numbered_through_the_recording() -> None:
    answered = json.dumps({"results": [READ, READ | {"MaxPlaces": 0}]})
    (checked,) = judged(har(*[entry("GET", "/coursedates", answered=answered)] * 3))
    assert [finding.record for finding in checked.findings] == [1, 3, 5]
    assert (checked.records, checked.judged_as) == (6, {("course-dates", "read")})
    assert checked.findings[0].message.startswith("entry 0, answer to GET /coursedates: ")


@pytest.mark.parametrize(
    ("options", "rules", "counts"),
    [
        ({}, ["unlisted-value", "not-positive", "wrong-type"], {"judged": 2}),
        ({"feed": "venues"}, ["wrong-type"], {"judged": 1, "not_asked_for": 1}),
        ({"action": "create"}, ["unlisted-value"], {"judged": 1, "not_asked_for": 1}),
        ({"action": "read"}, ["not-positive", "wrong-type"], {"judged": 2}),
        ({"feed": "course-dates", "action": "update"}, [], {"not_asked_for": 2}),
    ],
)
def test_a_feed_and_an_operation_say_what_of_a_recording_is_judged(options: Any, rules: Any, counts: Any) -> None:
    course = entry("POST", "/coursedates", json.dumps(BAD), json.dumps(READ | {"MaxPlaces": 0}), 201)
    data = har(course, entry("GET", "/venues/7", answered='{"VenueID": 7, "Label": "x"}'))
    (checked,) = judged(data, **options)
    assert [finding.rule for finding in checked.findings] == rules
    assert checked.exchanges == counts


@pytest.mark.parametrize(
    ("base_url", "counts"),
    [
        ("", {"judged": 2}),
        (BASE, {"judged": 1, "of_no_feed": 1}),
        (BASE.upper().replace("HTTPS", "http") + "/", {"judged": 1, "of_no_feed": 1}),
        ("https://elsewhere.example.com", {"of_no_feed": 2}),
    ],
)
def test_a_base_url_says_whose_traffic_is_judged(base_url: str, counts: dict[str, int]) -> None:
    ours, others = [entry("GET", "/venues/7", answered='{"VenueID": 7, "Label": "x"}') for _ in range(2)]
    others["request"]["url"] = "https://api.events.example/v3/venues/7"
    assert outcomes(ours, others, base_url=base_url) == counts


def test_a_pointer_into_documents_is_for_no_recording() -> None:
    assert "leave out --at" in trouble(har(), at="/log/entries")


def test_an_answer_that_holds_no_record_by_the_contract_is_not_judged() -> None:
    document = json.loads(json.dumps(bundled().openapi))
    answers = document["paths"]["/coursedates"]["post"]["responses"]
    answers["201"]["content"][JSON]["schema"] = {"type": "object"}
    each = entry("POST", "/coursedates", answered="{}", status=201)
    assert outcomes(each, contract=bundled().replace(openapi=document)) == {"without_body": 1}
    answers["201"] = {"description": "Created"}
    assert outcomes(each, contract=bundled().replace(openapi=document)) == {"without_body": 1}
    assert outcomes(each) == {"judged": 1}


CUT = har(entry("POST", "/coursedates", json.dumps(BAD), status=201))[:-40]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (CUT, "traffic.har", [("not-json", 2)]),
        (b"", "traffic.har", [("empty-payload", 1)]),
        (har().decode().encode("utf-16"), "traffic.har", [("not-utf-8", 1)]),
        (har(entry("GET", "/x", answered="é"))[:-9] + b"\xff\xff]]}}", "traffic.har", [("not-utf-8", 2)]),
        (b'{"log": ' + b"[" * 2000, "traffic.har", [("too-deep", 1)]),
    ],
)
def test_a_recording_that_cannot_be_read_is_one_finding(data: bytes, name: str, expected: Any) -> None:
    assert [(each.rule, each.line) for checked in judged(data, name) for each in checked.findings] == expected


def with_body(**content: Any) -> bytes:
    each = entry("GET", "/coursedates/7", answered="")
    each["response"]["content"] |= content
    return har(entry("POST", "/coursedates", json.dumps(BAD)), each)


NO_RECORDING = "is not a recording: it is neither HAR (log.entries), nor a cassette (interactions), nor a Postman collection (item)"
LOST = "is not a list, so there is nothing to check; is the recording complete?"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"{}", "traffic.har", NO_RECORDING),
        (b"[1]", "traffic.har.gz", NO_RECORDING),
        (b'{"log": {"entries": {}}}', "traffic.json", f"log.entries {LOST}"),
        (b'{"log": 7}', "traffic.har", f"log.entries {LOST}"),
        (har(7), "x.har", "entry 0 has no request with a method and a URL, so it was not checked"),
        (
            with_body(text="no base64!", encoding="base64"),
            "x.har",
            "entry 1, answer to GET /coursedates/{CourseDateID}: the body is marked as base64, but is not",
        ),
    ],
)
def test_what_cannot_be_judged_is_told_in_one_line(data: bytes, name: str, expected: str) -> None:
    assert trouble(data, name) == expected


def test_a_body_that_cannot_be_read_does_not_stop_the_others() -> None:
    with Bulk(Checker(today=TODAY)) as bulk:
        pieces = bulk.check(Stream(BytesIO(with_body(text="no base64!", encoding="base64"))), "x")
        checked = next(pieces)
        assert [finding.rule for finding in checked.findings] == ["unlisted-value"]
        assert checked.exchanges == {"judged": 1, "not_judged": 1}
        assert checked.unjudged == {"not_read": 1}
        with pytest.raises(FeedproofError):
            next(pieces)


@pytest.mark.parametrize(
    "data",
    [
        har(entry("POST", "/coursedates", json.dumps(BAD))),
        b"\xef\xbb\xbf\n " + har(entry("POST", "/coursedates", json.dumps(BAD))),
        b'{"comment": "x", "log": {"pages": [{}], "entries": ['
        + json.dumps(entry("PUT", "/coursedates/7", json.dumps(BAD))).encode()
        + b"]}}",
    ],
)
def test_a_recording_is_known_by_what_it_holds(data: bytes) -> None:
    assert [rule for rule, _ in found(data, "<stdin>")] == ["unlisted-value"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"log": "x", "Status": "entries"}',
        b'{"Name": "\\"log\\"", "AimsText": "interactions"}',
        b'[{"log": {"entries": []}}]',
    ],
)
def test_what_only_mentions_one_is_a_payload(data: bytes) -> None:
    (checked,) = judged(data, "payload.json", feed="course-dates")
    assert checked.exchanges == {}
    assert checked.records == 1


def test_a_line_of_ndjson_is_no_recording() -> None:
    with Bulk(Checker(today=TODAY)) as bulk:
        (checked,) = bulk.check(Stream(BytesIO(b'{"log": {"entries": []}}')), "x.ndjson", is_lines=True)
    assert (checked.records, checked.exchanges) == (1, {})


def test_a_large_recording_is_read_whole_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    bulky = entry("GET", "/elsewhere", answered="x" * 700_000)
    data = har(bulky, bulky, entry("POST", "/coursedates", json.dumps(BAD)))
    assert found(data) == [("unlisted-value", f"{SENT}/Status".format(2))]
    behind = data.replace(b'"entries"', b'"pages": ["' + b"x" * (1 << 20) + b'"], "entries"')
    assert found(behind, "<stdin>") == found(data)
    monkeypatch.setattr("feedproof.validators.bulk.recording.LARGEST", {"JSON": 1 << 20, "YAML": 2 << 20})
    assert trouble(data) == "is a recording larger than 1 MB, so it was not read; record it in parts"
    yaml = b"interactions:\n- " + b"x" * (2 << 20)
    assert (
        trouble(yaml, "x.yaml") == "is a recording larger than 2 MB, so it was not read; record it in parts, or in JSON"
    )


def test_foreign_bodies_and_odd_members_are_left_alone() -> None:
    odd = entry("GET", "/elsewhere", answered="no base64!")
    odd["response"]["content"]["encoding"] = "base64"
    odd["request"]["headers"] = "none"
    data = har(odd).replace(b'"status": 200', b'"status": 200, "time": 1e999, "time": NaN, "x": "\\ud83d"')
    (checked,) = judged(data)
    assert (checked.findings, checked.exchanges) == ([], {"of_no_feed": 1})


def test_no_url_and_no_header_is_repeated() -> None:
    each = entry("POST", "/coursedates?key=SECRET", json.dumps(BAD), status=201)
    each["request"]["headers"] = [{"name": "Authorization", "value": "Bearer SECRET"}]
    assert BASE.encode() in har(each)
    said = repr([checked.findings for checked in judged(har(each))])
    assert "unlisted-value" in said
    assert "SECRET" not in said
    assert "example.com" not in said
