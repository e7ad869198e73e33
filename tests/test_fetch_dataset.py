"""The lists of a server become a dataset, and a sandbox that starts with it lists the same."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from feedproof.fixtures.dataset.line import Line, collect, read
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.store import seeded
from feedproof.spec.operations import Operation, fill
from paged import CONTRACT, ENVELOPE, FEED, KEY, NAME, NESTED, OFFSET, PAGE, Server
from timelines import lines

Cli = Callable[..., Any]
FILE = "tenant.ndjson"
FEEDS = list(CONTRACT.feeds)
LISTS = [operation for operation in CONTRACT.operations if operation.action == "list"]
SIGNED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    return Server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with running(server) as served:
        yield served


def saved() -> list[Line]:
    """Return what was fetched, as the sandbox reads it."""
    return collect(read(Path(FILE))).lines


# ------------------------------------------------------------------------------------------------ a sandbox of a sandbox
def bare(line: Line) -> Line:
    """Return the line with nothing of what the record shows of itself: only the path leads to it."""
    shown = CONTRACT.schema(line.feed, "read")["properties"]
    named = {name: line.record.get(name) for name, schema in shown.items() if "x-references" in schema}
    record = {name: value for name, value in line.record.items() if line.feed == FEED or name not in named}
    return replace(line, record=record, scope=line.scope or ({} if line.feed == FEED else {KEY: str(named.get(KEY))}))


WORLDS: dict[str, Callable[[], list[Line]]] = {
    "the sandbox's own": lambda: list(seeded(CONTRACT, 3)),
    "a dataset": lambda: list(lines(30, 3)),
    "delegates that name no course date": lambda: [
        bare(line) if line.feed == "delegates" else line for line in seeded(CONTRACT, 4)
    ],
    "null wherever it may stand": lambda: [
        replace(line, record=line.record | dict.fromkeys(["Location", "Name", "Unlisted"]))
        if line.feed == FEED
        else line
        for line in seeded(CONTRACT, 5)
    ],
}


@contextmanager
def asked(lines: list[Line]) -> Iterator[Callable[..., tuple[int, bytes]]]:
    """Serve a dataset, and give what returns the answer to a GET."""
    with running(make_app(lines=lines)) as url, requests.Session() as session:
        session.headers.update(SIGNED)

        def ask(path: str, **query: str) -> tuple[int, bytes]:
            answer = session.get(url + path, params=query, timeout=10)
            return answer.status_code, answer.content

        yield ask


def paths(operation: Operation, world: list[Line]) -> Iterator[str]:
    """Yield the paths of a list under all that it can stand under."""
    collections = [CONTRACT.collection(name) for name in operation.path_names]
    key = {feed.name: feed.key for feed in CONTRACT.feeds.values()}
    for collection in collections:
        own = {str(line.record[key[line.feed]]) for line in world if line.feed == collection}
        named = {
            value for line in world for name, value in line.scope.items() if CONTRACT.collection(name) == collection
        }
        yield from (fill(operation.path, {operation.path_names[0]: value}) for value in sorted(own | named))
    if not collections:
        yield operation.path


def filtered(operation: Operation, world: list[Line]) -> Iterator[dict[str, str]]:
    """Yield what can be filtered by: a value of each record, for each filter."""
    for parameter, name in operation.filters.items():
        values = (line.record.get(name) for line in world if line.feed == operation.feed)
        yield from ({parameter: value} for value in dict.fromkeys(values) if isinstance(value, str))


@pytest.mark.parametrize("world", WORLDS)
def test_the_sandbox_lists_what_the_server_lists(
    cli: Cli, world: str, payloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    begun = WORLDS[world]()
    with running(Server(begun)) as url:
        assert cli("fetch", url, *FEEDS, "--dataset", FILE).code == 0
        assert cli("fetch", url, *FEEDS, "-o", "of the server").code == 0
    mirror, before = saved(), (payloads / FILE).read_bytes()
    assert len(mirror) == len(begun)
    with asked(begun) as server, asked(mirror) as sandbox:
        for operation in LISTS:
            for path in paths(operation, begun):
                assert (answer := server(path)) == sandbox(path)
                assert answer[0] == 200
                for query in filtered(operation, begun):
                    assert server(path, **query) == sandbox(path, **query)
    with running(Server(mirror)) as url:
        assert cli("fetch", url, *FEEDS, "--dataset", FILE).code == 0
        assert cli("fetch", url, *FEEDS, "-o", "of the sandbox").code == 0
    assert (payloads / FILE).read_bytes() == before
    for feed in FEEDS:
        one, other = (payloads / f"of the {who}" / f"{feed}.ndjson" for who in ("server", "sandbox"))
        assert one.read_bytes() == other.read_bytes() != b""


def test_a_record_has_the_ids_in_the_path_that_it_does_not_show_itself(cli: Cli, url: str) -> None:
    assert cli("fetch", url, *FEEDS, "--dataset", FILE).code == 0
    scopes, found = ([(line.feed, line.scope) for line in made] for made in (seeded(CONTRACT, 1), saved()))
    assert sorted(map(str, found)) == sorted(map(str, scopes))
    assert {feed for feed, scope in found if scope} == {NESTED.feed}


def test_check_judges_the_records_of_a_dataset(cli: Cli, url: str) -> None:
    assert cli("fetch", url, *FEEDS, "--dataset", FILE).code == 0
    outcome = cli("check", FILE, "--at", "/record")
    assert (outcome.code, len(saved())) == (0, int(re.findall(r"1 file, (\d+) records", outcome.out)[0]))


# ---------------------------------------------------------------------------------------------------- what is written
def spelt(server: Server, *records: str) -> None:
    """Let the server list these records, on one page."""
    pages = [f'{{"{ENVELOPE}": [{", ".join(listed)}]}}'.encode("utf-8", "surrogatepass") for listed in (records, ())]
    server.instead = lambda query: (200, pages[OFFSET in query], {"Content-Type": "application/json"})


def test_a_record_is_spelt_as_the_server_spelt_it(cli: Cli, server: Server, url: str) -> None:
    own = r'{"CourseDateID" : "\u0041\/1", "NetCost": 1.50e2, "NetCost": 19500.00, "Tax": 12345678901234567890, "Name": "é"}'
    spelt(server, own)
    assert cli("fetch", url, FEED, "--dataset", FILE).code == 0
    assert Path(FILE).read_text(encoding="utf-8") == f'{{"feed":"{FEED}","record":{own}}}\n'
    with asked(saved()) as sandbox:
        shown = b'{"CourseDateID":"A/1","NetCost":19500.0,"Tax":12345678901234567890,"Name":"\xc3\xa9"}'
        assert sandbox("/coursedates") == (200, b'{"%s":[%s]}' % (ENVELOPE.encode(), shown))


LEFT_OUT = {
    '{"Name": "nobody"}': f"the record has no {KEY}, which identifies it",
    f'{{"{KEY}": null}}': f"the record has no {KEY}, which identifies it",
    f'{{"{KEY}": "1", "Name": "again"}}': "another record has its id",
    f'{{"{KEY}": 1}}': "another record has its id",
    "[7]": "'record' is not an object",
    f'{{"{KEY}": "2", "NetCost": NaN}}': "a number is NaN, infinite or too large, so that it cannot be served",
    f'{{"{KEY}": "2", "NetCost": -1e999}}': "a number is NaN, infinite or too large, so that it cannot be served",
    f'{{"{KEY}": "2", "NetCost": {"9" * 5000}}}': "a number is NaN, infinite or too large, so that it cannot be served",
}


@pytest.mark.parametrize(("record", "why"), LEFT_OUT.items(), ids=[record[:40] for record in LEFT_OUT])
def test_what_no_dataset_can_hold_is_left_out_and_counted(
    cli: Cli, server: Server, url: str, record: str, why: str
) -> None:
    spelt(server, f'{{"{KEY}": "1"}}', record)
    outcome = cli("fetch", url, FEED, "--dataset", FILE)
    told = [f"{FEED}: 2 records in 2 pages", f"{FEED}: 1 record was left out: {why}"]
    assert (outcome.code, outcome.err.splitlines()) == (0, told)
    assert [line.record for line in saved()] == [{KEY: "1"}]


def test_those_that_are_left_out_for_one_reason_are_one_line(cli: Cli, server: Server, url: str) -> None:
    spelt(server, f'{{"{KEY}": "1"}}', "{}", "{}", f'{{"{KEY}": "1"}}')
    told = cli("fetch", url, FEED, "--dataset", FILE).err.splitlines()
    assert told[1:] == [
        f"{FEED}: 2 records were left out: the record has no {KEY}, which identifies it",
        f"{FEED}: 1 record was left out: another record has its id",
    ]


def test_half_a_character_is_loaded_and_served(cli: Cli, server: Server, url: str) -> None:
    spelt(server, f'{{"{KEY}": "1", "Name": "raw \ud800, escaped \\udc00"}}')
    assert cli("fetch", url, FEED, "--dataset", FILE).code == 0
    with asked(saved()) as sandbox:
        assert json.loads(sandbox("/coursedates/1")[1])["Name"] == "raw \ud800, escaped \udc00"


def test_a_record_that_two_lists_show_stands_under_the_first(cli: Cli, server: Server, url: str) -> None:
    cli("fetch", url, NESTED.feed)
    pattern = re.compile(re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(NESTED.path)))
    first, second = list(dict.fromkeys(path for _, path in server.asked if pattern.fullmatch(path)))[:2]
    server.shared[second] = first
    outcome = cli("fetch", url, NESTED.feed, "--dataset", FILE)
    assert outcome.code == 0
    assert re.search(r"\d+ records? came on two pages, and (was|were) written once", outcome.err)
    assert {NESTED.path.replace(f"{{{NAME}}}", line.scope[NAME]) for line in saved()} == {first}


# -------------------------------------------------------------------------------------------------- whole, or as it was
def test_it_is_written_whole_or_stays_as_it_was(cli: Cli, server: Server, url: str, payloads: Path) -> None:
    file = payloads / FILE
    file.write_text("of yesterday")
    first = server.ids[0]
    server.changes = lambda body: body if first in str(body) else None
    outcome = cli("fetch", url, "venues", FEED, "trainers", "--dataset", FILE, "--allow-doubt")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert outcome.err.startswith(f"feedproof: {FEED}: GET /coursedates?{OFFSET}={PAGE} answers without a list")
    assert file.read_text() == "of yesterday"
    assert [each.name for each in payloads.iterdir() if each.name.startswith(".")] == []


def test_one_feed_in_doubt_keeps_it_and_the_others_are_told_too(
    cli: Cli, server: Server, url: str, payloads: Path
) -> None:
    file = payloads / FILE
    file.write_text("of yesterday")
    server.instead = lambda query: (404, b"", {}) if OFFSET in query else None
    outcome = cli("fetch", url, FEED, "venues", "--dataset", FILE)
    assert (outcome.code, file.read_text()) == (2, "of yesterday")
    doubt = f"{FEED}: GET /coursedates?{OFFSET}={PAGE} answers 404, which need not be the end: there may be more"
    came = [f"{FEED}: {PAGE} records in 1 page", "venues: 10 records in 3 pages"]
    kept = f"feedproof: {FEED}: {FILE} was not written; --allow-doubt writes what came"
    assert outcome.err.splitlines() == [*came, f"feedproof: {doubt}", kept]
    outcome = cli("fetch", url, FEED, "venues", "--dataset", FILE, "--allow-doubt")
    assert (outcome.code, outcome.err.splitlines()) == (0, [came[0], doubt, came[1]])
    assert len(saved()) == PAGE + 10


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (
            ("-o", "feeds", "--dataset", FILE),
            "-o writes a file for each feed, and --dataset one for all: give one of them",
        ),
        (("--dataset", "-"), "--dataset -: name a file, for feedproof sandbox --dataset FILE"),
        (("--dataset", "nowhere/tenant.ndjson"), "--dataset nowhere/tenant.ndjson: No such file or directory"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_asks_for_nothing(
    cli: Cli, server: Server, url: str, args: tuple[str, ...], says: str
) -> None:
    before = sorted(Path().iterdir())
    outcome = cli("fetch", url, FEED, *args)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err
    assert (server.asked, sorted(Path().iterdir())) == ([], before)


def test_the_token_stands_in_no_dataset(cli: Cli, server: Server, url: str) -> None:
    server.changes = lambda body: {ENVELOPE: [record | {"Note": f"you are {TOKEN}"} for record in body[ENVELOPE]]}
    assert cli("fetch", url, FEED, "--dataset", FILE).code == 0
    assert TOKEN not in Path(FILE).read_text(encoding="utf-8")


def test_files_of_single_feeds_are_no_dataset(cli: Cli, url: str) -> None:
    assert cli("fetch", url, FEED, "-o", ".").code == 0
    outcome = cli("sandbox", "--dataset", f"{FEED}.ndjson")
    hint = "feedproof generate --dataset writes what is expected, and feedproof fetch --dataset"
    told = f"feedproof: {FEED}.ndjson:1: not an object with a feed and a record; {hint}\n"
    assert (outcome.code, outcome.err) == (2, told)
