"""The gate: what the configuration asks for, one result, and one clear line for every way to get it wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from feedproof.ci import gate as module
from feedproof.ci.cli import commands, run
from feedproof.ci.contract_report import Replay
from feedproof.contract_tests.model import Examination, Examined, Failure
from feedproof.spec.errors import FeedproofError

GOOD = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
BAD = GOOD | {"Status": "available"}
GROUP = '[[tool.feedproof.payloads]]\npaths = ["posts/*.json"]\nfeed = "course-dates"\noperation = "create"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "one.json").write_text(json.dumps(GOOD))
    (tmp_path / "pyproject.toml").write_text(GROUP)
    return tmp_path


def gate(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["gate", *arguments], standalone_mode=False)


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
    assert str(problem).startswith(".: nothing says what to examine")
    (project / ".git").mkdir()
    assert gate().return_value == 0
    shown = " ".join(gate("--explain-config").stdout.split())
    assert "configuration ../../pyproject.toml found above, in the repository" in shown
    (project / "deep" / ".git").touch()
    problem = gate().exception
    assert str(problem).startswith(".: nothing says what to examine")


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


FAILURES = (
    Failure("not-positive", "POST /coursedates", "the server took 0", ("curl -X POST x",)),
    Failure("ST101", "GET /venues", "the server fell over", ("curl y",)),
)
SERVER = "[[tool.feedproof.servers]]\n"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Put a fixed examination in the place of a real one; what the dictionary holds can be changed."""
    told: dict[str, Any] = {"failures": FAILURES, "errors": ()}

    def examine(server: Any, _contract: Any, _file: Any) -> tuple[Examination, Replay]:
        if "error" in told:
            raise FeedproofError(told["error"])
        plain = Examination(
            url=server.url or "http://127.0.0.1:54321",
            contract_version="1",
            profile="quick",
            seed=0,
            writes=True,
            operations=(Examined("GET /venues", {"coverage": 3}, {200: 3}),),
            outcomes=(),
            failures=told["failures"],
            not_run=(),
            errors=told["errors"],
            advice={},
        )
        return plain, Replay("feedproof contract", "feedproof sandbox")

    monkeypatch.setattr(module, "examine_server", examine)
    return told


def configured(project: Path, *lines: str, groups: str = GROUP) -> None:
    (project / "pyproject.toml").write_text("\n".join(["[tool.feedproof]", *lines, groups]), encoding="utf-8")


def report(project: Path, name: str = "report.json") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((project / name).read_text(encoding="utf-8"))
    return loaded


JSON_REPORT = 'reports = [{format = "json", file = "report.json"}]'


