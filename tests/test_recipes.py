"""The recipes for build systems: linted with the schemas of their trade, their commands run, green and red."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from feedproof.ci import origin
from feedproof.ci.cli import commands, run
from feedproof.ci.init_recipes import RECIPES, recipe
from feedproof.ci.origin import UNKNOWN
from feedproof.ci.version import VERSION

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COURSE = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
LINTED = {"github": "github-workflows", "gitlab": "gitlab-ci", "azure": "azure-pipelines"}
INSTALLS = re.compile(r"^python3? -m (venv|pip install) ")


INSTALL = "feedproof[all] @ git+https://host/feedproof@v1"


def load(text: str) -> Any:
    return yaml.safe_load(text)


def validate(file: Path, schema: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    command += ["--regex-variant", "nonunicode", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command


@pytest.mark.parametrize("name", LINTED)
def test_a_recipe_keeps_to_the_schema_of_its_trade(
    name: str, tmp_path: Path, module: Callable[[str], ModuleType]
) -> None:
    module("check_jsonschema")
    file = tmp_path / "recipe.yml"
    file.write_text(recipe(RECIPES[name], INSTALL), encoding="utf-8")
    done = validate(file, LINTED[name])
    assert done.returncode == 0, done.stdout
    file.write_text(re.sub(r"\b(runs-on|script|steps):", r"not-\1:", recipe(RECIPES[name], INSTALL)), encoding="utf-8")
    assert validate(file, LINTED[name]).returncode == 1


def test_the_action_keeps_to_the_schema_of_its_trade(tmp_path: Path, module: Callable[[str], ModuleType]) -> None:
    module("check_jsonschema")
    done = validate(ROOT / "action.yml", "github-actions")
    assert done.returncode == 0, done.stdout
    spoilt = tmp_path / "action.yml"
    spoilt.write_text(json.dumps(action() | {"runs": {"using": "composites"}}), encoding="utf-8")
    assert validate(spoilt, "github-actions").returncode == 1


# The commands of each, as its runner would start them.


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and whether it runs after one that failed, too."""

    command: str
    always: bool = False


def of_github(text: str) -> Iterator[Step]:
    for step in load(text)["jobs"]["gate"]["steps"]:
        if "run" in step:
            yield Step(step["run"], "cancelled" in step.get("if", ""))


def of_gitlab(text: str) -> Iterator[Step]:
    yield from map(Step, load(text)["feedproof"]["script"])


def of_azure(text: str) -> Iterator[Step]:
    for step in load(text)["steps"]:
        if "script" in step:
            yield Step(step["script"], "condition" in step)


def of_jenkins(text: str) -> Iterator[Step]:
    yield from (Step(command.replace(".venv/bin/feedproof", "feedproof")) for command in re.findall(r"sh '(.*)'", text))


def of_pre_commit(text: str) -> Iterator[Step]:
    yield from (Step(hook["entry"]) for hook in load(text)["repos"][0]["hooks"])


STEPS: dict[str, Callable[[str], Iterator[Step]]] = {
    "github": of_github,
    "gitlab": of_gitlab,
    "azure": of_azure,
    "jenkins": of_jenkins,
    "pre-commit": of_pre_commit,
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "posts").mkdir()
    put(COURSE)
    return tmp_path


def put(value: dict[str, Any]) -> None:
    Path("posts/one.json").write_text(json.dumps(value))


