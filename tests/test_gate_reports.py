"""The reports of the gate: payloads and servers together in each, in any number, at the configured paths."""

import json
from pathlib import Path
from typing import Any

import pytest
from gating import BAD, FAILURES, GOOD, GROUP, JSON_REPORT, SERVER, configured, gate, report
from recordings import entry, har


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
    assert result.stdout.endswith("0 findings, the sandbox: 1 part could not be tested, 1 not checked\n")


@pytest.mark.parametrize("form", ["gitlab", "html", "json", "junit", "markdown", "ndjson", "sarif", "text"])
def test_each_report_says_why_a_server_was_not_examined(form: str, project: Path, server: dict[str, Any]) -> None:
    server |= {"failures": (), "errors": ("GET /venues: broken \x1b",)}
    configured(project, f'reports = [{{format = "{form}", file = "r"}}]', groups=SERVER)
    result = gate()
    assert (result.return_value, result.stdout.count("GET /venues: broken \\u001b\n")) == (2, 1)
    assert "GET /venues: broken " in (project / "r").read_text(encoding="utf-8")


def test_a_server_that_cannot_be_examined_stops_nothing_else(project: Path, server: dict[str, Any]) -> None:
    server |= {"operations": (), "failures": (), "errors": ("http://host: cannot be reached",)}
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


def test_quiet_is_for_what_is_shown_and_not_for_reports(project: Path) -> None:
    configured(project, 'reports = [{format = "text", file = "report.txt"}]')
    assert gate("-q").stdout == ""
    text = (project / "report.txt").read_text(encoding="utf-8")
    assert text == "1 file, 1 record of course-dates (create): no findings\n"


@pytest.mark.parametrize("payload", [GOOD, BAD], ids=["clean", "findings"])
@pytest.mark.parametrize("form", ["json", "ndjson", "sarif", "gitlab"])
def test_a_report_among_the_payloads_is_none_of_them(project: Path, form: str, payload: dict[str, Any]) -> None:
    (project / "posts" / "one.json").write_text(json.dumps(payload))
    groups = GROUP.replace("posts/*.json", ".")
    configured(project, f'reports = [{{format = "{form}", file = "posts/quality.json"}}]', groups=groups)
    first, second = gate(), gate()
    assert first.return_value == (payload == BAD)
    assert (second.return_value, second.output) == (first.return_value, first.output)


def test_no_report_is_written_over_a_payload(project: Path) -> None:
    configured(project, JSON_REPORT.replace("report.json", "posts/one.json"))
    result = gate()
    assert result.return_value == 2
    assert "reports.0.file: 'posts/one.json' is one of the payloads; write it elsewhere" in result.stderr.replace(
        "\\", "/"
    )
    assert json.loads((project / "posts" / "one.json").read_text(encoding="utf-8")) == GOOD


def test_what_came_of_recorded_traffic_is_in_the_report(project: Path) -> None:
    each, refused = (entry("POST", "/coursedates", json.dumps(GOOD), status=status) for status in (201, 400))
    (project / "traffic.har").write_bytes(har(each, refused))
    configured(project, JSON_REPORT, groups=f'{GROUP}[[tool.feedproof.payloads]]\npaths = ["traffic.har"]\n')
    assert gate().return_value == 0
    assert report(project)["summary"]["checked"]["exchanges"] == {"judged": 1, "not_accepted": 1}


def test_a_payload_that_turned_empty_is_named(project: Path) -> None:
    (project / "posts" / "two.json").write_text("[]", encoding="utf-8")
    configured(project, JSON_REPORT)
    result = gate()
    assert result.return_value == 0
    assert "two.json holds no record\n" in result.stdout
    assert report(project)["summary"]["empty"] == [str(Path("posts/two.json"))]
