"""The gate: all that the configuration requests, one result, and one clear line for every mistake in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.cli import run
from gating import BAD, FAILURES, GOOD, GROUP, JSON_REPORT, SERVER, configured, gate, report


@pytest.mark.usefixtures("project")
def test_good_payloads_pass() -> None:
    result = gate()
    assert result.return_value == 0
    assert result.stdout == (
        "1 file, 1 record of course-dates (create): no findings\n"
        "not run: unknown-reference (the ids of training-providers are not known here)\n"
        "\n"
        "gate passed: 1 payload file with 1 record: 0 findings\n"
    )


def test_a_bad_payload_fails_and_has_a_place_to_click(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD, indent=1))
    result = gate()
    assert result.return_value == 1
    assert f"{Path('posts/two.json')}:4:12  error  unlisted-value  Status is " in result.stdout
    assert result.stdout.endswith("gate failed: 2 payload files with 2 records: 1 finding\n")


def test_a_finding_of_an_ignored_rule_does_not_fail(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    (project / "pyproject.toml").write_text('[tool.feedproof]\nignore = ["unlisted-value"]\n' + GROUP)
    assert gate().return_value == 0


def test_fail_on_decides_what_fails(project: Path) -> None:
    (project / "posts" / "one.json").write_text(json.dumps(GOOD | {"NetCost": 195}))
    assert gate().return_value == 0
    (project / "pyproject.toml").write_text('[tool.feedproof]\nfail-on = "warning"\n' + GROUP)
    assert gate().return_value == 1


def test_paths_start_from_the_folder_of_the_configuration(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "elsewhere").mkdir()
    monkeypatch.chdir(project / "elsewhere")
    assert gate("--config", str(project / "pyproject.toml")).return_value == 0


def test_the_configuration_is_looked_for_up_to_the_repository(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "deep" / "deeper").mkdir(parents=True)
    monkeypatch.chdir(project / "deep" / "deeper")
    problem = gate().exception
    assert str(problem).startswith(".: there is no configuration")
    (project / ".git").mkdir()
    assert gate().return_value == 0
    shown = " ".join(gate("--explain-config").stdout.split())
    assert "configuration ../../pyproject.toml found above, in the repository" in shown
    (project / "deep" / ".git").touch()
    problem = gate().exception
    assert str(problem).startswith(".: there is no configuration")


def test_feedproof_toml_is_the_table_itself(project: Path) -> None:
    (project / "pyproject.toml").unlink()
    (project / "feedproof.toml").write_text(GROUP.replace("tool.feedproof.", ""))
    assert gate().return_value == 0


def test_a_missing_file_makes_the_gate_incomplete(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pyproject.toml").write_text(GROUP.replace("posts/*.json", "posts/none.json"))
    assert run(["gate"]) == 2
    captured = capsys.readouterr()
    assert captured.err == f"feedproof: {Path('posts/none.json')}: No such file or directory\n"
    assert "gate incomplete" in captured.out


def test_a_server_that_does_not_answer_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pyproject.toml").write_text('[[tool.feedproof.servers]]\nurl = "http://127.0.0.1:9"\n')
    assert run(["gate"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


POUNDS = GOOD | {"NetCost": 195}


SEVERITIES = {
    "from the evidence": ("", "", "warning", 0),
    "of a rule": ('severity = {looks-like-pounds = "error"}', "", "error", 1),
    "of a certainty": ('severity = {inferred = "note"}', "", "note", 0),
    "of a rule before its certainty": (
        'severity = {inferred = "note", looks-like-pounds = "error"}',
        "",
        "error",
        1,
    ),
    "of a path": ("", 'severity = {looks-like-pounds = "error"}', "error", 1),
    "of a path before all": (
        'severity = {looks-like-pounds = "error"}',
        'severity = {looks-like-pounds = "note"}',
        "note",
        0,
    ),
}


@pytest.mark.parametrize("name", SEVERITIES)
def test_a_configured_severity_counts_that_of_a_path_before_that_of_all(name: str, project: Path) -> None:
    everywhere, there, severity, code = SEVERITIES[name]
    (project / "posts" / "one.json").write_text(json.dumps(POUNDS))
    configured(project, JSON_REPORT, everywhere, groups=f"{GROUP}{there}\n")
    assert gate().return_value == code
    assert [(each["rule"], each["severity"]) for each in report(project)["findings"]] == [
        ("looks-like-pounds", severity)
    ]


@pytest.mark.parametrize("groups", [GROUP, GROUP + SERVER], ids=["alone", "beside a server that passes"])
def test_no_record_is_no_success(groups: str, server: dict[str, Any], project: Path) -> None:
    (project / "posts" / "one.json").write_text("[]")
    configured(project, groups=groups)
    server["failures"] = ()
    result = gate()
    assert (result.return_value, result.stderr) == (
        2,
        "feedproof: pyproject.toml: payloads: there is no record in what was read\n",
    )


def test_a_flag_decides_what_fails(project: Path) -> None:
    (project / "posts" / "one.json").write_text(json.dumps(POUNDS))
    assert gate("--fail-on", "warning").return_value == 1
    configured(project, 'fail-on = "warning"')
    assert gate("--fail-on", "error").return_value == 0


QUIET = {
    "clean": (GOOD, (), 0, ""),
    "a warning": (POUNDS, (), 0, ""),
    "a finding": (
        BAD,
        (),
        1,
        "posts/one.json:1:82  error  unlisted-value  Status is",
    ),
    "a failure": (GOOD, FAILURES[:1], 1, "the sandbox: POST /coursedates  error  not-positive  the server took 0\n"),
}


@pytest.mark.parametrize("name", QUIET)
def test_quiet_shows_what_fails_and_nothing_else(name: str, project: Path, server: dict[str, Any]) -> None:
    record, server["failures"], code, start = QUIET[name]
    (project / "posts" / "one.json").write_text(json.dumps(record))
    configured(project, groups=GROUP + SERVER)
    result = gate("--quiet")
    assert (result.return_value, result.stderr) == (code, "")
    assert result.stdout.startswith(start)
    assert ("gate failed: " in result.stdout) is bool(start)
    assert bool(result.stdout) is bool(start)


def test_a_flag_says_how_much_is_shown(project: Path) -> None:
    (project / "posts" / "one.json").write_text(json.dumps([BAD] * 30))
    assert gate().stdout.count("  unlisted-value  ") == 20
    assert "… and 10 more of unlisted-value (--max 0 shows all)" in gate().stdout
    assert gate("--max", "0").stdout.count("  unlisted-value  ") == 30


def test_verbose_says_once_what_was_not_run(project: Path) -> None:
    for flags in ([], ["-v"]):
        assert gate(*flags).stdout.count("not run: unknown-reference") == 1
    assert "source: " not in gate("-v").stdout
    (project / "posts" / "one.json").write_text(json.dumps(BAD))
    assert "source: " in gate("-v").stdout


def test_two_configurations_in_one_folder_are_one_too_many(project: Path) -> None:
    (project / "feedproof.toml").write_text('fail-on = "note"\n', encoding="utf-8")
    assert str(gate().exception) == "feedproof.toml: pyproject.toml has [tool.feedproof], too; keep one of them"
    (project / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert "names no payloads" in str(gate().exception)
