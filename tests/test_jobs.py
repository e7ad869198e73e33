"""`feedproof check` on large files: the same report whatever --jobs is, and a clean end whatever happens to a process."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import active_children, get_start_method, parent_process
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker
from feedproof.validators.bulk.parts import Lines
from feedproof.validators.bulk.worker import Worker
from feedproof.validators.bulk.worker_pool import WorkerPool
from feedproof.validators.checked import Checked

FULL = json.loads(Path(__file__).parent.parent.joinpath("fixtures/golden/course-dates/full.json").read_bytes())
CALL = "from feedproof.ci.cli import main\nif __name__ == '__main__': main()"
SPAWN = "from multiprocessing import set_start_method\nfrom"
BROKEN = """
from multiprocessing import parent_process
from feedproof.validators.bulk.worker import Worker
from feedproof.spec.errors import FeedproofError
class Odd(Exception):
    def __init__(self, one, two):
        super().__init__(one + two)
judge = Worker.work
def work(*given):
    if {jobs} > 1 and parent_process() is None:
        return judge(*given)
    raise {error}
Worker.work = work
"""
LOADED = """
import sys
from feedproof.ci.cli import run
code = run(["check", *sys.argv[1:]])
print(*sys.modules)
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

RULES = ("unlisted-value", "double-space")


def lines(count: int, wrong: int = 50) -> Iterator[str]:
    for number in range(count):
        record = FULL | {"CourseDateID": str(number)}
        yield json.dumps(record if number % wrong else record | {"Status": f"no{number}", "AimsText": "two  spaces"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with large files of every shape."""
    folder = tmp_path_factory.mktemp("large")
    text = "\n".join(lines(2000))
    (folder / "a.ndjson").write_text(text, encoding="utf-8")
    (folder / "b.json").write_text(f'{{"results": [{text.replace(chr(10), ",")}]}}', encoding="utf-8")
    (folder / "c.json").write_text(f"[\n{text.replace(chr(10), ',' + chr(10))}\n]\n", encoding="utf-8")
    (folder / "d.jsonl.gz").write_bytes(gzip.compress(text.encode(), 1))
    (folder / "e.ndjson").write_text(text[:-500], encoding="utf-8")
    (folder / "f.json").write_text(f"[{text.replace(chr(10), ',')}", encoding="utf-8")
    assert all(file.stat().st_size > 1 << 20 for file in folder.glob("*n"))
    return folder


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the command line that runs feedproof; processes started anew import their program, so it is a file."""
    file = tmp_path_factory.mktemp("program") / "program.py"
    file.write_text(CALL, encoding="utf-8")
    return [sys.executable, str(file), "check", "--date", "2026-12-01"]


def run(program: list[str], *args: Any, cwd: Path) -> tuple[int, bytes, bytes]:
    done = subprocess.run([*program, *map(str, args)], capture_output=True, check=False, cwd=cwd, timeout=120)  # noqa: S603
    return done.returncode, done.stdout, done.stderr


def test_the_report_is_the_same_whatever_jobs_is(folder: Path, program: list[str], tmp_path: Path) -> None:
    def reports(*more: Any) -> tuple[tuple[int, bytes, bytes], bytes]:
        file = tmp_path / "report.json"
        both = ("--format", "text", "--format", "json", "-o", file)
        return run(program, ".", *both, *more, cwd=folder), file.read_bytes()

    one = reports()
    (code, text, trouble), document = one
    assert (code, trouble) == (1, b"")
    assert b"not-json" in text
    assert b"not-json" in document
    assert reports("--jobs", 2) == one
    assert reports("--jobs", 3) == one


@pytest.mark.parametrize("options", [[], ["-q"], ["-v"], ["--ignore", "double-space"], ["--max", 0]], ids=str)
def test_what_is_counted_only_is_told_as_if_all_were_told(
    folder: Path, program: list[str], tmp_path: Path, options: list[Any]
) -> None:
    asked = (".", "--max", 3, *options)
    code, text, trouble = run(program, *asked, "--format", "text", "--format", "json", "-o", tmp_path / "r", cwd=folder)
    assert (b"37 more of unlisted-value" in text) is (options != ["--max", 0])
    for jobs in (1, 2):
        assert run(program, *asked, "--jobs", jobs, cwd=folder) == (code, text, trouble)


def test_a_baseline_knows_what_would_only_be_counted(folder: Path, program: list[str], tmp_path: Path) -> None:
    known = [tmp_path / "one.json", tmp_path / "other.json"]
    for file, more in zip(known, (["--format", "json"], []), strict=True):
        run(program, "a.ndjson", "--max", 3, "--update-baseline", "--baseline", file, *more, cwd=folder)
    assert known[0].read_bytes() == known[1].read_bytes()
    assert run(program, "a.ndjson", "--max", 3, "--baseline", known[0], cwd=folder)[0] == 0


def test_findings_of_each_document_are_told_until_there_are_enough() -> None:
    worker = Worker(Checker(feed="course-dates", action="read", most=3))
    piece = Lines("\n".join(lines(10, wrong=2)).encode(), None, 0, 0)
    for path, told in (("a", 3), ("a", 0), ("b", 3)):
        checked = worker.work(piece, path)
        assert Counter(finding.rule for finding in checked.findings) == Counter(dict.fromkeys(RULES, told))
        assert {rule: number for (rule, *_), number in checked.counted.items()} == dict.fromkeys(RULES, 5 - told)


def test_processes_that_inherit_nothing_judge_too(folder: Path, program: list[str], tmp_path: Path) -> None:
    """Processes are started anew on other systems, and what they are given has to be sent to them."""
    spawning = tmp_path / "program.py"
    spawning.write_text(
        CALL.replace("main()", "set_start_method('spawn'); main()").replace("from", SPAWN, 1), encoding="utf-8"
    )
    (tmp_path / "small.ndjson").write_text("\n".join(lines(100)), encoding="utf-8")
    files = (tmp_path / "small.ndjson", "a.ndjson", "--format", "json")
    alone = run(program, *files, cwd=folder)
    assert run([sys.executable, str(spawning), *program[2:]], *files, "--jobs", 2, cwd=folder) == alone


def test_findings_stand_where_they_are(folder: Path, program: list[str]) -> None:
    report = json.loads(run(program, "a.ndjson", "c.json", "--format", "json", "--jobs", 2, cwd=folder)[1])
    for name, first, base in (("a.ndjson", 1, ""), ("c.json", 2, "/{}")):
        found = [f for f in report["findings"] if f["path"] == name and f["rule"] == "unlisted-value"]
        text = (folder / name).read_text(encoding="utf-8").split("\n")
        assert [f["line"] for f in found] == list(range(first, 2000 + first, 50))
        for finding in found:
            number = finding["record"]
            assert finding["id"] == str(number)
            assert finding["pointer"] == f"{base.format(number)}/Status"
            assert text[finding["line"] - 1][finding["column"] - 1 :].startswith(f'"no{number}"')


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    file = tmp_path / "huge.ndjson"
    text = "\n".join(lines(2000, wrong=2)) + "\n"
    with file.open("w", encoding="utf-8") as target:
        for _ in range(40):
            target.write(text)
    return file


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text(encoding="utf-8").split()]
    return found


def begun(program: list[str], huge: Path) -> tuple["subprocess.Popen[bytes]", list[int]]:
    """Start a long run that starts two processes, and wait until both have judged something, however busy the machine is."""
    command = [*program, str(huge), "--jobs", "3"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)  # noqa: S603
    until = time.monotonic() + 60
    while len(found := children(running.pid)) < 2 or min(map(worked, found)) < 0.5:
        assert time.monotonic() < until
        time.sleep(0.05)
    return running, found


def worked(pid: int) -> float:
    """Return the seconds that a process has been at work."""
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def is_gone(pid: int) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@linux
def test_a_killed_process_ends_the_run(program: list[str], huge: Path) -> None:
    running, workers = begun(program, huge)
    os.kill(workers[0], signal.SIGKILL)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 2
    why = "a worker process was killed, or ran out of memory; try fewer --jobs"
    assert err.decode() == f"feedproof: {huge}: {why}\n"
    assert f"{huge} could not be checked: {why}" in out.decode()
    assert all(map(is_gone, workers))


@linux
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda stop: stop.name)
def test_an_interrupt_ends_the_run(program: list[str], huge: Path, stop: signal.Signals) -> None:
    running, workers = begun(program, huge)
    os.killpg(running.pid, stop)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err.strip()) == (128 + stop, b"", b"")
    assert all(map(is_gone, workers))


