"""Requests are judged before they are sent: those through a guarded session, and those through any other client."""

import copy
import gzip
import json
import logging
import os
import pickle
import warnings
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest import mock

import pytest
import requests
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators.preflight import Preflight, RefusedError
from feedproof.validators.routes import Routes
from recordings import BASE, GOOD
from requests.adapters import BaseAdapter


class Odd(requests.Session):
    """A class of sessions of a program's own."""


class Line(BaseAdapter):
    """The way to the server: it keeps what is sent, and answers with 201."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []
        self.is_closed = False

    def send(self, request: requests.PreparedRequest, *_args: Any, **_options: Any) -> requests.Response:
        self.sent.append(f"{request.method} {request.url}")
        response = requests.Response()
        response.status_code, response.request, response.url = 201, request, request.url or ""
        return response

    def close(self) -> None:
        self.is_closed = True


def guarded(*prefixes: str, **options: Any) -> tuple[requests.Session, Line]:
    session, line = requests.Session(), Line()
    for prefix in prefixes or ("https://", "http://"):
        session.mount(prefix, line)
    Preflight(BASE, **options).guard(session)
    return session, line


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/coursedates"), ("PUT", "/coursedates/7"), ("POST", "/CourseDates/"), ("PUT", "/coursedates/7?dry=1")],
)
def test_only_what_keeps_the_contract_is_sent(method: str, path: str) -> None:
    session, line = guarded()
    with pytest.raises(RefusedError) as refused:
        session.request(method, BASE + path, json=GOOD | {"Status": "on hold", "MaxPlaces": 0})
    assert line.sent == []
    assert [finding.pointer for finding in refused.value.findings] == ["/Status", "/MaxPlaces"]
    assert session.request(method, BASE + path, json=GOOD).status_code == 201
    assert line.sent == [f"{method} {BASE}{path}"]


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", BASE + "/coursedates"),
        ("DELETE", BASE + "/coursedates/7"),
        ("POST", BASE + "/coursedates/7/venue/8"),
        ("POST", BASE + "/coursedates/7/notes"),
        ("POST", BASE + "s/coursedates"),
        ("POST", "https://feeds.example.com/coursedates"),
        ("POST", "https://feeds.example.com.elsewhere.org/app/api/coursedates"),
        ("POST", "https://feeds.example.com:8443/app/api/coursedates"),
    ],
)
def test_what_is_for_no_body_of_a_feed_is_sent_unseen(method: str, url: str) -> None:
    session, line = guarded()
    session.request(method, url, json={"Status": "on hold"})
    assert line.sent == [f"{method} {url}"]


@pytest.mark.parametrize(
    "prefix", ["https://feeds.example.com", BASE, BASE + "/coursedates", "https://feeds.example.com:443"]
)
def test_adapters_of_the_session_s_own_are_no_way_around(prefix: str) -> None:
    session, line = guarded("https://", prefix)
    for port in ("", ":443"):
        with pytest.raises(RefusedError):
            session.post(BASE.replace(".com", f".com{port}") + "/coursedates", json={})
    assert line.sent == []
    session.close()
    assert line.is_closed


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"json": {}}, r"EndDate is missing; send the field \(and 3 more\)"),
        ({"data": GOOD}, "is a form, not JSON; send JSON, as most clients do with json=$"),
        ({"files": {"x": "{}"}}, "is a form, not JSON"),
        ({"data": "on hold", "headers": {"Content-Type": b"Text/Plain"}}, "is text, not JSON"),
        ({"data": "on hold", "headers": {"Content-Type": "application/json"}}, "this word or number is not JSON"),
        ({"data": json.dumps({}), "headers": {"Content-Type": "text/plain"}}, "EndDate is missing"),
        ({"data": " ", "headers": {"Content-Type": "text/plain"}}, "the payload holds nothing"),
        ({"data": 2 * f"{json.dumps(GOOD)}\n"}, "something follows the end of the JSON text"),
        ({}, "the payload holds nothing"),
        ({"json": [GOOD]}, r"sent: the record is an array, not an object"),
        ({"json": {"results": [GOOD]}}, "not a record, but holds records at /results; send what is there by itself$"),
        ({"json": None, "data": "null"}, "the record is null, not an object"),
    ],
)
def test_every_body_that_can_be_sent_is_judged(body: dict[str, Any], says: str) -> None:
    session, line = guarded()
    with pytest.raises(RefusedError, match=says):
        session.post(BASE + "/coursedates", **body)
    assert line.sent == []


@pytest.mark.parametrize("packs", [gzip.compress, zlib.compress])
def test_a_body_that_is_packed_is_judged(packs: Any) -> None:
    session, line = guarded()
    headers = {"Content-Encoding": "Gzip" if packs is gzip.compress else "deflate", "Content-Type": "application/json"}
    with pytest.raises(RefusedError, match="EndDate is missing"):
        session.post(BASE + "/coursedates", data=packs(b"{}"), headers=headers)
    assert (
        session.post(BASE + "/coursedates", data=packs(json.dumps(GOOD).encode()), headers=headers).status_code == 201
    )
    with pytest.raises(RefusedError, match=r"not sent: the body is compressed as br, which is not supported here"):
        session.post(BASE + "/coursedates", data=b"x", headers={"Content-Encoding": "br"})
    with pytest.raises(
        RefusedError, match=r"not sent: the body is marked as compressed with gzip and cannot be decompressed$"
    ):
        session.post(BASE + "/coursedates", json=GOOD, headers={"Content-Encoding": "gzip"})
    assert len(line.sent) == 1


def test_a_file_of_more_than_a_record_may_have_is_not_read(tmp_path: Path) -> None:
    session, line = guarded()
    with (tmp_path / "body.json").open("w+b") as file:
        file.truncate(1 << 40)
        with pytest.raises(
            RefusedError, match=r"not sent: the body holds more than 16,777,216 bytes, so it was not read$"
        ):
            session.post(BASE + "/coursedates", data=file)
        assert (line.sent, file.tell()) == ([], 0)


def test_a_file_is_judged_from_where_it_stands_and_sent_from_there(tmp_path: Path) -> None:
    session, line = guarded()
    file = tmp_path / "body.json"
    file.write_text("?" + json.dumps(GOOD))
    for body in (file.open("rb"), BytesIO(file.read_bytes()), StringIO(file.read_text())):
        body.read(1)
        assert session.post(BASE + "/coursedates", data=body).status_code == 201
        assert body.tell() == 1
        body.seek(0)
        with pytest.raises(RefusedError, match=r"a value is missing before '\?'"):
            session.post(BASE + "/coursedates", data=body)
        body.close()
    assert len(line.sent) == 3


@pytest.mark.parametrize("packed", [gzip.compress(b"{}", mtime=0), b"junk"], ids=["a packed one", "junk"])
def test_what_follows_a_packed_body_is_judged_too(packed: bytes) -> None:
    """A gzip of several members is all of them (RFC 1952)."""
    session, line = guarded()
    whole, headers = json.dumps(GOOD).encode(), {"Content-Encoding": "gzip"}
    with pytest.raises(RefusedError, match=r"cannot be decompressed|something follows the end"):
        session.post(BASE + "/coursedates", data=gzip.compress(whole) + packed, headers=headers)
    assert line.sent == []
    session.post(BASE + "/coursedates", data=gzip.compress(whole[:9]) + gzip.compress(whole[9:]), headers=headers)
    assert len(line.sent) == 1


class Parts:
    """What can be sent, but is no sequence."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"{}"


