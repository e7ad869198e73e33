"""feedproof generate as a process: a full disk, a reader that stops, Ctrl-C. No incomplete file remains."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from console import COMMAND
from feedproof.ci.atomic import drafted

GENERATE = [*COMMAND, "generate"]
MANY = ["course-dates", "-n", "5000000", "--format", "ndjson"]
FULL = Path("/dev/full")

posix = pytest.mark.skipif(os.name == "nt", reason="Windows ends processes in another way")


@pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("args", [MANY, ["--dataset", "-n", "1000"], ["venues"]], ids=["many", "dataset", "one"])
def test_a_full_disk_behind_standard_output_is_one_line(args: list[str]) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run([*GENERATE, *args], stdout=full, stderr=subprocess.PIPE, check=False)  # noqa: S603 - our own command
    assert (done.returncode, done.stderr) == (2, b"feedproof: standard output: No space left on device\n")


@posix
def test_a_closed_standard_output_is_one_line() -> None:
    closing = ["sh", "-c", 'exec "$@" >&-', "sh"]
    done = subprocess.run([*closing, *GENERATE, "venues"], capture_output=True, check=False)  # noqa: S603 - our own command
    assert (done.returncode, done.stderr) == (2, b"feedproof: standard output is closed; name a file with -o\n")


@posix
@pytest.mark.parametrize("args", [MANY, ["--dataset", "-n", "100000"]], ids=["records", "dataset"])
def test_a_reader_that_stops_is_no_trouble(args: list[str]) -> None:
    with subprocess.Popen([*GENERATE, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().endswith(b"}\n")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@posix
def test_a_reader_that_stops_has_all_of_the_changes(tmp_path: Path) -> None:
    whole, args = tmp_path / "whole", ["--dataset", "-n", "300", "--evolve", "3", "--changes"]
    subprocess.run([*GENERATE, *args, whole], stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own command
    stopped = [*GENERATE, *args, tmp_path / "changes"]
    with subprocess.Popen(stopped, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
    assert (tmp_path / "changes").read_bytes() == whole.read_bytes() != b""


@posix
@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize(
    "target", [["-o", "made.ndjson"], ["--split", "made", "-n", "100000"]], ids=["a file", "a folder"]
)
def test_an_interrupt_leaves_nothing_behind(target: list[str], stop: str, tmp_path: Path) -> None:
    args = [*MANY, *target] if "-o" in target else ["course-dates", *target]
    with subprocess.Popen([*GENERATE, *args], cwd=tmp_path, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command
        until = time.monotonic() + 60
        while not any(tmp_path.iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
        drafts = [path.name for path in tmp_path.iterdir()]
        process.send_signal(getattr(signal, stop))
        _, said = process.communicate(timeout=60)
    assert drafts, "it had begun to write"
    assert "made" not in {name.partition(".")[0] for name in drafts}, "under another name than the final one"
    assert process.returncode == 128 + getattr(signal, stop)
    assert b"Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_the_draft_is_made_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: Any, **options: Any) -> None:
        make(*args, **options)
        raise KeyboardInterrupt

    make = os.mkdir
    monkeypatch.setattr(os, "mkdir", interrupted)
    with pytest.raises(KeyboardInterrupt), drafted(tmp_path / "made.ndjson"):
        pass
    assert list(tmp_path.iterdir()) == []