def sh(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the recipe's own commands
        ["/bin/sh", "-ec", command], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def play(steps: Iterator[Step], **environment: str) -> tuple[int, str]:
    """Run the commands but those that install, as a runner does; return the first code that is not 0, and output."""
    code, said = 0, ""
    for step in steps:
        if INSTALLS.match(step.command) or (code and not step.always):
            continue
        done = sh(step.command, **environment)
        assert not done.stderr, done.stderr
        code, said = code or done.returncode, said + done.stdout
    return code, said


@pytest.mark.parametrize("name", RECIPES)
def test_the_commands_of_a_recipe_are_green_and_red(project: Path, name: str) -> None:
    CliRunner().invoke(commands, ["init", "--ci", name], standalone_mode=False)
    text = (project / RECIPES[name].target).read_text(encoding="utf-8")
    environment = {"GITHUB_STEP_SUMMARY": str(project / "summary"), "FEEDPROOF_TOKEN": "$(FEEDPROOF_TOKEN)"}
    assert play(STEPS[name](text), **environment)[0] == 0
    put(COURSE | {"Status": "available"})
    code, said = play(STEPS[name](text), **environment)
    assert code == 1
    assert "unlisted-value" in said
    missing = [file for file in re.findall(r"feedproof-[\w-]+\.\w+", text) if not is_there(project, file)]
    assert missing == []
    for report, _ in RECIPES[name].reports:
        assert {"github": "::error file=", "azure": "##vso[task.logissue "}.get(report, "") in said
    if name == "github":
        assert "feedproof: failed" in (project / "summary").read_text(encoding="utf-8")


def is_there(project: Path, file: str) -> bool:
    return (project / file).is_file() or any(file == Path(each.target).name for each in RECIPES.values())


# What they install.


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_installs_what_it_is_told(name: str) -> None:
    text = recipe(RECIPES[name], INSTALL)
    assert f'"{INSTALL}"' in text or f"'{INSTALL}'" in text
    assert "@FEEDPROOF@" not in text


ORIGINS = {
    "a package index": (None, f"feedproof[all]=={VERSION}"),
    "a commit": (
        {"url": "https://host/feedproof.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
        "feedproof[all] @ git+https://host/feedproof.git@0a1b",
    ),
    "a commit, with a secret": (
        {"url": "https://me:s3cret@host/feedproof.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
        "feedproof[all] @ git+https://host/feedproof.git@0a1b",
    ),
    "a commit, by SSH": (
        {"url": "ssh://git@host/feedproof.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
        "feedproof[all] @ git+ssh://git@host/feedproof.git@0a1b",
    ),
    "a wheel": (
        {"url": "https://host/feedproof-1-py3-none-any.whl", "archive_info": {}},
        "feedproof[all] @ https://host/feedproof-1-py3-none-any.whl",
    ),
    "a folder": ({"url": "file:///here", "dir_info": {}}, UNKNOWN),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_a_recipe_installs_what_this_feedproof_was_installed_from(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted, expected = ORIGINS[name]
    note = json.dumps(noted) if noted else None
    monkeypatch.setattr(origin, "distribution", lambda _name: SimpleNamespace(read_text=lambda _file: note))
    result = CliRunner().invoke(commands, ["init", "--ci", "gitlab"], standalone_mode=False)
    text = (project / RECIPES["gitlab"].target).read_text(encoding="utf-8")
    assert load(text)["feedproof"]["variables"] == {"FEEDPROOF": expected}
    assert ("then: write into .gitlab/feedproof.yml what pip installs" in result.stdout) is (expected == UNKNOWN)


def test_what_is_installed_can_be_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--ci", "gitlab", "--install", "feedproof[all]==7"]) == 0
    text = (project / RECIPES["gitlab"].target).read_text(encoding="utf-8")
    assert load(text)["feedproof"]["variables"] == {"FEEDPROOF": "feedproof[all]==7"}
    assert run(["init", "--ci", "gitlab", "--install", 'x" && rm y']) == 2
    assert capsys.readouterr().err.startswith("feedproof: Invalid value for '--install': quotes, ")


def test_the_extra_exists_and_the_version_is_this_one() -> None:
    assert "all" in PROJECT["project"]["optional-dependencies"]
    assert version("feedproof") == VERSION
    assert UNKNOWN.endswith(f"@v{VERSION}")


# The action and the hooks of this repository.


def action() -> Any:
    return load((ROOT / "action.yml").read_text(encoding="utf-8"))


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


HOOKS = load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
@pytest.mark.usefixtures("project")
def test_the_hooks(hook: dict[str, Any]) -> None:
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


# The image.


def docker_lines() -> list[str]:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()


def test_the_image_is_pinned_copies_the_packages_and_runs_as_nobody_special() -> None:
    lines = docker_lines()
    assert {line.split()[1] for line in lines if line.startswith("FROM ")} == {"python:3.12.11-slim-bookworm"}
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    copied = {name for names in copies for name in names}
    folders = {name.split(".")[1] for name in PROJECT["tool"]["setuptools"]["packages"]}
    assert copied == folders | {"pyproject.toml", "README.md", "LICENSE"}
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001"]
    assert lines.index("USER 10001") < lines.index('ENTRYPOINT ["feedproof"]')