class Sized(Parts):
    def __len__(self) -> int:
        return 2


class Later:
    """As a body that is awaited."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{}"


async def _aread() -> bytes:
    return b"{}"


def _fails() -> bytes:
    raise AssertionError


@pytest.mark.parametrize("body", [Parts(), Sized(), Later(), aiter(Later()), Parts, _aread, _fails])
def test_whatever_has_to_be_read_in_another_way_is_one_clear_line(body: Any) -> None:
    """As httpx fails where a body is read that has to be awaited; and a coroutine is closed."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RefusedError, match=r"not sent: a streamed body cannot be checked; pass bytes$"):
            Preflight(BASE).check("POST", BASE + "/coursedates", body)


def test_what_a_reader_raised_is_the_cause() -> None:
    with pytest.raises(RefusedError) as refused:
        Preflight(BASE).check("POST", BASE + "/coursedates", _fails)
    assert isinstance(refused.value.__cause__, AssertionError)


@pytest.mark.parametrize("body", [{1}, MappingProxyType({}), object()])
def test_what_json_does_not_have_is_called_by_its_kind(body: Any) -> None:
    with pytest.raises(RefusedError, match=f"the payload is a {type(body).__name__}, which JSON does not have"):
        Preflight(BASE).check("POST", BASE + "/coursedates", body)


