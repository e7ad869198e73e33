"""Progress and colour: only for a person at a terminal."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci import progress
from feedproof.ci.progress import watched
from feedproof.ci.run import check_all
from feedproof.validators import Checker


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let half a second pass at each look at the clock."""
    ticks = iter(range(10_000))
    monkeypatch.setattr(progress, "monotonic", lambda: next(ticks) / 2)
    for name in ("CI", "TERM"):
        monkeypatch.delenv(name, raising=False)


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, items: list[int]) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    assert list(watched(items, "file")) == items
    return stream.getvalue()


@pytest.mark.usefixtures("clock")
def test_a_person_sees_how_far_it_is_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, Terminal(), list(range(1200)))
    assert text.startswith("\r\x1b[K1 of 1,200 files\r\x1b[K2 of 1,200 files")
    assert text.endswith("\r\x1b[K1,199 of 1,200 files\r\x1b[K")


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("environment", [{"CI": "true"}, {"TERM": "dumb"}])
def test_a_build_sees_nothing(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert shown(monkeypatch, Terminal(), list(range(1200))) == ""


@pytest.mark.usefixtures("clock")
def test_a_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), list(range(1200))) == ""


@pytest.mark.usefixtures("clock")
def test_of_one_there_is_nothing_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, Terminal(), [1]) == ""


@pytest.mark.usefixtures("clock")
def test_of_one_large_file_the_records_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a\x1b.ndjson"
    line = json.dumps({"VenueID": "7", "Label": "x" * 2000, "Alias": "y"})
    file.write_text(f"{line}\n" * 2_000, encoding="utf-8")
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    report = check_all(Checker(feed="venues"), [str(file)], lambda _rule: True, [])
    assert report.records == 2_000
    assert re.search(r"\r\x1b\[K[^\x1b]*a\\u001b\.ndjson: 1?,?\d+ records", stream.getvalue())
    assert stream.getvalue().endswith("\r\x1b[K")


def test_what_is_quick_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(progress, "_PATIENCE", 3600)
    assert shown(monkeypatch, Terminal(), list(range(1200))) == ""


@pytest.mark.usefixtures("clock")
def test_the_line_is_erased_when_the_job_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    items = watched(list(range(10)), "file")
    for _ in range(5):
        next(items)
    items.close()  # type: ignore[attr-defined]
    assert stream.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("environment", "is_terminal", "has_colour"),
    [({}, True, True), ({}, False, False), ({"NO_COLOR": "1"}, True, False), ({"NO_COLOR": ""}, True, True)],
)
def test_colour_is_for_a_terminal_that_wants_it(
    environment: dict[str, str],
    is_terminal: bool,
    has_colour: bool,
    cli: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", Terminal() if is_terminal else io.StringIO())
    stream: Any = __import__("sys").stdout
    assert cli("check", "bad.json").code == 1
    assert ("\x1b[" in stream.getvalue()) is has_colour
