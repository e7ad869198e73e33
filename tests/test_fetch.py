"""The lists of a server are fetched whole, each record once and as the server wrote it, or the output says what is missing."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feedproof.contract_tests.fetch import Fetcher
from feedproof.contract_tests.server.pace import Pace
from feedproof.contract_tests.server.target import Target
from feedproof.fixtures.sandbox import TOKEN, running
from paged import CONTRACT, ENVELOPE, FEED, KEY, LIST, NAME, NESTED, OFFSET, PAGE, Changes, Server

Cli = Callable[..., Any]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    return Server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with running(server) as served:
        yield served


def ids(text: str) -> list[str]:
    return [json.loads(line)[KEY] for line in text.splitlines()]


def test_all_pages_of_a_feed_go_to_standard_output(cli: Cli, server: Server, url: str) -> None:
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, outcome.err) == (0, f"{FEED}: 12 records in 4 pages\n")
    assert ids(outcome.out) == server.ids
    assert {method for method, _ in server.asked} == {"GET"}


def test_every_feed_comes_into_a_file_of_its_own_and_is_what_check_takes(
    cli: Cli, server: Server, url: str, payloads: Path
) -> None:
    outcome = cli("fetch", url, *CONTRACT.feeds, "-o", "feeds/of the night")
    assert outcome.code == 0
    assert outcome.out == ""
    store = server.app.state.store
    for feed in CONTRACT.feeds.values():
        text = (payloads / "feeds/of the night" / f"{feed.name}.ndjson").read_text(encoding="utf-8")
        assert sorted(json.loads(line)[feed.key] for line in text.splitlines()) == sorted(store.records[feed.name])
    assert cli("check", "feeds").code == 0


@pytest.mark.parametrize("indent", [None, 2])
def test_a_record_is_spelt_as_the_server_spelt_it(cli: Cli, server: Server, url: str, indent: int | None) -> None:
    own = r'{"CourseDateID": "\u0041\/1", "NetCost": 1.50e2, "NetCost": 19500, "Name": "caf\u00e9 \ud800"}'
    spread = own.replace(", ", ",\r\n\t  ") if indent else own
    server.written = lambda _body: f'\n {{ "other": [1], "{ENVELOPE}" :[\n{spread} \n,7]}}'.encode()
    outcome = cli("fetch", url, FEED, "--limit", "2")
    assert outcome.out.replace(", ", ",").splitlines() == [own.replace(", ", ","), "7"]


def test_a_limit_ends_it_without_asking_for_more(cli: Cli, server: Server, url: str) -> None:
    outcome = cli("fetch", url, FEED, "--limit", "6")
    assert ids(outcome.out) == server.ids[:6]
    assert outcome.err == f"{FEED}: 6 records in 2 pages, as --limit says\n"


def test_what_comes_on_two_pages_is_written_once(cli: Cli, server: Server, url: str) -> None:
    """A record that is made meanwhile moves the others to later pages."""
    server.moved = 1
    outcome = cli("fetch", url, FEED)
    assert ids(outcome.out) == server.ids
    said = f"{FEED}: 1 record came on two pages, and was written once"
    assert outcome.err.splitlines() == [f"{FEED}: 12 records in 4 pages", said]


def test_a_record_that_has_changed_between_two_pages_is_written_once(cli: Cli, server: Server, url: str) -> None:
    server.moved = 1
    server.changes = lambda body: {ENVELOPE: [record | {"Name": body[ENVELOPE][0][KEY]} for record in body[ENVELOPE]]}
    assert ids(cli("fetch", url, FEED).out) == server.ids


def test_records_without_an_id_on_several_pages_are_all_written(cli: Cli, server: Server, url: str) -> None:
    server.changes = lambda body: {ENVELOPE: [*body[ENVELOPE][:-1], {"Name": body[ENVELOPE][-1][KEY]}]}
    assert len(cli("fetch", url, FEED).out.splitlines()) == len(server.ids)


def test_what_a_line_holds_stands_beside_it(server: Server, url: str) -> None:
    server.moved = 1
    pages = list(Fetcher(CONTRACT, Target(url, TOKEN), {}).fetch(FEED))
    assert [page.again for page in pages] == [0, 1, 0, 0]
    assert all(page.items == [json.loads(line) for line in page.lines] for page in pages)
    assert sum(len(page.items) for page in pages) == len(server.ids)


def test_a_feed_that_is_named_twice_counts_as_one(cli: Cli, server: Server, url: str) -> None:
    outcome = cli("fetch", url, FEED, FEED)
    assert (outcome.code, ids(outcome.out)) == (0, server.ids)


def test_what_stands_twice_on_one_page_is_for_check_to_say(cli: Cli, server: Server, url: str) -> None:
    server.changes = lambda body: {ENVELOPE: [*body[ENVELOPE], *body[ENVELOPE][:1]]}
    outcome = cli("fetch", url, FEED, "--limit", "6")
    assert ids(outcome.out) == [*server.ids[:5], server.ids[0]]


def test_a_server_that_has_no_pages_is_doubted_aloud(cli: Cli, server: Server, url: str) -> None:
    server.ignores_offset = True
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, ids(outcome.out)) == (2, server.ids[:PAGE])
    said = f"{FEED}: {OFFSET} returns no further records, only earlier ones: there may be more"
    assert outcome.err.splitlines() == [f"{FEED}: 5 records in 2 pages", f"feedproof: {said}"]
    outcome = cli("fetch", url, FEED, "--allow-doubt")
    assert (outcome.code, ids(outcome.out)) == (0, server.ids[:PAGE])
    assert outcome.err.splitlines() == [f"{FEED}: 5 records in 2 pages", said]


def test_a_doubtful_file_stays_as_it_was_unless_that_is_allowed(
    cli: Cli, server: Server, url: str, payloads: Path
) -> None:
    file = payloads / f"{FEED}.ndjson"
    file.write_text("of yesterday")
    server.ignores_offset = True
    outcome = cli("fetch", url, FEED, "-o", ".")
    assert (outcome.code, file.read_text()) == (2, "of yesterday")
    assert outcome.err.endswith(f"feedproof: {FEED}: {file.name} was not written; --allow-doubt writes what came\n")
    assert cli("fetch", url, FEED, "-o", ".", "--allow-doubt").code == 0
    assert ids(file.read_text()) == server.ids[:PAGE]


def test_a_sample_is_not_doubted(cli: Cli, server: Server, url: str) -> None:
    server.ignores_offset = True
    outcome = cli("fetch", url, FEED, "--limit", str(PAGE))
    assert (outcome.code, outcome.err) == (0, f"{FEED}: {PAGE} records in 1 page, as --limit says\n")


def test_what_has_no_id_and_comes_again_is_written_once_and_hides_no_doubt(cli: Cli, server: Server, url: str) -> None:
    server.ignores_offset = True
    server.changes = lambda body: {ENVELOPE: [*body[ENVELOPE], {"Name": "no id"}]}
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, len(outcome.out.splitlines())) == (2, PAGE + 1)
    assert "returns no further records, only earlier ones: there may be more" in outcome.err


def test_a_page_of_records_without_id_behind_others_is_doubted(cli: Cli, server: Server, url: str) -> None:
    first = server.ids[0]
    server.changes = lambda body: body if first in str(body) else {ENVELOPE: [{"Name": str(body)}]}
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, len(outcome.out.splitlines())) == (2, PAGE + 1)
    assert f"{LIST.label}?{OFFSET}={PAGE} returns no further {KEY}, which tells pages apart: there may" in outcome.err


@pytest.mark.parametrize("status", [204, 404])
def test_a_page_behind_the_last_one_that_is_refused_ends_the_list_with_a_doubt(
    cli: Cli, server: Server, url: str, status: int
) -> None:
    server.instead = lambda query: (status, b"", {}) if int(query.get(OFFSET, 0)) >= len(server.ids) else None
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, ids(outcome.out)) == (2, server.ids)
    said = f"{LIST.label}?{OFFSET}=12 answers {status}, which need not be the end: there may be more"
    assert outcome.err.splitlines() == [f"{FEED}: 12 records in 3 pages", f"feedproof: {FEED}: {said}"]


BUSY = {
    "429, and no word": (429, {}, [1.0, 2.0]),
    "503, and no word": (503, {}, [1.0, 2.0]),
    "429 for seconds": (429, {"Retry-After": "7"}, [7.0, 7.0]),
    "503 for seconds": (503, {"Retry-After": "7"}, [7.0, 7.0]),
    "429 until a day long ago": (429, {"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}, [1.0, 1.0]),
    "503 until a day far ahead": (503, {"Retry-After": "Friday, 06-Nov-2094 08:49:37 GMT"}, [60.0, 60.0]),
    "no time at all": (429, {"Retry-After": "soon"}, [1.0, 2.0]),
}


@pytest.mark.parametrize(("status", "headers", "pauses"), BUSY.values(), ids=BUSY)
def test_a_server_that_is_busy_is_asked_again(  # noqa: PLR0913, PLR0917 - three of them are what it is tried with
    cli: Cli,
    server: Server,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    headers: dict[str, str],
    pauses: list[float],
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(Pace, "rest", lambda _pace, seconds: waited.append(seconds))
    busy = iter((status, status))
    server.instead = lambda query: (found, b"", headers) if OFFSET in query and (found := next(busy, 0)) else None
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, ids(outcome.out), waited) == (0, server.ids, pauses)
    told = f"{LIST.label}?{OFFSET}={PAGE} was answered {status}"
    assert [line for line in outcome.err.splitlines() if line.endswith(told)] == [
        f"waiting {pause:g} second{'s' if pause > 1 else ''}: {told}" for pause in pauses
    ]


def test_a_server_that_stays_busy_is_given_up(
    cli: Cli, server: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "rest", lambda _pace, _seconds: None)
    server.instead = lambda _query: (429, b"", {})
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, [path for _, path in server.asked]) == (2, [LIST.path] * 3)
    refused = f"{LIST.label} is refused; the answer was 429; send fewer requests, with --rate-limit\n"
    assert outcome.err.endswith(f"feedproof: {FEED}: {refused}")


def test_only_what_is_wanted_is_asked_for(cli: Cli, server: Server, url: str) -> None:
    assert cli("fetch", url, "venues").code == 0
    assert {path for _, path in server.asked} == {"/venues"}


def test_a_server_that_calls_the_id_otherwise_is_asked_for_one_page_and_doubted(
    cli: Cli, server: Server, url: str
) -> None:
    server.changes = lambda body: {ENVELOPE: [{"Number": record[KEY]} for record in body[ENVELOPE]]}
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, len(outcome.out.splitlines())) == (2, PAGE)
    assert f"no record has {KEY}, which tells pages apart: only one page was asked for" in outcome.err


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            lambda body: {"items": body[ENVELOPE]},
            f'answers without a list in "{ENVELOPE}"; if its records are elsewhere',
        ),
        (lambda body: body[ENVELOPE], f'answers without a list in "{ENVELOPE}"'),
        (lambda _body: {ENVELOPE: None}, f'answers without a list in "{ENVELOPE}"'),
        (lambda body: {ENVELOPE: body[ENVELOPE][0]}, f'answers without a list in "{ENVELOPE}"'),
    ],
    ids=["another name", "a bare list", "null", "one record"],
)
def test_an_answer_without_the_list_is_one_line(
    cli: Cli, server: Server, url: str, changes: Changes, says: str
) -> None:
    server.changes = changes
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert outcome.err.startswith(f"feedproof: {FEED}: {LIST.label} {says}")


HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
OTHER: dict[str, tuple[int, bytes, dict[str, str], str]] = {
    "a login page": (200, b"<!doctype html><p>Log in", HTML, "answers 200 with HTML, not JSON"),
    "a page that says it is JSON": (200, b"\n<html>Log in", JSON, "answers 200 with HTML, not JSON"),
    "text": (200, b"busy", {}, "answers 200 with text, not JSON"),
    "nothing": (200, b"", {}, "answers 200 with nothing"),
    "a torn answer": (
        200, b'{"results": [\n{}', JSON, "answers 200 with what is not JSON at 2:3 (the JSON ends here, incomplete)"
    ),
    "another encoding": (
        200, '["Zürich"]'.encode("latin-1"), JSON,
        "answers 200 with what is not JSON at 1:4 (has the byte 0xfc, which is not UTF-8, at byte 3)",
    ),
    "rubbish at the end": (
        200, b'{"results": []} x', JSON,
        "answers 200 with what is not JSON at 1:17 (something follows the end of the JSON text)",
    ),
    "a deep hole": (
        200, b'{"results": [' + b"[" * 10**5, JSON,
        "answers 200 with what is not JSON at 1:140 (is nested deeper than 128 levels)",
    ),
    "a redirect": (302, b"", {"Location": "/login"}, 'is redirected (302) to "/login"'),
    "an error": (500, b"", {}, "is refused; the answer was 500; try again later"),
}  # fmt: skip


@pytest.mark.parametrize(("status", "body", "headers", "says"), OTHER.values(), ids=OTHER)
@pytest.mark.parametrize("after", ["", f"?{OFFSET}={2 * PAGE}"], ids=["at first", "later"])
def test_what_is_no_page_is_named_with_its_place(  # noqa: PLR0913, PLR0917 - most of them are what it is tried with
    cli: Cli, server: Server, url: str, after: str, status: int, body: bytes, headers: dict[str, str], says: str
) -> None:
    server.instead = lambda query: (status, body, headers) if not after or query.get(OFFSET) == str(2 * PAGE) else None
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert outcome.err.startswith(f"feedproof: {FEED}: {LIST.label}{after} {says}; " if status < 500 else "feedproof: ")
    assert f"{LIST.label}{after} {says}" in outcome.err
    assert ("so try again" in outcome.err) == bool(after and status < 500)


def test_a_number_that_python_does_not_read_is_fetched_as_it_is(cli: Cli, server: Server, url: str) -> None:
    long = "1" * 5000
    server.written = lambda _body: f'{{"{ENVELOPE}": [{{"{KEY}": "1", "NetCost": {long}}}, {{"{KEY}": 2}}]}}'.encode()
    outcome = cli("fetch", url, FEED, "--limit", "2")
    assert (outcome.code, outcome.out) == (0, f'{{"{KEY}": "1", "NetCost": {long}}}\n{{"{KEY}": 2}}\n')


def test_a_list_that_stands_twice_is_one_line(cli: Cli, server: Server, url: str) -> None:
    server.written = lambda _body: f'{{"{ENVELOPE}": [1], "{ENVELOPE}": [1, 2]}}'.encode()
    outcome = cli("fetch", url, FEED)
    assert (outcome.code, outcome.out) == (2, "")
    assert f'{LIST.label} answers with "{ENVELOPE}" twice in one object' in outcome.err


def test_a_file_changes_only_when_all_is_there_and_other_feeds_go_on(
    cli: Cli, server: Server, url: str, payloads: Path
) -> None:
    (payloads / f"{FEED}.ndjson").write_text("of yesterday")

    def torn(body: dict[str, Any]) -> Any:
        return body if server.ids[0] in str(body) else None

    server.changes = torn
    outcome = cli("fetch", url, FEED, "venues", "-o", ".")
    assert outcome.code == 2
    assert (payloads / f"{FEED}.ndjson").read_text() == "of yesterday"
    venues = [json.loads(line)["VenueID"] for line in (payloads / "venues.ndjson").read_text().splitlines()]
    assert venues == list(server.app.state.store.records["venues"])
    assert [file.name for file in payloads.iterdir() if file.name.startswith(".")] == []


def test_a_server_that_is_not_there_is_asked_for_one_feed_only(cli: Cli) -> None:
    outcome = cli("fetch", "http://127.0.0.1:9", "venues", "trainers", "-o", ".")
    said = "cannot be reached (asked for GET /venues); is the server running?"
    assert (outcome.code, outcome.err) == (2, f"feedproof: http://127.0.0.1:9: {said}\n")


def test_an_empty_list_makes_an_empty_file(cli: Cli, server: Server, url: str, payloads: Path) -> None:
    server.changes = lambda _body: {ENVELOPE: []}
    outcome = cli("fetch", url, FEED, "-o", ".")
    assert (outcome.code, outcome.err) == (0, f"{FEED}: 0 records in 1 page\n")
    assert (payloads / f"{FEED}.ndjson").read_bytes() == b""


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("course-dats",), "(did you mean 'course-dates'?)"),
        (("venues", "trainers"), "-o DIR: say where several feeds go to"),
        (("venues", "--path", "CompanyID"), "--path CompanyID: write it as NAME=ID"),
        (("venues", "--path", "Nobody=1"), "--path Nobody: it is in the path of no list; they have: C"),
        (("venues", "-o", "file/below"), "-o file/below: Not a directory"),
        (("venues", "-o", "-"), "-o -: name a folder; without -o the records of one feed go to standard output"),
        (("venues", "--rate-limit", "often"), '"often" is not a rate of requests'),
        ((), "Missing argument 'FEED...'"),
    ],
)
def test_what_cannot_be_meant_is_one_line(cli: Cli, url: str, payloads: Path, args: tuple[str, ...], says: str) -> None:
    (payloads / "file").write_text("")
    outcome = cli("fetch", url, *args)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err


@pytest.mark.parametrize(
    ("status", "token", "advice"),
    [
        (403, "", "; set FEEDPROOF_TOKEN"),
        (403, TOKEN, ""),
        (404, TOKEN, "; is this the root of the feeds?"),
        (400, "", ""),
    ],
)
def test_what_is_refused_says_what_may_help(  # noqa: PLR0913, PLR0917 - three of them are what it is tried with
    cli: Cli, server: Server, url: str, monkeypatch: pytest.MonkeyPatch, status: int, token: str, advice: str
) -> None:
    monkeypatch.setenv("FEEDPROOF_TOKEN", token)
    server.instead = lambda _query: (status, b"", {})
    refused = f"{LIST.label} is refused; the answer was {status}"
    assert cli("fetch", url, FEED).err == f"feedproof: {FEED}: {refused}{advice}\n"


def test_a_wrong_token_is_one_line(cli: Cli, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDPROOF_TOKEN", "another-token")
    assert "the token in FEEDPROOF_TOKEN was refused (401)" in cli("fetch", url, FEED).err


def test_the_token_stands_in_no_file(cli: Cli, server: Server, url: str) -> None:
    server.changes = lambda body: {ENVELOPE: [record | {"Note": f"you are {TOKEN}"} for record in body[ENVELOPE]]}
    outcome = cli("fetch", url, FEED)
    assert TOKEN not in outcome.out
    assert "you are $FEEDPROOF_TOKEN" in outcome.out


# ------------------------------------------------------------------------------------------------ ids in the path


def test_ids_in_the_path_are_those_that_other_lists_show(server: Server, url: str) -> None:
    found = Fetcher(CONTRACT, Target(url, TOKEN), {}).fetch(NESTED.feed)
    assert sum(len(page.lines) for page in found) == len(server.app.state.store.records[NESTED.feed])


def test_ids_in_the_path_can_be_given(cli: Cli, server: Server, url: str) -> None:
    cli("fetch", url, NESTED.feed)
    first = parents(server)[0]
    server.asked.clear()
    outcome = cli("fetch", url, NESTED.feed, "--path", f"{NAME}={first}")
    assert outcome.code == 0
    assert {*parents(server)} == {first}


def test_ids_of_a_list_that_may_be_half_leave_a_doubt(cli: Cli, server: Server, url: str, payloads: Path) -> None:
    server.ignores_offset = True
    said = (
        f"feedproof: {NESTED.feed}: {LIST.label} shows the ids in its path, and {OFFSET} returns no further records, "
        "only earlier ones: there may be more"
    )
    outcome = cli("fetch", url, NESTED.feed)
    assert (outcome.code, outcome.err.splitlines()[-1]) == (2, said)
    outcome = cli("fetch", url, FEED, NESTED.feed, "-o", "feeds")
    assert (outcome.code, said in outcome.err.splitlines()) == (2, True), "read before, and doubted still"
    assert list((payloads / "feeds").iterdir()) == []
    server.ignores_offset = False
    assert cli("fetch", url, NESTED.feed, "--path", f"{NAME}={parents(server)[0]}").code == 0


def test_records_without_an_id_leave_a_doubt_of_what_lies_below_them(cli: Cli, server: Server, url: str) -> None:
    below = next(each for each in CONTRACT.operations if KEY in each.path_names and each.action == "list")
    first = server.ids[0]
    server.changes = lambda body: {
        ENVELOPE: [{k: v for k, v in record.items() if k != KEY or v != first} for record in body[ENVELOPE]]
    }
    assert cli("fetch", url, FEED).code == 0
    outcome = cli("fetch", url, below.feed)
    assert outcome.code == 2
    assert outcome.err.endswith(
        f"{LIST.label} shows the ids in its path, and it has records without {KEY}, "
        "so nothing below them was requested: there may be more\n"
    )


def test_an_id_that_no_path_can_take_is_none(cli: Cli, server: Server, url: str) -> None:
    below = next(each for each in CONTRACT.operations if KEY in each.path_names and each.action == "list")
    server.changes = lambda body: {ENVELOPE: [record | {KEY: f"{record[KEY]}\ud800"} for record in body[ENVELOPE]]}
    outcome = cli("fetch", url, below.feed)
    assert (outcome.code, outcome.out) == (2, "")
    assert (
        outcome.err == f"feedproof: {below.feed}: {below.label}: no list shows a {KEY}; give one with --path {KEY}=ID\n"
    )


def test_where_no_list_shows_an_id_it_is_asked_for(cli: Cli, server: Server, url: str) -> None:
    server.changes = lambda _body: {ENVELOPE: []}
    outcome = cli("fetch", url, NESTED.feed)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"feedproof: {NESTED.feed}: {NESTED.label}: no list shows a {NAME}; give one with --path {NAME}=ID\n"
    )


def parents(server: Server) -> list[str]:
    """Return the ids that stood in the path of the nested list, as they were asked for."""
    pattern = re.compile(re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(NESTED.path)))
    return [match[1] for _, path in server.asked if (match := pattern.fullmatch(path))]


def test_one_list_of_several_that_is_refused_is_told_and_the_file_stays_as_it_was(
    cli: Cli, server: Server, url: str, payloads: Path
) -> None:
    file = payloads / f"{NESTED.feed}.ndjson"
    file.write_text("of yesterday")
    cli("fetch", url, NESTED.feed)
    first = parents(server)[0]
    server.refuses = NESTED.path.replace(f"{{{NAME}}}", first)
    outcome = cli("fetch", url, NESTED.feed, "-o", ".")
    told, trouble, kept = outcome.err.splitlines()
    assert (outcome.code, file.read_text()) == (2, "of yesterday")
    assert re.fullmatch(rf"{NESTED.feed}: \d+ records in \d+ pages", told)
    assert trouble.startswith(
        f"feedproof: {NESTED.feed}: 1 list could not be read; the first: GET {server.refuses} is refused"
    )
    assert kept == f"feedproof: {NESTED.feed}: {file.name} was not written; --allow-doubt writes what came"
    outcome = cli("fetch", url, NESTED.feed, "-o", ".", "--allow-doubt")
    assert outcome.code == 2, "what is known to be missing is no doubt"
    assert outcome.err.splitlines() == [told, trouble]
    assert 0 < len(file.read_text().splitlines()) < len(server.app.state.store.records[NESTED.feed])
    outcome = cli("fetch", url, NESTED.feed)
    assert outcome.code == 2
    assert len(outcome.out.splitlines()) > 0, "what came goes to standard output page by page"


def test_a_record_that_two_lists_show_is_written_once(cli: Cli, server: Server, url: str) -> None:
    cli("fetch", url, NESTED.feed)
    first, second = (NESTED.path.replace(f"{{{NAME}}}", own) for own in list(dict.fromkeys(parents(server)))[:2])
    server.shared[second] = first
    outcome = cli("fetch", url, NESTED.feed)
    lines = outcome.out.splitlines()
    assert (outcome.code, len(lines)) == (0, len({*lines}))
    assert re.search(r"\d+ records? came on two pages, and (was|were) written once", outcome.err)
    asked = []
    for times in (1, 2):
        server.asked.clear()
        assert cli("fetch", url, NESTED.feed, *["--path", f"{NAME}={parents_of(first)}"] * times).code == 0
        asked.append(list(server.asked))
    assert asked[0] == asked[1]


def parents_of(path: str) -> str:
    """Return the id in the path of the nested list."""
    before, _, after = NESTED.path.partition(f"{{{NAME}}}")
    return path.removeprefix(before).removesuffix(after)


def test_a_list_that_another_needs_is_read_once(server: Server, url: str) -> None:
    fetcher = Fetcher(CONTRACT, Target(url, TOKEN), {})
    for feed in (FEED, NESTED.feed):
        assert list(fetcher.fetch(feed))
    assert [path for _, path in server.asked].count(LIST.path) == 4


def test_a_limit_holds_for_the_lists_that_are_needed_too(cli: Cli, server: Server, url: str) -> None:
    cli("fetch", url, NESTED.feed, "--limit", "1")
    assert [path for _, path in server.asked].count(LIST.path) == 1, "the first page"