def test_a_stream_cannot_be_judged_before_it_is_sent() -> None:
    session, line = guarded()
    read, write = os.pipe()
    with os.fdopen(read, "rb") as pipe, os.fdopen(write, "wb"):
        for body in (iter([b"{}"]), (part for part in [b"{}"]), pipe):
            with pytest.raises(RefusedError) as refused:
                session.post(BASE + "/coursedates", data=body)
            expected = "POST /coursedates was not sent: a streamed body cannot be checked; pass bytes"
            assert (str(refused.value), refused.value.findings) == (expected, [])
            assert str(pickle.loads(pickle.dumps(refused.value))) == expected  # noqa: S301 - our own
        assert session.post(BASE + "/coursedates/7/notes", data=iter([b"{}"])).status_code == 201
    assert line.sent == [f"POST {BASE}/coursedates/7/notes"]


def test_what_has_to_be_read_first_is_read_only_where_it_is_judged() -> None:
    """As the body of a request of httpx."""

    def read() -> bytes:
        reads.append(1)
        return b"{}"

    reads: list[int] = []
    preflight = Preflight(BASE)
    assert preflight.check("POST", "https://elsewhere.example.org/", read) == []
    assert reads == []
    with pytest.raises(RefusedError):
        preflight.check("POST", BASE + "/coursedates", read)
    assert reads == [1]


def test_a_session_stays_guarded_whatever_sends_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    session, line = guarded()
    other = Line()
    for prefix in ("https://", BASE):
        session.mount(prefix, other)
    with pytest.raises(RefusedError):
        session.post(BASE + "/coursedates", json={})
    monkeypatch.setattr(requests.Session, "get_adapter", lambda _self, **_url: line)
    with pytest.raises(RefusedError):
        session.post(BASE + "/coursedates", json={})
    assert (line.sent, other.sent) == ([], [])
    assert session.post(BASE + "/coursedates", json=GOOD).status_code == 201
    assert (len(line.sent), len(other.sent)) == (1, 0)


