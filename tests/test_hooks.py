"""The action, the hooks for pre-commit and the image of this repository: run as far as is possible without their services."""

import json
import re
import shutil
import sysconfig
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from builds import COURSE, INSTALL, begin, git, put, sh
from click.testing import CliRunner
from feedproof.ci.cli import commands
from feedproof.ci.init.recipes import READ_BY_THE_GATE, RECIPES, named, recipe
from feedproof.ci.inputs import PAYLOADS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["setuptools"]["packages"]
FOLDERS = {name.split(".")[1] for name in PACKAGES if "." in name}
FILES = {"pyproject.toml", "README.md", "LICENSE", "__init__.py", "__main__.py"}
"""What feedproof is installed from."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return begin(tmp_path, monkeypatch)


def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("status", "code"), [("Available", 0), ("available", 1)])
def test_the_commands_of_the_action(project: Path, status: str, code: int) -> None:
    CliRunner().invoke(commands, ["init", "--ci", "github"], standalone_mode=False)
    put(COURSE | {"Status": status})
    summary = {"SUMMARY": action()["inputs"]["summary"]["default"], "GITHUB_STEP_SUMMARY": str(project / "summary")}
    steps = [step["run"] for step in action()["runs"]["steps"] if "run" in step]
    assert steps[0] == 'python -m pip install "${GITHUB_ACTION_PATH}[all]"'
    assert sh(steps[1], CONFIG="", FAIL_ON="").returncode == code
    assert sh(steps[1], CONFIG="feedproof.toml", FAIL_ON="error").returncode == code
    assert sh(steps[2], **summary).returncode == 0
    assert (project / "summary").is_file()


def test_the_action_puts_no_input_into_a_command() -> None:
    assert [step["run"] for step in action()["runs"]["steps"] if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize(("given", "taken"), [("", "of the job"), ("of the action", "of the action")])
def test_the_action_takes_the_token_of_the_environment_when_it_is_given_none(given: str, taken: str) -> None:
    (step,) = [step for step in action()["runs"]["steps"] if "feedproof gate" in step.get("run", "")]
    own = {name: given if "inputs.token" in value else "" for name, value in step["env"].items()}
    told = 'feedproof() { printf %s "$FEEDPROOF_TOKEN"; }\n' + step["run"]
    assert sh(told, **{"FEEDPROOF_TOKEN": "of the job"} | own).stdout == taken


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


IN_FOLDERS = ("a.json", "A.JSON", "a.ndjson", "a.jsonl", "b/a.har", "a.json.gz", "a.ndjson.zst", "a.har.GZ")
"""What check takes in a folder; of YAML, a repository has much that is no recording."""
NAMED = ("a.yaml", "a.YML", "cassettes/a.yaml.gz", "pyproject.toml", "feedproof.toml")
OTHERS = ("a.json.bak", "json", "a.gz", "a.py", "a.toml.gz", "ajson")


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_the_hooks_run_for_all_that_their_command_reads(hook: dict[str, Any]) -> None:
    is_gate = hook.get("pass_filenames") is False
    assert hook["files"] == (READ_BY_THE_GATE if is_gate else f"(?i){named(PAYLOADS)}$")
    here = [name for name in (*IN_FOLDERS, *NAMED, *OTHERS) if re.search(hook["files"], name)]
    assert here == [*IN_FOLDERS, *(NAMED if is_gate else ())]


def test_the_recipe_for_pre_commit_runs_for_all_that_the_gate_reads() -> None:
    (repo,) = yaml.safe_load(recipe(RECIPES["pre-commit"], INSTALL))["repos"]
    assert [hook["files"] for hook in repo["hooks"]] == [READ_BY_THE_GATE]


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
@pytest.mark.usefixtures("project")
def test_a_hook_stops_what_breaks_the_contract_and_fixes_only_what_it_says(hook: dict[str, Any]) -> None:
    assert hook.keys() >= {"id", "name", "entry", "language", "files"}
    CliRunner().invoke(commands, ["init"], standalone_mode=False)
    names = "" if hook.get("pass_filenames") is False else " posts/one.json"
    assert re.search(hook["files"], "posts/one.json")
    assert sh(hook["entry"] + names).returncode == 0
    put(COURSE | {"Status": "available"})
    fixes = "--fix" in hook["entry"]
    assert sh(hook["entry"] + names).returncode == (0 if fixes else 1)
    assert (json.loads(Path("posts/one.json").read_bytes()) == COURSE) is fixes
    put(COURSE | {"Status": "none of them"})
    assert sh(hook["entry"] + names).returncode == 1


@pytest.fixture
def hooked(
    project: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    lacking: Callable[[str], NoReturn],
) -> str:
    """Install the hooks as pre-commit does, from a repository of what stands here now; return the command to run them."""
    program = shutil.which("pre-commit", path=sysconfig.get_path("scripts")) or lacking("pre-commit is not installed")
    source = tmp_path_factory.mktemp("feedproof")
    from_here = {"repo": str(source), "rev": repository(source), "hooks": [{"id": hook["id"]} for hook in HOOKS]}
    (project / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [from_here]}), encoding="utf-8")
    CliRunner().invoke(commands, ["init"], standalone_mode=False)
    git("init", "-q", folder=project)
    git("add", "-A", folder=project)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path_factory.mktemp("home")))
    installed = sh(f"{program} install-hooks")
    if installed.returncode:
        lacking(f"the hooks cannot be installed here: {installed.stdout[-300:]}")
    return f"{program} run --all-files"


def test_the_hooks_in_pre_commit(hooked: str) -> None:
    assert sh(hooked).returncode == 0
    put(COURSE | {"Status": "none of them"})
    done = sh(hooked)
    assert done.returncode == 1
    for hook in HOOKS:
        assert re.search(rf"^{hook['name']}\.+Failed$", done.stdout, re.MULTILINE)
    assert done.stdout.count("unlisted-value") == len(HOOKS)


def repository(folder: Path) -> str:
    """Make a repository of what a hook is installed from; return its commit."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (*FILES, ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    git("init", "-q", folder=folder)
    git("add", "-A", folder=folder)
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "x", folder=folder)
    return git("rev-parse", "HEAD", folder=folder).strip()


# The image.


def docker_lines() -> list[str]:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()


def test_the_image_is_pinned_copies_the_packages_and_runs_as_nobody_special() -> None:
    lines = docker_lines()
    assert {line.split()[1] for line in lines if line.startswith("FROM ")} == {"python:3.12.11-slim-bookworm"}
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    copied = {name for names in copies for name in names}
    assert copied == FOLDERS | FILES
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001"]
    assert 'docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" feedproof gate' in lines[0]
    assert lines.index("USER 10001") < lines.index('ENTRYPOINT ["feedproof"]')
