"""A project with a gate, and helpers for its tests."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from feedproof.ci import gate as module
from feedproof.ci.cli import commands
from feedproof.ci.contract_report import Replay
from feedproof.contract_tests.model import Examination, Examined, Failure

GOOD = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
BAD = GOOD | {"Status": "available"}
GROUP = '[[tool.feedproof.payloads]]\npaths = ["posts/*.json"]\nfeed = "course-dates"\noperation = "create"\n'
SERVER = "[[tool.feedproof.servers]]\n"
JSON_REPORT = 'reports = [{format = "json", file = "report.json"}]'
FAILURES = (
    Failure("not-positive", "POST /coursedates", "the server took 0", ("curl -X POST x",)),
    Failure("ST101", "GET /venues", "the server fell over", ("curl y",)),
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create a project with one good payload, which its gate judges, and change to its folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "one.json").write_text(json.dumps(GOOD))
    (tmp_path / "pyproject.toml").write_text(GROUP)
    return tmp_path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Replace the examination of a server by fixed results; a test can change them in the returned dictionary."""
    examined = (Examined("GET /venues", {"coverage": 3}, {200: 3}),)
    told: dict[str, Any] = {"operations": examined, "failures": FAILURES, "errors": ()}

    def examine(server: Any, _contract: Any, _file: Any) -> tuple[Examination, Replay]:
        plain = Examination(
            url=server.url or "http://127.0.0.1:54321",
            contract_version="1",
            profile="quick",
            seed=0,
            writes=True,
            operations=told["operations"],
            outcomes=(),
            failures=told["failures"],
            not_run=(),
            errors=told["errors"],
            advice={},
        )
        return plain, Replay("feedproof contract", "feedproof sandbox")

    monkeypatch.setattr(module, "examine_server", examine)
    return told


def gate(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["gate", *arguments], standalone_mode=False)


def configured(project: Path, *lines: str, groups: str = GROUP) -> None:
    (project / "pyproject.toml").write_text("\n".join(["[tool.feedproof]", *lines, groups]), encoding="utf-8")


def report(project: Path, name: str = "report.json") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((project / name).read_text(encoding="utf-8"))
    return loaded