def test_what_takes_the_place_of_sending_for_all_sessions_does_so_for_a_guarded_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a mock does, which is there for a while."""
    session, line = guarded()
    sent = []
    monkeypatch.setattr(requests.Session, "send", lambda _self, request, **_options: sent.append(request.url))
    session.post(BASE + "/coursedates", json=GOOD)
    with pytest.raises(RefusedError):
        session.post(BASE + "/coursedates", json={})
    assert (sent, line.sent) == ([BASE + "/coursedates"], [])


def test_a_guard_can_be_taken_away() -> None:
    session, line = guarded()
    del session.send
    assert session.post(BASE + "/coursedates", json={}).status_code == 201
    assert len(line.sent) == 1


def test_a_guarded_session_is_guarded_still_when_it_was_copied() -> None:
    session = requests.Session()
    preflight = Preflight(BASE)
    preflight.guard(session)
    with pytest.raises(RefusedError):
        session.post(BASE + "/coursedates", json={})
    for copied in (copy.deepcopy(session), pickle.loads(pickle.dumps(session))):  # noqa: S301 - our own
        line = Line()
        copied.mount("https://", line)
        with pytest.raises(RefusedError):
            copied.post(BASE + "/coursedates", json={})
        assert copied.post(BASE + "/coursedates", json=GOOD).status_code == 201
        assert len(line.sent) == 1


@pytest.mark.parametrize("kind", [requests.Session, Odd])
def test_a_copy_sends_by_itself_and_so_does_one_whose_guard_was_taken_away(kind: type[requests.Session]) -> None:
    session, lines = kind(), [Line(), Line(), Line()]
    Preflight(BASE).guard(session)
    assert type(session).__name__ == kind.__name__
    for line, sending in zip(lines, [session, copy.copy(session), copy.copy(copy.copy(session))], strict=True):
        sending.adapters = OrderedDict()
        sending.mount("https://", line)
        sending.post(BASE + "/coursedates", json=GOOD)
        with pytest.raises(RefusedError):
            sending.post(BASE + "/coursedates", json={})
    assert [len(line.sent) for line in lines] == [1, 1, 1]
    del session.send
    assert (type(session), vars(session)) == (kind, vars(copy.copy(session)))
    assert copy.copy(session).post(BASE + "/coursedates", json={}).status_code == 201


def test_a_mock_of_one_session_s_sending_is_no_way_around_and_leaves_it_guarded() -> None:
    session, line = guarded()
    for _ in range(2):
        with mock.patch.object(session, "send") as send:
            session.post(BASE + "/coursedates", json=GOOD)
            with pytest.raises(RefusedError):
                session.post(BASE + "/coursedates", json={})
        assert send.call_count == 1
    with pytest.raises(RefusedError):
        session.post(BASE + "/coursedates", json={})
    assert session.post(BASE + "/coursedates", json=GOOD).status_code == 201
    assert len(line.sent) == 1


def test_after_a_mock_a_session_judges_once_and_its_guard_can_be_taken_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    session, line = guarded()
    for _ in range(2):
        monkeypatch.setattr(session, "send", mock.Mock())
        monkeypatch.undo()
    session.post(BASE + "/coursedates", json=GOOD | {"NetCost": 195})
    assert (len(caplog.records), len(line.sent)) == (1, 1)
    del session.send
    assert session.post(BASE + "/coursedates", json={}).status_code == 201


def test_what_took_the_place_of_sending_before_is_guarded() -> None:
    session, sent = requests.Session(), []
    session.send = lambda request, **_options: sent.append(request.url)  # type: ignore[assignment,method-assign,misc,func-returns-value]
    Preflight(BASE).guard(session)
    with pytest.raises(RefusedError):
        session.post(BASE + "/coursedates", json={})
    session.post(BASE + "/coursedates", json=GOOD)
    assert sent == [BASE + "/coursedates"]


class Client:
    """As that of httpx: it sends, but is no session."""

    def send(self, _request: Any) -> None:
        """Send nothing."""


@pytest.mark.parametrize(
    ("session", "name"),
    [(Client(), "Client"), (None, "NoneType"), (requests, "module"), (requests.Session, "type"), (mock.Mock(), "Mock")],
)
def test_only_a_session_of_requests_can_be_guarded(session: Any, name: str) -> None:
    told = f"^a {name} is not a requests session, so it cannot be guarded; with other clients, use check$"
    with pytest.raises(FeedproofError, match=told):
        Preflight(BASE).guard(session)


class Final(requests.Session):
    """As one from which nothing can be derived."""

    def __init_subclass__(cls, *, why: str) -> None:
        """Ask for a word that nobody gives."""


def test_a_session_of_a_class_that_cannot_be_derived_from_is_one_clear_line() -> None:
    with pytest.raises(
        FeedproofError, match=r"^a Final cannot be guarded, as nothing can be derived from it \(.*'why'\); "
    ):
        Preflight(BASE).guard(Final())


def test_two_guards_judge_each_its_own_and_one_judges_once(caplog: pytest.LogCaptureFixture) -> None:
    session, line = guarded()
    other = Preflight("https://other.example.com")
    other.guard(session)
    other.guard(session)
    for url in (BASE, "https://other.example.com"):
        with pytest.raises(RefusedError):
            session.post(url + "/coursedates", json={})
    assert line.sent == []
    caplog.clear()
    session.post("https://other.example.com/coursedates", json=GOOD | {"NetCost": 195})
    assert [record.getMessage()[:36] for record in caplog.records if "looks-like" in record.getMessage()] == [
        "POST /coursedates: looks-like-pounds"
    ]


@pytest.mark.parametrize("url", ["https://tenant-b.example.com/api", "https://feeds.example.com/app/v2"])
def test_a_body_of_a_feed_that_goes_somewhere_else_is_told(url: str, caplog: pytest.LogCaptureFixture) -> None:
    session, _ = guarded()
    session.post(url + "/coursedates?key=SECRET", json={})
    session.post(url + "/hooks/SECRET", json={})
    session.post(url + "/coursedate", json={})
    session.get(url + "/coursedates")
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (
            "WARNING",
            "POST /coursedates was not checked: its URL does not start with the base URL",
        )
    ]


@pytest.mark.parametrize(
    ("method", "path", "lacks", "meant"),
    [
        ("POST", "/coursedates/1/venues/3", "operation", "POST /coursedates/{CourseDateID}/venue/{VenueID}"),
        ("POST", "/coursedates/1/trainer/3", "operation", "POST /coursedates/{CourseDateID}/trainers/{TrainerID}"),
        ("POST", "/coursedate?key=SECRET", "operation", "POST /coursedates"),
        ("PUT", "/coursedates/", "PUT", "PUT /coursedates/{CourseDateID}"),
        ("PATCH", "/coursedates/SECRET", "PATCH", "PUT /coursedates/{CourseDateID}"),
        ("patch", "/coursedates", "PATCH", "POST /coursedates"),
        ("DELETE", "/coursedates/SECRET", "DELETE", "PUT /coursedates/{CourseDateID}"),
        ("DELETE", "/venues/SECRET", "DELETE", "GET /venues/{VenueID}"),
        (
            "POST",
            "/companies/SECRET/courses/2",
            "POST",
            "GET /companies/{CompanyID}/courses/{CourseTemplateID}",
        ),
        ("POST", "/orders", "", ""),
        ("POST", "", "", ""),
        ("GET", "/coursedate", "", ""),
    ],
)
def test_what_was_perhaps_meant_for_an_operation_is_told(
    method: str, path: str, lacks: str, meant: str, caplog: pytest.LogCaptureFixture
) -> None:
    session, line = guarded()
    session.request(method, BASE + path, json={})
    told = f"a {method.upper()} was not checked: the contract has no {lacks} at its path; the nearest is {meant}"
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == (
        [("WARNING", told)] if meant else []
    )
    assert len(line.sent) == 1


@pytest.mark.parametrize("url", ["http://[x", None, 7, b"https://feeds.example.com/app/api/coursedates"])
def test_what_is_no_url_is_one_clear_line(url: Any) -> None:
    with pytest.raises(FeedproofError, match=r"^the request cannot be checked: it has no valid URL$"):
        Preflight(BASE).check("POST", url, {})


def test_the_text_of_a_refusal_is_one_line_and_tells_what_counts() -> None:
    body = GOOD | {"Status": "on hold", "MaxPlaces": 0, "NetCost": 195}
    with pytest.raises(RefusedError) as refused:
        Preflight(BASE).check("post", BASE + "/coursedates", body)
    assert str(refused.value).startswith('POST /coursedates was not sent: Status is "on hold", not one of ')
    assert str(refused.value).endswith("; write 'OnHold' (and 1 more)")
    assert len(refused.value.findings) == 3
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - our own
    assert (str(again), again.findings) == (str(refused.value), refused.value.findings)


def test_what_does_not_count_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "feedproof.preflight")
    body = GOOD | {"NetCost": 195}
    found = Preflight(BASE).check("POST", BASE + "/coursedates", body)
    assert [finding.rule for finding in found] == ["looks-like-pounds"]
    assert [(record.levelname, record.getMessage().partition(" is ")[0]) for record in caplog.records] == [
        ("WARNING", "POST /coursedates: looks-like-pounds: NetCost")
    ]
    with pytest.raises(RefusedError):
        Preflight(BASE, fail_on="warning").check("POST", BASE + "/coursedates", body)


def test_a_day_goes_by() -> None:
    days = [date(2027, 1, 10), date(2027, 1, 16)]
    preflight = Preflight(BASE, fail_on="note", today=lambda: days[0])
    body = GOOD | {"Status": "Completed"}
    with pytest.raises(RefusedError, match="Completed"):
        preflight.check("POST", BASE + "/coursedates", body)
    del days[0]
    assert preflight.check("POST", BASE + "/coursedates", GOOD) == []
    assert all(finding.rule != "over-too-early" for finding in _found(preflight, body))


def _found(preflight: Preflight, body: Any) -> list[Any]:
    try:
        return preflight.check("POST", BASE + "/coursedates", body)
    except RefusedError as refused:
        return refused.findings


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://[::1]:8443/api", "https://[::1]:8443/api/coursedates"),
        ("https://feeds.example.com/api", "https://me:secret@feeds.example.com/api/coursedates"),
        ("https://feeds.example.com/api/", "https://feeds.example.com/api//coursedates"),
        ("https://Feeds.Example.com//api", "https://FEEDS.example.com/API/coursedates"),
        ("https://feeds.example.com/api", "http://feeds.example.com./api/coursedates;jsessionid=1"),
        ("https://bücher.example/api", "https://bücher.example/api/coursedates"),
        ("https://bücher.example/api", "https://xn--bcher-kva.example/api/coursedates"),
        ("https://xn--bcher-kva.example/api", "https://BÜCHER.example/api/coursedates"),
        ("https://straße.example/api", "https://straße.example/api/coursedates"),
        ("https://feeds.example.com/my api", "https://feeds.example.com/my api/coursedates"),
        ("https://feeds.example.com/schüler", "https://feeds.example.com/SCHÜLER/coursedates"),
        ("https://feeds.example.com/%7Eme", "https://feeds.example.com/~me/course%64ates"),
        ("https://feeds.example.com/a/./api", "https://feeds.example.com/a/./x/../api/coursedates"),
    ],
)
def test_however_a_url_is_spelt_its_body_is_judged(base: str, url: str) -> None:
    session, line = requests.Session(), Line()
    session.mount("http", line)
    Preflight(base).guard(session)
    with pytest.raises(RefusedError):
        session.post(url, json={})
    assert line.sent == []


@pytest.mark.parametrize(
    "base", ["", "feeds.example.com/api", "/api", "ftp://feeds.example.com", "https://", "https://x:y/api"]
)
def test_what_would_judge_nothing_is_one_clear_line(base: str) -> None:
    with pytest.raises(FeedproofError, match=r"^the base URL is not that of a server; write it as https://host/path$"):
        Preflight(base)


@pytest.mark.parametrize("base", [f"{BASE} ", f" {BASE}", f"{BASE}\n"])
def test_a_base_url_with_a_blank_at_an_end_is_one_clear_line(base: str) -> None:
    with pytest.raises(FeedproofError, match=r"^the base URL begins or ends with a space; remove it$"):
        Preflight(base)


@pytest.mark.parametrize(
    ("base", "why"),
    [
        (
            "https://u:p@feeds.example.com/api",
            "has a user name or a password; remove them, a token goes into a header",
        ),
        ("https://feeds.example.com/api?tenant=1", "has a ? or a #; give the prefix of the feeds' paths"),
        ("https://feeds.example.com/api#1", "has a ? or a #; give the prefix of the feeds' paths"),
    ],
)
def test_a_base_url_with_what_is_not_compared_is_one_clear_line(base: str, why: str) -> None:
    with pytest.raises(FeedproofError) as refused:
        Preflight(base)
    assert str(refused.value) == f"the base URL {why}"


@pytest.mark.parametrize(("word", "meant"), [("fatal", ""), ("errors", " (did you mean 'error'?)")])
def test_a_severity_that_is_none_is_one_clear_line(word: str, meant: str) -> None:
    with pytest.raises(FeedproofError) as refused:
        Preflight(BASE, fail_on=word)
    assert str(refused.value) == f"unknown severity {word!r}{meant}; severities: note, warning, error"


@pytest.mark.parametrize(
    ("method", "url", "label"),
    [
        ("GET", "https://x.example/a/b/coursedates?Name=Welding", "GET /coursedates"),
        ("get", "/coursedates/7", "GET /coursedates/{CourseDateID}"),
        ("GET", "http://x.example/coursedates/7/delegates/", "GET /coursedates/{CourseDateID}/delegates"),
        ("GET", "http://x.example/companies/7/courses", "GET /companies/{CompanyID}/courses"),
        ("POST", "http://x.example/coursedates/7/venue/venues", "POST /coursedates/{CourseDateID}/venue/{VenueID}"),
        ("PATCH", "http://x.example/coursedates/7", None),
        ("GET", "http://x.example/mycoursedates", None),
        ("GET", "http://x.example/", None),
    ],
)
def test_recorded_requests_are_found_wherever_the_feeds_begin(method: str, url: str, label: str | None) -> None:
    found = Routes(bundled()).find(method, url)
    assert (found and found.label) == label
