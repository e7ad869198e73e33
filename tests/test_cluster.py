"""`feedproof check --engine dask`: the same findings from workers, from files here and behind URLs, and when a worker is lost."""

import gzip
import json
import os
import pickle
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from feedproof.ci.report import Report
from feedproof.ci.run import check_all as check_here
from feedproof.spec.contract import bundled
from feedproof.validators import Checker
from feedproof.validators.bulk.names import without_secrets
from feedproof.validators.cluster.partition import InputFile, Partition, judge, partitions
from recordings import BASE, entry, har

pytest.importorskip("distributed", reason="the extra [dask] is not installed")

from distributed import Client, LocalCluster
from feedproof.ci.check_cluster import Cluster, check_on_cluster

FULL = json.loads(Path(__file__).parent.parent.joinpath("fixtures/golden/course-dates/full.json").read_bytes())
pytestmark = pytest.mark.filterwarnings("default")  # Dask's own


def all_rules(_rule: str) -> bool:
    return True


def checker(**options: Any) -> Checker:
    return Checker(today=date(2026, 12, 1), **options)


def line(number: int) -> str:
    wrong: dict[str, Any] = {"Status": "no", "AimsText": "two  spaces"} if number % 9 == 0 else {}
    return json.dumps(FULL | {"CourseDateID": str(number % 4790)} | wrong)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with files of every shape, larger than a block, some of them broken."""
    folder = tmp_path_factory.mktemp("many")
    texts = ["".join(line(number) + "\n" for number in range(start, start + 1200)) for start in range(0, 4800, 1200)]
    (folder / "a.ndjson").write_text("\ufeff" + texts[0].replace("\n", "\n\n", 40), encoding="utf-8")
    (folder / "b.ndjson").write_text(texts[1].replace("\n", "\r\n")[:-9], encoding="utf-8")
    (folder / "c.json").write_text(f'{{"results": [\n{texts[2].strip().replace(chr(10), ",")}]}}', encoding="utf-8")
    (folder / "d.jsonl.gz").write_bytes(gzip.compress(texts[3].encode(), 1))
    (folder / "e.ndjson.gz").write_bytes(gzip.compress(texts[0].encode(), 1)[:-5000])
    (folder / "f.ndjson").write_text("", encoding="utf-8")
    (folder / "g.json").write_text(line(0), encoding="utf-8")
    (folder / "h.json").write_text("[]", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a scheduler with two worker processes."""
    with LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50) as cluster:
        yield cluster.scheduler_address


def as_told(report: Report) -> Any:
    plain = (report.files, report.records, report.judged_as, dict(report.not_run), dict(report.unchecked), report.empty)
    return list(report.findings), plain


def names_in(folder: Path) -> list[str]:
    return [str(folder), str(folder / "none.ndjson")]


@pytest.mark.parametrize("size", [100_000, 16 << 20])
def test_workers_find_what_one_process_finds(folder: Path, address: str, size: int) -> None:
    here = as_told(check_here(checker(), names_in(folder), all_rules, []))
    assert {finding.rule for finding in here[0]} >= {"unlisted-value", "double-space", "repeated-id", "not-json"}
    assert len(here[1][4]) == 2
    assert here[1][5] == (str(folder / "f.ndjson"), str(folder / "h.json"))
    assert as_told(check_on_cluster(checker(), names_in(folder), all_rules, [], Cluster(address, 2, size))) == here


