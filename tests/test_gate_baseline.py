"""The baseline of the gate: known findings do not block, and fixed ones can be removed."""

import json
from pathlib import Path

import pytest
from gating import BAD, GOOD, GROUP, JSON_REPORT, SERVER, configured, gate, report


@pytest.mark.usefixtures("server")
def test_known_debt_does_not_block(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    configured(project, JSON_REPORT, 'baseline = "base.json"', groups=GROUP + SERVER)
    result = gate("--update-baseline")
    assert (result.return_value, result.stderr) == (0, "base.json: 3 known findings\n")
    assert [tuple(entry.items())[:3] for entry in report(project, "base.json")["entries"]] == [
        (("rule", "ST101"), ("feed", ""), ("path", "the sandbox: GET /venues")),
        (("rule", "not-positive"), ("feed", ""), ("path", "the sandbox: POST /coursedates")),
        (("rule", "unlisted-value"), ("feed", "course-dates"), ("path", "posts/two.json")),
    ]
    result = gate()
    assert (result.return_value, result.stderr) == (0, "")
    assert result.stdout.endswith(
        "gate passed: 2 payload files with 2 records: 0 findings, 1 known, the sandbox: 2 failures, 2 known\n"
    )
    assert report(project)["summary"]["known"] == 3
    (project / "posts" / "three.json").write_text(json.dumps(BAD))
    assert gate().return_value == 1


OLD = """{
  "version": 1,
  "entries": [
    {"rule": "ST101", "feed": "", "path": "the sandbox: GET /venues", "pointer": "", "count": 2},
    {"rule": "not-positive", "feed": "", "path": "the sandbox: POST /coursedates", "pointer": "", "count": 1},
    {"rule": "unlisted-value", "feed": "course-dates", "path": "posts/two.json", "pointer": "/Status", "count": 1}
  ]
}
"""
"""What feedproof 0.1.0 wrote, with one failure more than there are now."""


@pytest.mark.usefixtures("server")
def test_a_baseline_of_long_ago_knows_failures_of_servers(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    (project / "base.json").write_text(OLD, encoding="utf-8")
    configured(project, JSON_REPORT, 'baseline = "base.json"', groups=GROUP + SERVER)
    result = gate()
    assert (result.return_value, result.stderr) == (0, "")
    written = report(project)
    assert [each["rule"] for each in written["known"]] == ["unlisted-value", "not-positive", "ST101"]
    (gone,) = written["summary"]["removable"]
    assert (gone["rule"], gone["path"], gone["count"]) == ("ST101", "the sandbox: GET /venues", 1)
    gate("--update-baseline")
    assert (project / "base.json").read_text(encoding="utf-8") == OLD.replace('"count": 2', '"count": 1')


@pytest.mark.usefixtures("server")
def test_a_failure_that_was_known_for_a_while_counts_again(project: Path) -> None:
    entry = '"pointer": "", "count": 1, "expires": "2026-01-31"}'
    (project / "base.json").write_text(OLD.replace('"pointer": "", "count": 1}', entry), encoding="utf-8")
    configured(project, JSON_REPORT, 'baseline = "base.json"', groups=GROUP + SERVER)
    assert gate("--date", "2026-01-31").return_value == 0
    assert gate("--date", "2026-02-01").return_value == 1
    assert [each["rule"] for each in report(project)["summary"]["expired"]] == ["not-positive"]


def test_that_an_entry_has_expired_is_said_once(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    entry = '"pointer": "/Status", "count": 1, "expires": "2026-01-31"}'
    (project / "base.json").write_text(OLD.replace('"pointer": "/Status", "count": 1}', entry), encoding="utf-8")
    configured(project, 'baseline = "base.json"')
    result = gate("--date", "2026-02-01")
    assert (result.return_value, result.stdout.count("1 entry of the baseline expired")) == (1, 1)


def test_what_is_fixed_is_reported_as_removable(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    configured(project, 'baseline = "base.json"')
    gate("--update-baseline")
    (project / "posts" / "two.json").write_text(json.dumps(GOOD))
    result = gate()
    assert result.return_value == 0
    assert result.stdout.splitlines()[-2:] == [
        "1 known finding not found in this run: --update-baseline removes it",
        "gate passed: 2 payload files with 2 records: 0 findings",
    ]
    gate("--update-baseline")
    assert report(project, "base.json")["entries"] == []


def test_the_baseline_of_a_flag_counts_before_that_of_the_file(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    configured(project, 'baseline = "base.json"')
    assert gate("--update-baseline", "--baseline", "other.json").return_value == 0
    assert not (project / "base.json").exists()
    assert gate("--baseline", "other.json").return_value == 0


def test_a_baseline_of_a_flag_is_named_as_it_was_given(project: Path) -> None:
    configured(project)
    result = gate("--baseline", "nope.json")
    problem = "feedproof: nope.json: there is no such baseline; --update-baseline writes it\n"
    assert (result.return_value, result.stderr) == (2, problem)


def test_a_baseline_that_cannot_be_written_makes_the_gate_incomplete(project: Path) -> None:
    configured(project, JSON_REPORT, 'baseline = "no/base.json"')
    result = gate("--update-baseline")
    assert result.return_value == 2
    assert result.stderr == f"feedproof: {Path('no/base.json')}: No such file or directory\n"
    assert report(project)["summary"]["errors"] == 0


def test_the_baseline_lies_in_the_folder_of_the_configuration(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    configured(project, 'baseline = "base.json"')
    (project / "elsewhere").mkdir()
    monkeypatch.chdir(project / "elsewhere")
    assert gate("--config", "../pyproject.toml", "--update-baseline").return_value == 0
    assert report(project, "base.json")["entries"][0]["path"] == "posts/two.json"
    monkeypatch.chdir(project)
    assert gate().return_value == 0


def test_a_baseline_among_the_payloads_is_no_payload(project: Path) -> None:
    configured(project, 'baseline = "posts/base.json"', groups=GROUP.replace("posts/*.json", "posts"))
    assert gate("--update-baseline").return_value == 0
    assert gate().stdout.endswith("gate passed: 1 payload file with 1 record: 0 findings\n")
