"""Trouble that stops only a part of the gate: one line with file and key, exit code 2, and the other reports are written."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.build import CONTRACT_FILE

GROUP = '[[payloads]]\npaths = ["good.json"]\nfeed = "course-dates"\noperation = "create"\n'
OTHER = '[[reports]]\nformat = "json"\nfile = "other.json"\n'

TROUBLES: dict[str, tuple[str, str]] = {
    "nothing matches": (
        GROUP.replace('"good.json"', '"post/*.json", "good.json"'),
        "payloads.0.paths: nothing matches 'post/*.json'",
    ),
    "a report without file": (
        GROUP + '[[reports]]\nformat = "json"\n',
        "reports.0: set file to say where the json report goes",
    ),
    "two reports to one file": (
        GROUP
        + '[[reports]]\nformat = "json"\nfile = "x.json"\n[[reports]]\nformat = "sarif"\nfile = "./no/../x.json"\n',
        "reports.1.file: 'x.json' is written by reports.0; write it elsewhere",
    ),
    "two logs of one kind": (
        GROUP + '[[reports]]\nformat = "github"\n[[reports]]\nformat = "github"\n',
        "reports.1: the log is written by reports.0; write it elsewhere",
    ),
    "a report over the baseline": (
        'baseline = "b.json"\n' + GROUP + '[[reports]]\nformat = "json"\nfile = "b.json"\n',
        "reports.0.file: 'b.json' is the baseline; write it elsewhere",
    ),
    "a report over the configuration": (
        GROUP + '[[reports]]\nformat = "json"\nfile = "feedproof.toml"\n',
        "reports.0.file: 'feedproof.toml' is the configuration; write it elsewhere",
    ),
    "a report over the contract": (
        'contract = "own.yaml"\n' + GROUP + '[[reports]]\nformat = "json"\nfile = "own.yaml"\n',
        "reports.0.file: 'own.yaml' is the contract; write it elsewhere",
    ),
    "a report over a payload": (
        GROUP + '[[reports]]\nformat = "json"\nfile = "good.json"\n',
        "reports.0.file: 'good.json' is one of the payloads; write it elsewhere",
    ),
    "no baseline there": (
        'baseline = "c.json"\n' + GROUP,
        "baseline: c.json: there is no such baseline; --update-baseline writes it",
    ),
    "a baseline of another version": (
        'baseline = "d.json"\n' + GROUP,
        (
            "baseline: d.json: is a baseline of version 2, and only 1 can be read; "
            "delete it and recreate it with --update-baseline"
        ),
    ),
    "a path that cannot be written": (
        GROUP + '[[reports]]\nformat = "json"\nfile = "tree"\n',
        "reports.0.file: tree: Is a directory",
    ),
    "a folder that is not there": (
        GROUP + '[[reports]]\nformat = "sarif"\nfile = "no/x.sarif"\n',
        "reports.0.file: no/x.sarif: No such file or directory",
    ),
    "a broken baseline": (
        'baseline = "good.json"\n' + GROUP,
        (
            'baseline: good.json: not a baseline: it has no "version": 1; '
            "name another file, or delete it and recreate it with --update-baseline"
        ),
    ),
}
"""Configuration, and what is said of it."""


@pytest.fixture
def project(payloads: Path) -> Path:
    for name, version in (("b.json", 1), ("d.json", 2)):
        (payloads / name).write_text(json.dumps({"version": version, "entries": []}), encoding="utf-8")
    shutil.copy(str(CONTRACT_FILE), payloads / "own.yaml")
    return payloads


@pytest.mark.parametrize("name", TROUBLES)
def test_it_is_one_line_and_the_rest_is_done(name: str, project: Path, cli: Callable[..., Any]) -> None:
    text, message = TROUBLES[name]
    (project / "feedproof.toml").write_text(text + OTHER, encoding="utf-8")
    before = {file: file.read_bytes() for file in project.rglob("*.json")}
    outcome = cli("gate")
    assert (outcome.code, outcome.err) == (2, f"feedproof: feedproof.toml: {message}\n")
    assert "\ngate incomplete: 1 payload file with 1 record: 0 findings" in outcome.out
    assert json.loads((project / "other.json").read_text(encoding="utf-8"))["summary"]["checked"]["records"] == 1
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.parametrize("name", ["nothing matches", "no baseline there", "a broken baseline"])
def test_the_reports_say_it_too(name: str, project: Path, cli: Callable[..., Any]) -> None:
    text, message = TROUBLES[name]
    (project / "feedproof.toml").write_text(text + OTHER, encoding="utf-8")
    cli("gate")
    unchecked = json.loads((project / "other.json").read_text(encoding="utf-8"))["summary"]["unchecked"]
    assert [each["reason"] for each in unchecked] == [f"feedproof.toml: {message}"]


def test_nothing_at_all_to_judge_is_one_line(project: Path, cli: Callable[..., Any]) -> None:
    text = GROUP.replace("good.json", "post/*.json")
    (project / "feedproof.toml").write_text(text + OTHER, encoding="utf-8")
    outcome = cli("gate")
    assert outcome.code == 2
    assert outcome.err == "feedproof: feedproof.toml: payloads.0.paths: nothing matches 'post/*.json'\n"
    assert outcome.out == "gate incomplete: 0 payload files with 0 records: 0 findings, 1 not checked\n"


def test_a_wrong_value_in_the_environment_is_blamed_on_it(
    project: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "feedproof.toml").write_text(GROUP, encoding="utf-8")
    monkeypatch.setenv("FEEDPROOF_FAIL_ON", "bad")
    outcome = cli("gate")
    value = "Invalid value for the environment variable FEEDPROOF_FAIL_ON: 'bad' is not one of"
    assert outcome.code == 2
    assert outcome.err.startswith(f"feedproof: {value}")


def test_explain_config_says_it_too(project: Path, cli: Callable[..., Any]) -> None:
    text, message = TROUBLES["two reports to one file"]
    (project / "feedproof.toml").write_text(text, encoding="utf-8")
    outcome = cli("gate", "--explain-config")
    assert (outcome.code, outcome.err) == (2, f"feedproof: feedproof.toml: {message}\n")
    assert "reports.1 " in outcome.out
    assert not (project / "x.json").exists()
