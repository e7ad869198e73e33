"""The README's "Five minutes": from an empty repository to a green and then a red pipeline, word for word.

`FEEDPROOF_WRITE=1 pytest tests/test_five_minutes.py` writes the commands' current output into the README.
"""

import os
import re
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from builds import sh
from console import WRITE, replay, sections, write

WORKFLOW = Path(".github/workflows/feedproof.yml")
PERSON = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.com"}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into an empty folder, as somebody whom git knows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
    for name, value in PERSON.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.replace("AUTHOR", "COMMITTER"), value)
    return tmp_path


def pipeline(folder: Path) -> tuple[list[int], str]:
    """Check the last commit out somewhere else and run the steps of its workflow but the one that installs."""
    sh(f"rm -rf {folder} && git clone -q . {folder}")
    steps: list[dict[str, Any]] = yaml.safe_load((folder / WORKFLOW).read_text(encoding="utf-8"))["jobs"]["gate"][
        "steps"
    ]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands.pop(0) == 'python -m pip install "$FEEDPROOF"'
    on_github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary")}
    done = [sh(f"cd {folder} && {command}", **on_github) for command in commands]
    return [each.returncode for each in done], "".join(each.stdout for each in done)


def test_from_an_empty_repository_to_a_green_and_a_red_pipeline(
    empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("runner") / "checkout"
    outcomes = []
    for session in sections()["Five minutes"]:
        actual = replay(session, empty)
        if os.environ.get(WRITE):
            write(session, actual)
        else:
            assert actual == session, f"the README is out of date; {WRITE}=1 pytest {Path(__file__).name}"
        if re.search(r"^\$ .*git commit ", session, re.MULTILINE):
            outcomes.append((*pipeline(folder), (folder / "summary").read_text(encoding="utf-8")))
    (green, said, passed), (red, told, failed) = outcomes
    assert (green, red) == ([0, 0], [1, 0])
    assert "::error" not in said
    assert "::error file=payloads/" in told
    assert "## feedproof: passed" in passed
    assert "## feedproof: failed" in failed
    assert len(list((empty / "payloads").iterdir()) + list((empty / "feeds").iterdir())) == 3
