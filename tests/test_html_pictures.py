"""The pictures of the HTML report in the documentation: a real run, shown in a real browser.

`FEEDPROOF_SCREENSHOTS=docs pytest tests/test_html_pictures.py` makes them again.
"""

import os
import shutil
import zlib
from pathlib import Path

import pytest
from browser import Browser
from click.testing import CliRunner
from feedproof.ci.cli import commands

ROOT = Path(__file__).parent.parent
WRITE = "FEEDPROOF_SCREENSHOTS"
SCHEMES = ["light", "dark"]
WRONG = ("crm-*.json", "lms-*.json", "intranet-*.json")
ROWS = 200
"""Rows of a picture that differ, at least; a blank page has one."""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the report of the golden payloads that are wrong, as a project would have them."""
    (tmp_path / "payloads").mkdir()
    golden = ROOT / "fixtures" / "golden"
    for file in (file for pattern in WRONG for file in golden.glob(f"*/wrong/{pattern}")):
        shutil.copy(file, tmp_path / "payloads")
    monkeypatch.chdir(tmp_path)
    command = ["check", "payloads", "--feed", "course-dates", "--operation", "create", "--date", "2026-11-25"]
    done = CliRunner().invoke(commands, [*command, "--format", "html", "-o", "report.html"], standalone_mode=False)
    assert done.return_value == 1
    return tmp_path / "report.html"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pictures_are_made(browser: Browser, written: Path, scheme: str) -> None:
    target = Path(ROOT / os.environ[WRITE]) if os.environ.get(WRITE) else written.parent
    target.mkdir(exist_ok=True)
    browser.open(written, width=1100, height=1300)
    browser.media(scheme=scheme)
    browser.wait("document.documentElement.dataset.ready")
    if scheme == "dark":
        browser.run("document.getElementById('findings').scrollIntoView()")
        browser.run("document.querySelectorAll('#list summary')[1].click()")
        browser.wait("document.querySelector('#list .why')")
    data = browser.picture(target / f"report-{scheme}.png")
    browser.media()
    assert rows(data) > ROWS


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_documentation_has_them(scheme: str) -> None:
    assert rows((ROOT / "docs" / f"report-{scheme}.png").read_bytes()) > ROWS


def rows(png: bytes) -> int:
    """Return how many rows of a PNG differ from each other."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    packed, at = b"", 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        packed += png[at + 8 : at + 8 + size] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    plain = zlib.decompress(packed)
    row = len(plain) // height
    assert row > width
    return len({plain[start : start + row] for start in range(0, len(plain), row)})