EARLY = """
import os, signal
from pathlib import Path
forks = []
def interrupt():
    if len(forks) == 1:
        Path("started").write_text(str(os.getpid()))
        os.killpg(0, signal.SIGINT)
os.register_at_fork(before=lambda: forks.append(1), after_in_child=interrupt)
"""


@linux
def test_an_interrupt_while_processes_are_started_ends_the_run(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(f"{EARLY}{CALL}", encoding="utf-8")
    command = [sys.executable, str(file), "check", str(folder / "a.ndjson"), "--jobs", "2"]
    running = subprocess.Popen(  # noqa: S603 - our own
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, cwd=tmp_path
    )
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err.strip()) == (130, b"", b"")
    assert is_gone(int((tmp_path / "started").read_text(encoding="ascii")))


@linux
def test_no_process_outlives_the_run(program: list[str], huge: Path) -> None:
    running, workers = begun(program, huge)
    running.kill()
    running.communicate(timeout=60)
    assert all(map(is_gone, workers))


ERRORS = {
    "FeedproofError('one rule failed')": "feedproof: a.ndjson: one rule failed\n",
    "RuntimeError('boom')": "feedproof: internal error: RuntimeError: boom (",
    "Odd('bo', 'om')": "feedproof: internal error: ",
}
"""What is raised, the last as it cannot be sent to another process, and what is said."""


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_while_judging_ends_the_run(error: str, jobs: int, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(f"{BROKEN.format(error=error, jobs=jobs)}{CALL}", encoding="utf-8")
    code, _, err = run([sys.executable, str(file), "check"], "a.ndjson", "--jobs", jobs, cwd=folder)
    assert code == 2
    assert err.decode().startswith(ERRORS[error])
    assert b"boom" in err or b"one rule failed" in err
    assert err.count(b"\n") == 1


def test_what_was_asked_of_a_document_that_was_left_is_no_answer_for_the_next(folder: Path) -> None:
    def work(pool: WorkerPool, name: str) -> Iterator[Checked]:
        lines = (folder / name).read_bytes().splitlines(keepends=True)
        return pool.work(iter([Lines(line, None, 0, 0) for line in lines[:40]]), name)

    pool = WorkerPool(Worker(Checker(feed="course-dates", action="read")), 2)
    try:
        left = work(pool, "a.ndjson")
        next(left), next(left)
        left.close()
        found = [finding for checked in work(pool, "e.ndjson") for finding in checked.findings]
    finally:
        pool.end()
    assert {finding.path for finding in found} == {"e.ndjson"}
    assert [finding.id for finding in found] == ["0", "0"]


def test_no_more_processes_are_started_than_there_is_work_for(folder: Path) -> None:
    lines = (folder / "a.ndjson").read_bytes().splitlines(keepends=True)
    pool = WorkerPool(Worker(Checker(feed="course-dates", action="read")), 1000)
    try:
        for _ in range(2):
            assert len(list(pool.work(iter([Lines(line, None, 0, 0) for line in lines[:3]]), ""))) == 3
        assert len(active_children()) == 3
    finally:
        pool.end()
    assert active_children() == []


class Slow(Worker):
    """Says which process judged a piece; each other one takes its time."""

    def work(self, _piece: Any, _path: str) -> Checked:
        if parent_process():
            time.sleep(0.3)
        checked = Checked()
        checked.records = os.getpid()
        return checked


@pytest.mark.skipif(get_start_method() != "fork", reason="a process that is started anew cannot import this file")
def test_the_process_that_cuts_judges_what_the_others_are_not_free_for() -> None:
    pool = WorkerPool(Slow(Checker()), 2)
    try:
        found = [checked.records for checked in pool.work(iter([Lines(b"", None, 0, 0)] * 7), "")]
        assert len(active_children()) == 1
    finally:
        pool.end()
    assert [pid == os.getpid() for pid in found] == [True, False, False, False, True, True, True]


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_process: Any) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.Process.start", full)
    pool = WorkerPool(Worker(Checker(feed="course-dates", action="read")), 2)
    work = pool.work(iter([Lines(b"{}", None, 0, 0)] * 2), "")
    assert next(work).records == 1
    with pytest.raises(FeedproofError, match="cannot be started: Resource temporarily unavailable; try fewer --jobs"):
        next(work)


