"""Standard streams that are closed, as some schedulers and supervisors leave them."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from console import COMMAND
from gating import BAD, JSON_REPORT, configured, report

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no sh that closes streams"),
    pytest.mark.usefixtures("payloads"),
]


def closed(stream: str, *args: str) -> tuple[int, str, str]:
    """Run a command with a stream closed; return its exit code, standard output and standard error."""
    closing = ["sh", "-c", f'exec "$@" {stream}&-', "sh"]
    done = subprocess.run([*closing, *COMMAND, *args], capture_output=True, check=False)  # noqa: S603 - our own command
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("option", [[], ["--fix"], ["--diff"]], ids=["check", "fix", "diff"])
def test_a_closed_standard_input_is_one_line(option: list[str]) -> None:
    code, _, err = closed("<", "check", "-", *option)
    assert code == 2
    assert err.removeprefix("--fix would fix 0 findings\n") == "feedproof: <stdin>: standard input is closed\n"


def test_a_file_needs_no_standard_input() -> None:
    code, out, err = closed("<", "check", "good.json")
    assert (code, err) == (0, "")
    assert out.endswith("no findings\n")


@pytest.mark.parametrize(
    "args",
    [
        ["check", "good.json"],
        ["check", "bad.json", "--format", "json"],
        ["rules"],
        ["spec", "show"],
        ["completion", "bash"],
    ],
    ids=" ".join,
)
def test_a_closed_standard_output_is_one_line(args: list[str]) -> None:
    assert closed(">", *args) == (2, "", "feedproof: standard output is closed\n")


def test_a_report_in_a_file_needs_no_standard_output(payloads: Path) -> None:
    assert closed(">", "check", "bad.json", "-o", "report.txt") == (1, "", "")
    assert "unlisted-value" in (payloads / "report.txt").read_text(encoding="utf-8")
    assert closed(">", "check", "good.json", "--quiet") == (0, "", "")


@pytest.mark.parametrize("stream", [">&-", ">/dev/full"])
def test_a_gate_without_standard_output_writes_its_reports(stream: str, project: Path) -> None:
    (project / "posts" / "two.json").write_text(json.dumps(BAD), encoding="utf-8")
    configured(project, JSON_REPORT.replace("]", ', {format = "github"}]'))
    command = ["sh", "-c", f'exec "$@" {stream}', "sh", *COMMAND, "gate"]
    environment = os.environ | {"GITHUB_ACTIONS": "true"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own command
    assert done.returncode == 2
    assert done.stderr.startswith("feedproof: standard output")
    assert done.stderr.count("\n") == 1
    assert report(project)["summary"]["by_rule"] == {"unlisted-value": 1}