def test_what_cannot_be_read_of_a_folder_is_told_and_the_rest_is_judged(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_text(line(0), encoding="utf-8")
    (tmp_path / "gone.json").symlink_to("nowhere.json")
    (tmp_path / "locked").mkdir()
    scandir = os.scandir

    def refusing(place: Any) -> Any:
        if Path(place).name == "locked":
            raise PermissionError(13, "Permission denied", str(place))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    here = as_told(check_here(checker(), [str(tmp_path)], all_rules, []))
    assert here[1][4] == {
        str(tmp_path / "locked"): "Permission denied",
        str(tmp_path / "gone.json"): "No such file or directory",
    }
    assert {finding.path for finding in here[0]} == {str(tmp_path / "a.json")}
    assert as_told(check_on_cluster(checker(), [str(tmp_path)], all_rules, [], Cluster(address, 2))) == here


def test_a_worker_that_is_killed_changes_nothing(folder: Path, address: str) -> None:
    here = as_told(check_here(checker(), names_in(folder), all_rules, []))
    there: list[Any] = []

    def run() -> None:
        there.append(as_told(check_on_cluster(checker(), names_in(folder), all_rules, [], Cluster(address, 2, 20_000))))

    with Client(address) as client:
        before = client.run(os.getpid)
        running = Thread(target=run)
        running.start()
        until = time.monotonic() + 60
        while not any(map(len, client.has_what().values())) and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(next(iter(before.values())), signal.SIGKILL)
        assert running.is_alive(), "it was over before the worker was killed"
        running.join(120)
        assert there == [here]
        assert set(client.run(os.getpid).values()) != set(before.values())


@pytest.fixture
def _taken() -> Iterator[None]:
    """Take the port that dask likes best, unless somebody has it already."""
    with socket.socket() as listener:
        with suppress(OSError):
            listener.bind(("127.0.0.1", 8787))
            listener.listen()
        yield


@pytest.mark.usefixtures("_taken")
def test_the_command_starts_and_ends_its_own_workers(
    folder: Path, cli: Callable[..., Any], recwarn: pytest.WarningsRecorder
) -> None:
    arguments = ["check", str(folder), "--date", "2026-12-01", "--format", "json"]
    assert cli(*arguments, "--engine", "dask", "--jobs", "2") == cli(*arguments)
    assert [str(warning.message) for warning in recwarn if "Port" in str(warning.message)] == []


class Ranges(BaseHTTPRequestHandler):
    """Serves the files of a folder to those who know a token, also in ranges."""

    def __init__(self, folder: Path, *rest: Any) -> None:
        self.folder = folder
        super().__init__(*rest)

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        self._answer(b"all")

    def _answer(self, wanted: bytes) -> None:
        path, _, query = self.path.partition("?")
        file = self.folder / path.strip("/")
        if not file.is_file() or query != "token=s3cret":
            self.send_error(404)
            return
        data, begin = file.read_bytes(), 0
        if "Range" in self.headers:
            first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
            begin, end = int(first), min(int(last or len(data)), len(data) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{end}/{len(data)}")
            data = data[begin : end + 1]
        else:
            self.send_response(200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data if wanted else b"")

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


@pytest.fixture
def base_url(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Ranges, folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_files_behind_urls_are_read_by_the_workers(folder: Path, address: str, base_url: str) -> None:
    pytest.importorskip("aiohttp")
    names = ["a.ndjson", "d.jsonl.gz", "c.json"]
    here, plain = as_told(check_here(checker(), [str(folder / name) for name in names], all_rules, []))
    urls = [f"{base_url}/{name}?token=s3cret" for name in [*names, "none.json"]]
    found, told = as_told(check_on_cluster(checker(), urls, all_rules, [], Cluster(address, 2, 200_000)))
    assert json.dumps([str(f) for f in found]).replace(base_url, str(folder)) == json.dumps([str(f) for f in here])
    assert told == (*plain[:4], {f"{base_url}/none.json": "No such file or directory"}, plain[5])
    assert "s3cret" not in str((found, told))


def test_urls_are_shown_without_secrets() -> None:
    assert (
        without_secrets("https://me:pass@host.example:8080/a/b.ndjson?sig=1#x")
        == "https://host.example:8080/a/b.ndjson"
    )
    assert without_secrets("s3://bucket/a/b.json") == "s3://bucket/a/b.json"


def test_a_store_is_listed_as_a_folder_is(cli: Callable[..., Any]) -> None:
    from feedproof.validators.cluster.remote import found
    from fsspec.implementations.memory import MemoryFileSystem

    store = MemoryFileSystem()
    for name in ("/w/a.ndjson", "/w/deep/b.json", "/w/.hidden.json", "/w/c.txt"):
        store.pipe(name, b"{}")
    listed = ["memory:///w/.hidden.json", "memory:///w/a.ndjson", "memory:///w/c.txt", "memory:///w/deep/b.json"]
    assert [name.replace("memory://w", "memory:///w") for name in found("memory://w")] == listed
    assert list(found("memory://w/*.ndjson").values()) == [2]
    outcome = cli("check", "memory://none/a.json", "--engine", "dask")
    assert (outcome.code, outcome.err) == (2, "feedproof: memory://none/a.json: No such file or directory\n")


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
def test_partitions_hold_every_line_once(size: int, tmp_path: Path) -> None:
    lines = [b"a" * (number * 7 % 50) + b"\n" for number in range(60)] + [b"the end"]
    (tmp_path / "x.ndjson").write_bytes(b"".join(lines))
    file = InputFile("x.ndjson", str(tmp_path / "x.ndjson"), sum(map(len, lines)), is_lines=True)
    parts = list(partitions(file, size))
    found = []
    for part in parts:
        with part.opened() as stream:
            found.append(b"".join(iter(stream.read, b"")))
    assert b"".join(found) == b"".join(lines)
    assert all(data.endswith((b"\n", b"the end")) for data in found if data)
    assert [part.is_last for part in parts] == [*[False] * (len(parts) - 1), True]


def test_what_is_not_cut() -> None:
    for name, size, is_lines in (("a.json", 10**9, None), ("a.ndjson.gz", 10**9, True), ("a.ndjson", None, True)):
        assert list(partitions(InputFile(name, name, size, is_lines), 1000)) == [
            Partition(InputFile(name, name, size, is_lines))
        ]


def test_a_line_that_is_too_long_is_told_with_its_place_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "x.ndjson").write_bytes(b"{}\n" * 10 + b"x" * (17 << 20))
    file = InputFile("x.ndjson", str(tmp_path / "x.ndjson"), 30 + (17 << 20), is_lines=True)
    outcome = judge(checker(feed="venues"), bundled().sha256, Partition(file, 3, 100))
    assert outcome.error.startswith("the line that begins at byte 30 is longer than")


OPTIONS = {
    "contract": bundled().replace(version="ours"),
    "feed": "venues",
    "action": "read",
    "at": "/x",
    "today": date(2026, 12, 1),
    "known": {"venues": frozenset({"7"})},
    "taken": {"7": "line 1"},
    "collects_keys": True,
    "explains_fixes": False,
    "is_body": True,
    "ignored": frozenset({"too-long"}),
    "base_url": BASE,
    "most": 3,
}


def test_a_checker_is_sent_with_all_its_options_and_nothing_else() -> None:
    own, plain = Checker(**OPTIONS), Checker()
    assert list(OPTIONS) == list(signature(Checker).parameters)
    assert [name for name in OPTIONS if own.options[name] == plain.options[name]] == []
    own.judge("venues", "read")
    made = pickle.loads(pickle.dumps(own))  # noqa: S301 - ours
    assert made.options | {"contract": made.contract.version} == OPTIONS | {"contract": "ours"}
    assert made.judge("venues", "read") is not own.judge("venues", "read")


def test_the_bundled_contract_is_not_sent() -> None:
    sent = pickle.dumps(checker(feed="venues"))
    assert len(sent) < 1000
    assert pickle.loads(sent).contract is bundled()  # noqa: S301 - ours


def test_workers_with_another_contract_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    outcome = judge(checker(), "another", Partition(InputFile("x.json", str(tmp_path / "x.json"), 2, None)))
    assert outcome.error.startswith("the workers have a different version of feedproof")


def test_recorded_traffic_is_judged_by_workers_as_here(tmp_path: Path) -> None:
    unseen, ours, others = (entry("PUT", "/coursedates/7", "{}", "{}") for _ in range(3))
    unseen["request"]["postData"] = {"_file": "x"}
    others["request"]["url"] = "https://api.events.example/v3/coursedates/8"
    file = tmp_path / "x.har"
    file.write_bytes(har(unseen, ours, others))
    file = InputFile(str(file), str(file), file.stat().st_size, is_lines=None)
    (checked,) = judge(checker(base_url=BASE), bundled().sha256, Partition(file)).checked
    assert checked.exchanges == {"judged": 2, "of_no_feed": 1}
    assert checked.unjudged == {"in_another_file": 1}


USAGE = {
    ("-", "--engine", "dask"): "-: --engine dask reads files; standard input is read by --engine local",
    (
        "good.json",
        "--scheduler",
        "tcp://127.0.0.1:1",
    ): "--scheduler: only for --engine dask (see feedproof check --help)",
}


@pytest.mark.parametrize("arguments", USAGE)
def test_what_it_is_not_for(arguments: tuple[str, ...], cli: Callable[..., Any]) -> None:
    outcome = cli("check", *arguments)
    assert (outcome.code, outcome.err.splitlines()[0]) == (2, f"feedproof: {USAGE[arguments]}")


def test_a_scheduler_that_does_not_answer_is_told(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedproof.validators.cluster.dask._PATIENCE", 1)
    outcome = cli("check", "good.json", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert outcome.code == 2
    assert outcome.err.startswith("feedproof: --scheduler tcp://127.0.0.1:1: no answer")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pass@example.org/a.json?sig=1", "https://example.org/a.json"),
        ("https://me:pass@[/a.json?sig=1", "https://…"),
    ],
)
def test_a_url_is_nothing_that_this_machine_opens_by_itself(cli: Callable[..., Any], url: str, shown: str) -> None:
    outcome = cli("check", url)
    assert (outcome.code, outcome.err) == (2, f"feedproof: {shown}: a URL is read with --engine dask only\n")