@pytest.mark.usefixtures("server")
def test_failures_of_servers_are_findings_of_the_reports(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    configured(project, JSON_REPORT, groups=GROUP + SERVER)
    assert gate().return_value == 1
    written = report(project)
    assert [(each["rule"], each["path"], each["line"]) for each in written["findings"]] == [
        ("unlisted-value", str(Path("posts/two.json")), 1),
        ("not-positive", "the sandbox: POST /coursedates", None),
        ("ST101", "the sandbox: GET /venues", None),
    ]
    assert written["summary"]["errors"] == 3
    assert written["summary"]["servers"][0]["failures"] == 2


def test_what_of_a_server_was_not_examined_is_not_passed(project: Path, server: dict[str, Any]) -> None:
    server |= {"failures": (), "errors": ("GET /venues: broken",)}
    configured(project, JSON_REPORT, groups=GROUP + SERVER)
    result = gate()
    assert result.return_value == 2
    assert result.stderr == "feedproof: GET /venues: broken\n"
    assert report(project)["summary"]["unchecked"] == [{"path": "the sandbox", "reason": "GET /venues: broken"}]
    assert result.stdout.endswith("0 findings, the sandbox: 1 part could not be examined, 1 not checked\n")


def test_a_server_that_cannot_be_examined_stops_nothing_else(project: Path, server: dict[str, Any]) -> None:
    server["error"] = "http://host: cannot be reached"
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    servers = SERVER + 'url = "http://me:s3cret@host"\n' + SERVER
    configured(project, JSON_REPORT, groups=GROUP + servers)
    result = gate()
    assert result.return_value == 2
    assert [each["path"] for each in report(project)["summary"]["unchecked"]] == ["http://host", "the sandbox"]
    assert report(project)["summary"]["by_rule"] == {"unlisted-value": 1}
    assert "s3cret" not in result.output + (project / "report.json").read_text(encoding="utf-8")


@pytest.mark.usefixtures("server")
def test_two_servers_of_one_name_are_told_apart(project: Path) -> None:
    configured(project, JSON_REPORT, groups=SERVER + "seed = 1\n" + SERVER + "seed = 2\n")
    assert gate().return_value == 1
    assert {each["path"] for each in report(project)["findings"]} == {
        f"{name}: {failure.operation}" for name in ("the sandbox", "the sandbox (2)") for failure in FAILURES
    }


EVERY = ["gitlab", "json", "junit", "markdown", "ndjson", "sarif", "text"]


@pytest.mark.usefixtures("server")
def test_any_number_of_reports_in_one_run(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for runner in ("GITHUB_ACTIONS", "TF_BUILD"):
        monkeypatch.setenv(runner, "true")
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    outputs = [f'{{format = "{name}", file = "r.{name}"}}' for name in EVERY]
    configured(
        project, f'reports = [{", ".join(outputs)}, {{format = "github"}}, {{format = "azure"}}]', groups=GROUP + SERVER
    )
    result = gate()
    assert result.return_value == 1
    for name in EVERY:
        text = (project / f"r.{name}").read_text(encoding="utf-8")
        assert "unlisted-value" in text
        assert "the server fell over" in text
        assert text.endswith("\n")
    assert result.stdout.count("\n::error ") == result.stdout.count("\n##vso[task.logissue type=error;") == 3


def test_people_are_spared_what_runners_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for runner in ("GITHUB_ACTIONS", "TF_BUILD"):
        monkeypatch.delenv(runner, raising=False)
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    configured(project, 'reports = [{format = "github"}, {format = "azure"}, {format = "github", file = "r.txt"}]')
    assert gate().return_value == 1
    assert not {line[:2] for line in gate().stdout.splitlines()} & {"::", "##"}
    assert (project / "r.txt").read_text(encoding="utf-8").startswith("::error ")


def test_a_report_that_cannot_be_written_leaves_the_others(project: Path) -> None:
    configured(project, 'reports = [{format = "sarif", file = "no/r.sarif"}, {format = "json", file = "report.json"}]')
    result = gate()
    assert result.return_value == 2
    target = Path("no/r.sarif")
    assert result.stderr == f"feedproof: pyproject.toml: reports.0.file: {target}: No such file or directory\n"
    assert report(project)["summary"]["errors"] == 0
    assert "gate incomplete" in result.stdout


def test_reports_start_from_the_folder_of_the_configuration(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configured(project, JSON_REPORT)
    (project / "elsewhere").mkdir()
    monkeypatch.chdir(project / "elsewhere")
    assert gate("--config", "../pyproject.toml").return_value == 0
    assert (project / "report.json").is_file()


POUNDS = GOOD | {"NetCost": 195}
SEVERITIES = {
    "as the evidence has it": ("", "", "warning", 0),
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
def test_severity(name: str, project: Path) -> None:
    everywhere, there, severity, code = SEVERITIES[name]
    (project / "posts" / "one.json").write_text(json.dumps(POUNDS))
    configured(project, JSON_REPORT, everywhere, groups=f"{GROUP}{there}\n")
    assert gate().return_value == code
    assert [(each["rule"], each["severity"]) for each in report(project)["findings"]] == [
        ("looks-like-pounds", severity)
    ]


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


def test_what_is_fixed_is_reported_as_removable(project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD))
    configured(project, 'baseline = "base.json"')
    gate("--update-baseline")
    (project / "posts" / "two.json").write_text(json.dumps(GOOD))
    result = gate()
    assert result.return_value == 0
    assert result.stdout.splitlines()[-2:] == [
        "1 known finding gone: --update-baseline forgets it",
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


def test_quiet_is_for_what_is_shown_and_not_for_reports(project: Path) -> None:
    configured(project, 'reports = [{format = "text", file = "report.txt"}]')
    assert gate("-q").stdout == ""
    text = (project / "report.txt").read_text(encoding="utf-8")
    assert text == "1 file, 1 record of course-dates (create): no findings\n"


def test_a_baseline_among_the_payloads_is_no_payload(project: Path) -> None:
    configured(project, 'baseline = "posts/base.json"', groups=GROUP.replace("posts/*.json", "posts"))
    assert gate("--update-baseline").return_value == 0
    assert gate().stdout.endswith("gate passed: 1 payload file with 1 record: 0 findings\n")


def test_no_record_is_no_success(project: Path) -> None:
    (project / "posts" / "one.json").write_text("[]")
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
