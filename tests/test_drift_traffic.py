"""What recorded traffic shows about the feeds: which of its bodies are samples, of which feed, and which are left out."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from drifting import made, put
from feedproof.spec.errors import FeedproofError
from feedproof.validators.bulk.stream import Stream
from feedproof.validators.check import Checker
from feedproof.validators.drift import Sample
from recordings import GOOD, READ, cassette, entry, har, interaction

VENUES = made("venues", mutate=put("Town", None, 2))
LISTED = entry("GET", "/venues", answered=json.dumps({"results": VENUES}))
ONE = entry("GET", "/coursedates/7", answered=json.dumps(READ))
CUT = entry("GET", "/venues", answered='{"results": [')
CUT["response"]["content"]["comment"] = "body truncated"


def seen(data: bytes, name: str = "x.har", **options: Any) -> Sample:
    sample = Sample(Checker(today=date(2026, 11, 26), **options))
    list(sample.see(Stream(BytesIO(data)), name, is_lines=None))
    return sample


def counts(data: bytes, name: str = "x.har", **options: Any) -> dict[str, int]:
    return {feed: one.records for (feed, _), one in seen(data, name, **options).observer.seen.items()}


def left_out(*entries: Any) -> dict[tuple[str, str], int]:
    return {tuple(left): count.total() for left, count in seen(har(*entries)).left_out.items()}


AS_CASSETTE = cassette([interaction(LISTED), interaction(ONE)])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.har", har(LISTED, ONE)),
        ("x.json", json.dumps(AS_CASSETTE).encode()),
        ("x.yaml", yaml.safe_dump(AS_CASSETTE).encode()),
    ],
)
def test_what_was_answered_is_a_sample_of_its_feed(name: str, data: bytes) -> None:
    assert counts(data, name) == {"venues": len(VENUES), "course-dates": 1}
    assert counts(data, name, feed="venues") == {"venues": len(VENUES)}


def test_what_was_sent_is_a_sample_of_what_is_sent() -> None:
    data = har(entry("POST", "/coursedates", json.dumps(GOOD), json.dumps(READ), 201), ONE)
    assert counts(data, action="create") == {"course-dates": 1}
    assert counts(data) == {"course-dates": 2}
    assert counts(data, action="update") == {}


def test_the_request_says_of_which_feed_records_with_other_names_are() -> None:
    strange = entry("GET", "/venues", answered=json.dumps({"data": [{"VenueID": "V-1", "Ort": "Bern", "PLZ": "3000"}]}))
    assert counts(har(strange)) == {"venues": 1}


@pytest.mark.parametrize(
    "each",
    [
        entry("GET", "/venues", answered=json.dumps(VENUES), status=500),
        entry("GET", "/elsewhere", answered=json.dumps(VENUES)),
        LISTED | {"request": LISTED["request"] | {"url": "http://[/venues"}},
        entry("GET", "/venues", answered=" \n"),
        entry("GET", "/venues"),
    ],
)
def test_what_was_not_answered_by_a_feed_is_no_sample(each: Any) -> None:
    assert counts(har(each, LISTED)) == {"venues": len(VENUES)}
    assert left_out(each) == {}


def test_what_cannot_be_read_is_left_out_with_its_reason() -> None:
    page = entry("GET", "/venues", answered="<html>")
    page["response"]["content"]["mimeType"] = "text/html"
    packed = entry("GET", "/venues", answered="!")
    packed["response"]["content"]["encoding"] = "base64"
    assert left_out(LISTED, CUT, CUT, page, packed, {}, entry("GET", "/venues", answered="[")) == {
        ("body", "it is cut"): 2,
        ("body", "it is not JSON"): 1,
        ("body", "it is marked as base64, but is not"): 1,
        ("body", "its request has no method or no URL"): 1,
        ("text", "it is not valid JSON; feedproof check says where"): 1,
    }


def test_a_recording_that_is_cut_off_is_left_out() -> None:
    assert list(seen(har(LISTED)[:-9]).left_out) == [("text", "it is not valid JSON; feedproof check says where")]


@pytest.mark.parametrize(
    ("data", "options", "why"),
    [
        (b"{}", {}, "is not a recording"),
        (har(LISTED), {"at": "/log"}, "it is a recording, and its requests say where the records are: leave out --at"),
        (
            json.dumps({"item": [{"request": "https://x/venues", "response": [{"code": 200, "body": "[]"}]}]}).encode(),
            {},
            "holds the examples of a collection, which are no sample",
        ),
    ],
)
def test_what_shows_no_real_records_is_refused(data: bytes, options: Any, why: str) -> None:
    with pytest.raises(FeedproofError, match=f"^{why}"):
        seen(data, **options)


def test_bodies_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedproof.validators.traffic.body.MOST", 1)
    with pytest.raises(FeedproofError, match=r"^holds more than 0 MB in bodies"):
        seen(har(LISTED))


def test_a_recording_tells_what_the_saved_answer_tells(payloads: Path, cli: Callable[..., Any]) -> None:
    saved = json.dumps({"results": VENUES})
    (payloads / "saved.json").write_text(saved, encoding="utf-8")
    (payloads / "x.har").write_bytes(har(entry("GET", "/venues", answered=saved)))
    outcomes = [cli("drift", name, "--write-overlay", f"{name}.yaml") for name in ("saved.json", "x.har")]
    assert outcomes[0].out == outcomes[1].out
    assert [outcome.code for outcome in outcomes] == [1, 1]
    overlays = [(payloads / f"{name}.yaml").read_text(encoding="utf-8") for name in ("saved.json", "x.har")]
    assert overlays[0].replace("saved.json", "x.har") == overlays[1]