def test_large_pieces_and_large_answers_do_not_wait_for_each_other() -> None:
    """Neither fits into a pipe."""
    piece = Lines(f"{{{' ' * 500}}}\n".encode() * 1000, None, 0, 0)
    pool = WorkerPool(Worker(Checker(feed="course-dates", action="create")), 2)
    try:
        counts = [len(checked.findings) for checked in pool.work(iter([piece] * 9), "")]
    finally:
        pool.end()
    assert len(set(counts)) == 1


def test_a_large_file_loads_what_it_needs_only(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(LOADED, encoding="utf-8")
    code, out, _ = run([sys.executable, str(file)], "a.ndjson", "-q", cwd=folder)
    assert code == 0
    loaded = {name.partition(".")[0] for name in out.decode().splitlines()[-1].split()}
    slow = {
        "jsonschema",
        "jsonschema_rs",
        "multiprocessing",
        "concurrent",
        "logging",
        "pickle",
        "tempfile",
        "yaml",
        "gzip",
    }
    assert loaded & slow == set()


def test_a_long_report_is_written_as_it_is_read(folder: Path, program: list[str]) -> None:
    whole = json.loads(run(program, "a.ndjson", "--format", "json", cwd=folder)[1])
    lines = run(program, "a.ndjson", "--format", "ndjson", cwd=folder)[1].splitlines()
    assert [json.loads(line) for line in lines[:-1]] == whole["findings"]
    assert json.loads(lines[-1])["summary"] == whole["summary"]
    assert run(program, "a.ndjson", "--format", "ndjson", "-o", "x.report", cwd=folder)[1] == b""
    assert (folder / "x.report").read_bytes().splitlines() == lines


def test_a_file_that_goes_away_is_told(folder: Path, program: list[str]) -> None:
    code, _, err = run(program, "a.ndjson", "gone.ndjson", "--jobs", 2, cwd=folder)
    assert (code, err) == (2, b"feedproof: gone.ndjson: No such file or directory\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told(folder: Path, program: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*program, "a.ndjson", "--jobs", "2"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=folder, timeout=60)  # noqa: S603
    assert (done.returncode, done.stderr) == (2, b"feedproof: standard output: No space left on device\n")


def test_jobs_is_a_number(cli: Callable[..., Any]) -> None:
    assert cli("check", "good.json", "--jobs", "0").code == 2
    assert cli("check", "good.json", "--jobs", "2").code == 0
